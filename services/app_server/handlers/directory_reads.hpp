#pragma once

#include "app_server/handlers/public_reads.hpp"

namespace app {

core::Result<Answer> list_course_instances(const View& view);
core::Result<Answer> list_courses(const View& view);
core::Result<Answer> get_course(const View& view);
core::Result<Answer> list_providers(const View& view);
core::Result<Answer> get_provider(const View& view);
core::Result<Answer> list_recommendations(const View& view);
core::Result<Answer> list_changes(const View& view);
core::Result<Answer> create_review(const View& view);

}  // namespace app
