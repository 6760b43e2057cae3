#pragma once

#include "core/domain/course_draft.hpp"

#include <string>
#include <string_view>

namespace core::storage {

/// A draft as the JSON document that is stored: `name`, `url`, `provider`, `level`, `format` (ids), `cost`
/// {`kind`, `amount` as text}, `cpd` {`kind`, `points` as text}, `ongoing`, `dates` [{`starts_at`, `ends_at`}
/// RFC 3339 in UTC], `duration_days` as text, `areas`, `competency_ids`; null for what is not known.
std::string draft_document(const domain::CourseDraft& draft);

/// Reads what `draft_document` wrote, in whatever order PostgreSQL gives the members. `malformed` or
/// `invalid_input` with JSON Pointers for anything else.
Result<domain::CourseDraft> read_draft_document(std::string_view json);

}  // namespace core::storage
