#pragma once

#include "core/data/drafts.hpp"
#include "core/postgres/result_set.hpp"

#include <string_view>

namespace core::storage {

/// A row of the view `editorial.course_draft`, column by column. Throws std::runtime_error when the stored
/// content cannot be read.
data::StoredDraft read_draft(const postgres::Row& row);

/// Content as `draft_document` wrote it. Throws std::runtime_error when it cannot be read.
domain::CourseDraft read_content(std::string_view json);

/// The position of `name_key` in the view.
inline constexpr int kNameKeyColumn = 23;

}  // namespace core::storage
