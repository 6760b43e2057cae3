#include "cms_server/handlers/courses/page_links.hpp"

#include "core/base/json.hpp"

#include <algorithm>

namespace cms {

namespace {

constexpr std::int64_t kDefaultLimit = 30;
constexpr std::int64_t kMostLimit = 100;
constexpr std::size_t kMostCursorBytes = 4'000;

}  // namespace

PageLinks::PageLinks(const core::http::Request& request, core::http::QueryReader& query)
    : path_(request.path),
      limit_(static_cast<int>(query.integer("limit", 1, kMostLimit).value_or(kDefaultLimit))) {
    const auto cursor = query.text("cursor", kMostCursorBytes);
    core::http::QueryBuilder others;
    core::http::QueryBuilder choosing;
    if (auto pairs = core::http::parse_query(request.query)) {
        for (const auto& [name, value] : *pairs) {
            if (name != "cursor") others.add(name, value);
        }
        std::sort(pairs->begin(), pairs->end());
        for (const auto& [name, value] : *pairs) {
            if (name != "cursor" && name != "limit") choosing.add(name, value);
        }
    }
    others_ = std::move(others).str();
    canonical_ = std::string(path_).append("?").append(choosing.str());
    if (!cursor) return;
    auto start = decode_cursor(*cursor, canonical_);
    if (start) {
        start_ = std::move(*start);
    } else {
        query.fault("cursor", start.error().code, start.error().detail);
    }
}

core::http::Response PageLinks::finish(
    std::string body,
    std::int64_t total,
    const std::optional<core::data::DraftPlace>& next,
    const std::optional<core::data::DraftPlace>& previous,
    std::string_view extra
) const {
    body.append(R"(,"total":)").append(std::to_string(total));
    std::string field;
    const auto add_link =
        [&](std::string_view relation, const std::optional<core::data::DraftPlace>& place, bool backwards) {
            body.append(",\"").append(relation).append("\":");
            if (!place) {
                body.append("null");
                return;
            }
            std::string link(path_);
            link.append("?").append(others_);
            if (!others_.empty()) link.push_back('&');
            link.append("cursor=").append(encode_cursor({*place, backwards}, canonical_));
            core::json::append_string(body, link);
            if (!field.empty()) field.append(", ");
            field.append("<").append(link).append(">; rel=\"").append(relation).append("\"");
        };
    add_link("next", next, false);
    add_link("prev", previous, true);
    body.append(extra).append("}");
    auto response = core::http::Response::json(200, std::move(body));
    if (!field.empty()) response.header("Link", field);
    return response;
}

}  // namespace cms
