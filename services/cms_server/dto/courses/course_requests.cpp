#include "cms_server/dto/courses/course_requests.hpp"

#include "core/base/object_reader.hpp"
#include "core/documents/parse_object.hpp"
#include "core/domain/course_rules.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <set>

namespace cms {

namespace {

using namespace core::domain;
using core::Result;
using core::documents::parse_object;
using core::json::ObjectReader;

constexpr auto kMaxVersion = std::numeric_limits<std::int64_t>::max();
constexpr std::size_t kMaxAliases = 100;

struct ActionName {
    std::string_view text;
    BulkAction action;
};

constexpr std::array<ActionName, 8> kActions{{
    {"tag", BulkAction::tag},
    {"untag", BulkAction::untag},
    {"reject", BulkAction::reject},
    {"bin", BulkAction::bin},
    {"restore", BulkAction::restore},
    {"set-level", BulkAction::set_level},
    {"set-format", BulkAction::set_format},
    {"set-provider", BulkAction::set_provider},
}};

std::optional<BulkAction> parse_action(std::string_view text) {
    const auto at =
        std::find_if(kActions.begin(), kActions.end(), [&](const ActionName& a) { return a.text == text; });
    if (at == kActions.end()) return std::nullopt;
    return at->action;
}

std::string read_line(ObjectReader& in, std::string_view name) {
    auto text = in.text(name);
    if (in.faults().empty()) check_line(in.faults(), in.pointer(name), text);
    return text;
}

template <class Id>
std::vector<Id> read_ids(ObjectReader& in, core::json::Value body, std::string_view name) {
    if (!body.find(name).exists()) return {};
    auto ids = in.ids<Id>(name);
    std::sort(ids.begin(), ids.end());
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
    return ids;
}

std::vector<BulkItem> read_items(ObjectReader& in) {
    const auto elements = in.elements("items");
    if (elements.empty()) in.fault("items", "required", "must not be empty");
    if (elements.size() > kMostBulkItems) {
        in.fault("items", "too-many", fmt::format("must be at most {}", kMostBulkItems));
        return {};
    }
    std::vector<BulkItem> items;
    std::set<std::string> seen;
    for (std::size_t i = 0; i < elements.size(); ++i) {
        ObjectReader item(elements[i], in.element_pointer("items", i), in.faults());
        BulkItem read{item.text("uid"), item.number("version", 1, kMaxVersion)};
        item.finish();
        if (!seen.insert(read.uid).second) item.fault("uid", "duplicate", "is named before");
        items.push_back(std::move(read));
    }
    return items;
}

void read_argument(ObjectReader& in, core::json::Value body, BulkRequest& request) {
    switch (request.action) {
        case BulkAction::tag:
        case BulkAction::untag:
            request.areas = read_ids<AreaId>(in, body, "area_ids");
            request.competencies = read_ids<CompetencyId>(in, body, "competency_ids");
            if (request.areas.empty() && request.competencies.empty()) {
                in.fault("area_ids", "required", "name at least one area or competency");
            }
            return;
        case BulkAction::reject: request.reason = read_line(in, "reason"); return;
        case BulkAction::set_level: request.level = in.id<LevelId>("level_id"); return;
        case BulkAction::set_format: request.format = in.id<FormatId>("format_id"); return;
        case BulkAction::set_provider: request.provider = read_line(in, "provider"); return;
        case BulkAction::bin:
        case BulkAction::restore: return;
    }
}

}  // namespace

Result<std::string> parse_rejection(std::string_view body) {
    return parse_object(body, {}, [](ObjectReader& in) { return read_line(in, "reason"); });
}

Result<MergeRequest> parse_merge(std::string_view body) {
    return parse_object(body, {}, [](ObjectReader& in) {
        MergeRequest request;
        request.into = in.visible_text("into");
        request.into_version = in.number("into_version", 1, kMaxVersion);
        const auto fields = in.elements("fields");
        for (std::size_t i = 0; i < fields.size(); ++i) {
            const auto field = parse_course_field(fields[i].as_string().value_or(""));
            if (field) {
                request.fields.push_back(*field);
            } else {
                core::json::add_fault(
                    in.faults(),
                    in.element_pointer("fields", i),
                    "unknown-value",
                    "is not a field of a course"
                );
            }
        }
        return request;
    });
}

Result<BulkRequest> parse_bulk(std::string_view body) {
    const auto document = core::json::Document::parse(body);
    if (!document) return document.error();
    const auto root = document->root();
    return parse_object(body, {}, [&](ObjectReader& in) {
        BulkRequest request;
        const auto action = in.word(
            "action",
            parse_action,
            "must be tag, untag, reject, bin, restore, set-level, set-format or set-provider"
        );
        request.items = read_items(in);
        if (!action) return request;
        request.action = *action;
        read_argument(in, root, request);
        return request;
    });
}

Result<ProviderInput> parse_provider(std::string_view body, ProviderInput base) {
    const auto document = core::json::Document::parse(body);
    if (!document) return document.error();
    const auto root = document->root();
    return parse_object(body, {}, [&](ObjectReader& in) {
        ProviderInput input = base;
        if (root.find("name").exists() || base.name.empty()) input.name = read_line(in, "name");
        if (root.find("website").exists()) input.website = in.maybe_text("website");
        if (input.website) check_url(in.faults(), "/website", *input.website);
        if (!root.find("aliases").exists()) return input;
        input.aliases.clear();
        const auto aliases = in.elements("aliases");
        if (aliases.size() > kMaxAliases) {
            in.fault("aliases", "too-many", fmt::format("must be at most {}", kMaxAliases));
            return input;
        }
        for (std::size_t i = 0; i < aliases.size(); ++i) {
            const auto alias = aliases[i].as_string().value_or("");
            check_line(in.faults(), in.element_pointer("aliases", i), alias);
            input.aliases.emplace_back(alias);
        }
        return input;
    });
}

Result<std::int64_t> parse_provider_merge(std::string_view body) {
    return parse_object(body, {}, [](ObjectReader& in) { return in.number("into", 1, kMaxVersion); });
}

}  // namespace cms
