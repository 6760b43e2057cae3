#include "app_server/handlers/directory_reads.hpp"
#include "core/base/json.hpp"
#include "core/http/query.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace app {

namespace {

constexpr std::size_t kMostUids = 1'000;
constexpr std::size_t kMostUidBytes = 64;

}  // namespace

/// An answer that ends within a version says in `next` where that version goes on, and in `version` the last
/// one it completed, so that a reader who goes on from either misses nothing.
core::Result<Answer> list_changes(const View& view) {
    const auto& versions = view.snapshot.version();
    core::http::QueryReader query(view.request.query);
    query.require("since");
    const auto since = query.integer("since", 0, versions.version);
    const auto after = query.text("after", kMostUidBytes);
    if (const auto checked = query.finish(); !checked) return checked.error();

    const auto& changes = view.snapshot.changes();
    // With `after`, the version that follows `since` was answered up to that uid.
    const auto begin = std::partition_point(changes.begin(), changes.end(), [&](const Change& change) {
        if (!after) return change.version <= *since;
        return std::pair(change.version, change.uid) <= std::pair(*since + 1, std::string_view(*after));
    });
    const auto left = static_cast<std::size_t>(changes.end() - begin);
    const auto end = begin + static_cast<std::ptrdiff_t>(std::min(left, kMostUids));
    const bool whole = end == changes.end();
    const std::int64_t version = whole ? versions.version : end->version - 1;

    Answer answer;
    core::json::Writer json(answer.body);
    json.begin_object().member("since", *since).member("version", version).member("latest", versions.version);
    const std::int64_t framework = versions.framework_version;
    json.member("framework_changed", framework > *since && framework <= version);
    for (const bool removed : {false, true}) {
        json.key(removed ? "removed" : "changed").begin_array();
        for (auto change = begin; change != end; ++change) {
            if (change->removed == removed) json.value(change->uid);
        }
        json.end_array();
    }
    json.key("next");
    if (whole) {
        json.null();
    } else {
        const auto& last = *(end - 1);
        const auto link = last.version == end->version
                              ? fmt::format("/api/v1/changes?since={}&after={}", last.version - 1, last.uid)
                              : fmt::format("/api/v1/changes?since={}", last.version);
        json.value(link);
        answer.link = fmt::format("<{}>; rel=\"next\"", link);
    }
    json.end_object();
    return answer;
}

}  // namespace app
