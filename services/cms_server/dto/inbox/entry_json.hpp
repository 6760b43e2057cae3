#pragma once

#include "cms_server/dto/courses/presentation.hpp"
#include "cms_server/use_cases/inbox/linked_course.hpp"
#include "core/base/json.hpp"

#include <optional>
#include <vector>

namespace cms {

/// All there is to show of an entry.
struct EntryView {
    core::data::InboxCourse entry;
    std::optional<core::data::StoredDraft> course;  ///< that it stands for
    Comparison comparison;
    std::vector<core::domain::FieldRule> rules;
};

/// The entry as in lists, and behind it `course` and `fields`: for each field the three values, what the
/// review makes of them, the standing rule, the site's own words and where they were read.
std::string entry_json(const EntryView& view, const Presentation& presentation);

}  // namespace cms
