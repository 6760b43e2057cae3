#pragma once

#include "core/base/object_reader.hpp"
#include "core/domain/course.hpp"

namespace app::dump {

/// Reads the members of a course, whose rules it checks when all of them could be read.
core::domain::Course read_course(core::json::ObjectReader& in);

}  // namespace app::dump
