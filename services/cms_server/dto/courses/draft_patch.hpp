#pragma once

#include "core/base/json.hpp"
#include "core/domain/course_draft.hpp"

#include <string_view>

namespace cms {

/// The draft that a JSON merge patch (RFC 7396) makes of `base`. Members: `name`, `url`, `provider` (a name),
/// `level_id`, `format_id`, `cost` {`kind`, `amount`, `currency`}, `cpd` {`kind`, `points`}, `ongoing`,
/// `dates` [{`starts_at`, `ends_at`}], `duration_days`, `area_ids`, `competency_ids`; null empties a member.
/// An amount or points that a change of kind leaves without meaning are dropped; so are the dates of a course
/// that becomes ongoing.
///
/// Checks everything that can be known without other courses and the framework. `invalid_input`, code
/// `invalid-course`, with one field per fault, each named as in the patch.
core::Result<core::domain::CourseDraft> patched(
    core::domain::CourseDraft base, core::json::Value patch, std::string_view currency
);

/// Names the members of a draft as the API does: `/level` becomes `/level_id`.
core::Error api_error(core::Error error);

}  // namespace cms
