#pragma once

#include "core/base/json.hpp"
#include "core/domain/course_draft.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cms {

inline constexpr std::size_t kMostBulkItems = 500;

/// Why a course is rejected: `{"reason"}`.
core::Result<std::string> parse_rejection(std::string_view body);

/// Which course takes over, as it was when the caller saw it, and which of its fields become those of the
/// course merged into it: `{"into", "into_version", "fields"}`.
struct MergeRequest {
    std::string into;
    std::int64_t into_version = 0;
    std::vector<core::domain::CourseField> fields;
};

core::Result<MergeRequest> parse_merge(std::string_view body);

enum class BulkAction { tag, untag, reject, bin, restore, set_level, set_format, set_provider };

struct BulkItem {
    std::string uid;
    std::int64_t version = 0;
};

/// One action on many courses: `{"action", "items": [{"uid", "version"}], …}` with what the action needs:
/// `area_ids` and `competency_ids` (tag, untag), `reason` (reject), `level_id`, `format_id`, `provider`.
struct BulkRequest {
    BulkAction action = BulkAction::bin;
    std::vector<BulkItem> items;
    std::vector<core::domain::AreaId> areas;
    std::vector<core::domain::CompetencyId> competencies;
    std::string reason;
    std::optional<core::domain::LevelId> level;
    std::optional<core::domain::FormatId> format;
    std::optional<std::string> provider;
};

core::Result<BulkRequest> parse_bulk(std::string_view body);

struct ProviderInput {
    std::string name;
    std::optional<std::string> website;
    std::vector<std::string> aliases;
};

/// A provider of `{"name", "website", "aliases"}`: what the merge patch (RFC 7396) makes of `base`.
core::Result<ProviderInput> parse_provider(std::string_view body, ProviderInput base);

/// `{"into"}`: the provider that takes over.
core::Result<std::int64_t> parse_provider_merge(std::string_view body);

}  // namespace cms
