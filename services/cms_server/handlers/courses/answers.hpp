#pragma once

#include "cms_server/handlers/courses/courses_routes.hpp"
#include "cms_server/use_cases/courses/actor.hpp"
#include "cms_server/use_cases/courses/edit_course.hpp"
#include "cms_server/use_cases/courses/references.hpp"
#include "core/http/problem.hpp"

#include <cstdint>
#include <string>

namespace cms {

/// Who makes the call, for history and audit log.
Actor editor_of(const StaffCall& call);

/// The framework as this call's thread knows it.
FrameworkSource framework_of(const CourseServices& services, const StaffCall& call);

/// The problem document of an error, its fields named as in the API.
core::http::Response refuse(const StaffCall& call, const core::Error& error);

/// Checks that the call has no query parameters.
core::Result<void> no_parameters(const StaffCall& call);

/// A number of the path. `not_found` for anything that is none.
core::Result<std::int64_t> path_number(const StaffCall& call, std::string_view name);

using CallAnswer = core::Task<core::http::Response>;

/// A course with its warnings and its ETag; 201 with its Location when it is new.
CallAnswer answer_course(
    const CourseServices& services,
    const StaffCall& call,
    core::Result<core::data::StoredDraft> draft,
    unsigned status = 200
);

/// 412 with the current course and, field by field, what the editor began with, made of it, and what stands
/// there now.
CallAnswer answer_conflict(const CourseServices& services, const StaffCall& call, EditConflict conflict);

}  // namespace cms
