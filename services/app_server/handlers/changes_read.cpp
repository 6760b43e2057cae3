#include <algorithm>

#include "app_server/handlers/directory_reads.hpp"
#include "core/base/json.hpp"
#include "core/http/query.hpp"

namespace app {

namespace {

constexpr std::size_t kMostUids = 1'000;

struct Change {
    std::int64_t version;
    std::string_view uid;
    bool removed;
};

}  // namespace

/// Answers whole versions only, so that a reader who goes on from the version it was told misses nothing.
core::Result<Answer> list_changes(const View& view) {
    const auto& parts = view.snapshot.parts();
    const std::int64_t latest = parts.version.version;
    core::http::QueryReader query(view.request.query);
    query.require("since");
    const auto since = query.integer("since", 0, latest);
    if (const auto checked = query.finish(); !checked) return checked.error();

    std::vector<Change> changes;
    for (const auto& course : parts.courses) {
        if (course->stored.changed_in > *since) {
            changes.push_back({course->stored.changed_in, course->course().uid, false});
        }
    }
    for (const auto& removal : parts.removals) {
        const bool published_again = view.snapshot.find_course(removal.uid) != nullptr;
        if (removal.changed_in > *since && !published_again) changes.push_back({removal.changed_in, removal.uid, true});
    }
    std::sort(changes.begin(), changes.end(), [](const Change& a, const Change& b) {
        return std::tie(a.version, a.uid) < std::tie(b.version, b.uid);
    });
    std::int64_t version = latest;
    if (changes.size() > kMostUids) {
        version = changes[kMostUids - 1].version;
        std::erase_if(changes, [&](const Change& change) { return change.version > version; });
    }

    Answer answer;
    core::json::Writer json(answer.body);
    json.begin_object().member("since", *since).member("version", version).member("latest", latest);
    const bool framework_changed =
        parts.version.framework_version > *since && parts.version.framework_version <= version;
    json.member("framework_changed", framework_changed);
    for (const bool removed : {false, true}) {
        json.key(removed ? "removed" : "changed").begin_array();
        for (const auto& change : changes) {
            if (change.removed == removed) json.value(change.uid);
        }
        json.end_array();
    }
    json.end_object();
    return answer;
}

}  // namespace app
