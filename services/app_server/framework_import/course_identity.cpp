#include "app_server/framework_import/course_identity.hpp"

#include "core/base/digest.hpp"

#include <fmt/format.h>

namespace app::framework_import {

std::string CourseIdentities::uid_for(std::string_view source, const std::string& name) {
    return core::sha256_hex(fmt::format("{}\n{}\n{}", source, name, ++seen_[name])).substr(0, 16);
}

}  // namespace app::framework_import
