#pragma once

#include "core/base/object_reader.hpp"
#include "core/documents/record.hpp"
#include "core/domain/framework.hpp"

#include <optional>
#include <string>
#include <vector>

namespace cms {

enum class FrameworkItemKind {
    level,
    format,
    need,
    specialism,
    vertical,
    area,
    category,
    competency,
    job_role,
};

/// `level`, …, `competency_category`, `competency`, `job_role`: as `model` says it in core/documents.
std::string_view to_string(FrameworkItemKind kind);
std::optional<FrameworkItemKind> parse_framework_item_kind(std::string_view text);

/// One item by its number.
struct FrameworkItem {
    FrameworkItemKind kind = FrameworkItemKind::level;
    std::int32_t id = 0;
    friend auto operator<=>(const FrameworkItem&, const FrameworkItem&) = default;
};

/// What to change: items to add or replace, items to take away, a new title.
struct FrameworkChanges {
    std::optional<std::string> title;
    std::vector<core::documents::Record> put;
    std::vector<FrameworkItem> remove;
};

/// Reads `{"title"?, "put"?: [records], "remove"?: [{"model", "id"}]}` from an object that was begun; a
/// record is one of core/documents, neither a course nor a title.
FrameworkChanges read_changes(core::json::ObjectReader& in);

/// The framework with the changes made, its lists in the order of their ids. `invalid_input` when an item to
/// take away is not there, or what comes out breaks a rule (see domain::validate).
core::Result<core::domain::Framework> apply(
    core::domain::Framework framework, const FrameworkChanges& changes
);

}  // namespace cms
