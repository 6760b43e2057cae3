#pragma once

#include "app_server/handlers/public_reads.hpp"

namespace app {

core::Result<Answer> get_framework(const View& view);
core::Result<Answer> get_questionnaire(const View& view);
core::Result<Answer> list_verticals(const View& view);
core::Result<Answer> get_vertical(const View& view);
core::Result<Answer> get_area(const View& view);
core::Result<Answer> get_competency_category(const View& view);
core::Result<Answer> get_competency(const View& view);
core::Result<Answer> list_job_roles(const View& view);
core::Result<Answer> get_job_role(const View& view);
core::Result<Answer> list_questions(const View& view);

}  // namespace app
