#include "cms_server/use_cases/publication/compare_revisions.hpp"

#include <unordered_set>

namespace cms {

using namespace core::data;

namespace {

/// Sorts one published course in; the App has it as it should when nothing is noted.
void compare(const PublishedRevision& published, const AppState& app, RevisionDifferences& found) {
    const auto stored = app.courses.find(published.uid);
    const bool absent = stored == app.courses.end();
    if (absent && published.removed) return;  // nobody sees it, which is what was asked for
    if (!absent && stored->second.revision == published.revision &&
        stored->second.removed == published.removed) {
        return;
    }
    if (published.state != DeliveryState::delivered) {
        ++found.waiting;
        return;
    }
    if (!absent && stored->second.revision >= published.revision) {
        ++found.newer;
        found.renumber.push_back({published.uid, published.revision, stored->second.revision + 1});
        return;
    }
    if (published.removed) {
        ++found.should_be_removed;
    } else if (absent) {
        ++found.missing;
    } else {
        ++found.older;
    }
    found.again.push_back(published.uid);
}

}  // namespace

RevisionDifferences compare_revisions(const std::vector<PublishedRevision>& published, const AppState& app) {
    RevisionDifferences found;
    std::unordered_set<std::string_view> known;
    for (const auto& one : published) {
        known.insert(one.uid);
        compare(one, app, found);
    }
    for (const auto& [uid, stored] : app.courses) {
        if (!stored.removed && !known.contains(uid)) {
            found.unknown.push_back({uid, stored.revision, stored.removed});
        }
    }
    return found;
}

}  // namespace cms
