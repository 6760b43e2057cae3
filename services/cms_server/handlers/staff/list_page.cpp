#include "cms_server/handlers/staff/list_page.hpp"

#include "cms_server/handlers/staff/call_parts.hpp"
#include "core/base/digest.hpp"
#include "core/base/json.hpp"

#include <algorithm>

namespace cms {

namespace {

constexpr std::size_t kLongestCursor = 400;
constexpr std::size_t kFingerprintDigits = 12;

}  // namespace

ListPage::ListPage(const core::http::Request& request, core::http::QueryReader& query, PageLimits limits)
    : path_(request.path), limit_(query.integer("limit", 1, limits.most).value_or(limits.by_default)) {
    const auto cursor = query.text("cursor", kLongestCursor);
    // What chooses the rows, in whatever order it is written.
    std::vector<std::string> choosing{path_};
    core::http::QueryBuilder others;
    if (const auto pairs = core::http::parse_query(request.query)) {
        for (const auto& [name, value] : *pairs) {
            if (name == "cursor") continue;
            others.add(name, value);
            if (name != "limit") choosing.push_back(std::to_string(name.size()).append(name).append(value));
        }
    }
    other_parameters_ = std::move(others).str();
    std::sort(choosing.begin() + 1, choosing.end());
    std::string canonical;
    for (const auto& part : choosing) canonical.append(part).push_back('\n');
    fingerprint_ = core::sha256_hex(canonical).substr(0, kFingerprintDigits);

    if (!cursor) return;
    const auto bytes = core::from_base64url(*cursor);
    const bool sound =
        bytes && bytes->size() > kFingerprintDigits + 1 && (bytes->front() == '<' || bytes->front() == '>');
    if (!sound) {
        query.fault("cursor", "invalid-cursor", "is not a cursor of this list");
    } else if (bytes->substr(1, kFingerprintDigits) != fingerprint_) {
        query.fault("cursor", "foreign-cursor", "belongs to another query");
    } else {
        backwards_ = bytes->front() == '<';
        place_ = bytes->substr(1 + kFingerprintDigits);
    }
}

std::string ListPage::link(std::string_view place, bool backwards) const {
    const auto cursor = (backwards ? "<" : ">") + fingerprint_ + std::string(place);
    std::string link = path_ + "?" + other_parameters_;
    if (!other_parameters_.empty()) link.push_back('&');
    return link.append("cursor=").append(core::to_base64url(cursor));
}

core::http::Response ListPage::answer(
    const std::string& items,
    std::int64_t total,
    bool more,
    const std::optional<std::string>& first,
    const std::optional<std::string>& last
) const {
    // A page that was reached from one side has something on that side.
    const bool has_next = last && (backwards_ || more);
    const bool has_previous = first && (backwards_ ? more : place_.has_value());
    std::string body;
    std::string links;
    core::json::Writer writer(body);
    writer.begin_object().key("items").raw("[" + items + "]").member("total", total);
    const auto add = [&](std::string_view relation, bool there, const auto& place, bool backwards) {
        writer.key(relation);
        if (!there) {
            writer.null();
            return;
        }
        const auto url = link(*place, backwards);
        writer.value(url);
        if (!links.empty()) links += ", ";
        links.append("<").append(url).append(">; rel=\"").append(relation).append("\"");
    };
    add("next", has_next, last, false);
    add("prev", has_previous, first, true);
    writer.end_object();
    auto response = json_answer(200, std::move(body));
    if (!links.empty()) response.header("Link", links);
    return response;
}

}  // namespace cms
