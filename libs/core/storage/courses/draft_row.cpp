#include "core/storage/courses/draft_row.hpp"

#include "core/storage/courses/draft_document.hpp"

#include <stdexcept>

namespace core::storage {

using namespace domain;
using data::CourseState;

domain::CourseDraft read_content(std::string_view json) {
    auto content = read_draft_document(json);
    if (!content) throw std::runtime_error("stored course content: " + content.error().detail);
    return std::move(*content);
}

data::StoredDraft read_draft(const postgres::Row& row) {
    data::StoredDraft draft;
    draft.id = row.get<std::int64_t>(0);
    draft.uid = row.get<std::string>(1);
    draft.version = row.get<std::int64_t>(2);
    draft.last_revision = row.get<std::int64_t>(3);
    draft.source = row.get<std::string>(4);
    draft.source_url = row.get<std::optional<std::string>>(5);
    draft.content = read_content(row.get<std::string_view>(6));
    draft.provider = row.get<std::optional<std::int64_t>>(7);
    if (draft.provider) draft.content.provider = row.get<std::optional<std::string>>(8);
    auto& status = draft.status;
    status.state = data::parse_course_state(row.get<std::string_view>(9)).value_or(CourseState::draft);
    for (const auto& name : row.get<std::vector<std::string>>(10)) {
        if (const auto field = parse_course_field(name)) status.staff_fields.push_back(*field);
    }
    status.published_revision = row.get<std::optional<std::int64_t>>(11);
    status.publish_at = row.get<std::optional<Instant>>(12);
    status.unpublish_at = row.get<std::optional<Instant>>(13);
    status.gone_at = row.get<std::optional<Instant>>(14);
    status.binned_at = row.get<std::optional<Instant>>(15);
    if (!row.is_null(16)) status.state_before_bin = data::parse_course_state(row.get<std::string_view>(16));
    status.rejection = row.get<std::optional<std::string>>(17);
    status.merged_into = row.get<std::optional<std::string>>(18);
    draft.created_at = row.get<Instant>(19);
    draft.created_by = row.get<std::string>(20);
    draft.updated_at = row.get<Instant>(21);
    draft.updated_by = row.get<std::string>(22);
    return draft;
}

}  // namespace core::storage
