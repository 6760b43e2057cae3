#include "cms_server/use_cases/publication/compare_revisions.hpp"

#include <unordered_set>

namespace cms {

using namespace core::data;

namespace {

enum class Difference { none, missing, older, newer, altered, should_be_removed };

bool has_other_content(const PublishedCourse& published, const AppState::Stored& stored) {
    return !published.removed && !published.digest.empty() && !stored.digest.empty() &&
           published.digest != stored.digest;
}

Difference difference(const PublishedCourse& published, const AppState::Stored* stored) {
    // Where it is not, nobody sees it: which is what was asked for.
    if (!stored) return published.removed ? Difference::none : Difference::missing;
    if (stored->revision > published.revision) return Difference::newer;
    if (stored->revision < published.revision)
        return published.removed && !stored->removed ? Difference::should_be_removed : Difference::older;
    if (stored->removed != published.removed || has_other_content(published, *stored))
        return Difference::altered;
    return Difference::none;
}

/// Sorts one published course in.
void compare(const PublishedCourse& published, const AppState& app, RevisionDifferences& found) {
    const auto at = app.courses.find(published.uid);
    const auto* stored = at == app.courses.end() ? nullptr : &at->second;
    const auto differs = difference(published, stored);
    if (differs == Difference::none) return;
    if (published.state != DeliveryState::delivered) {
        ++found.waiting;
        return;
    }
    switch (differs) {
        case Difference::none: return;
        case Difference::missing: ++found.missing; break;
        case Difference::older: ++found.older; break;
        case Difference::newer: ++found.newer; break;
        case Difference::altered: ++found.altered; break;
        case Difference::should_be_removed: ++found.should_be_removed; break;
    }
    if (differs == Difference::newer || differs == Difference::altered) {
        found.renumber.push_back({published.uid, published.revision, stored->revision + 1});
    } else {
        found.again.push_back(published.uid);
    }
}

}  // namespace

RevisionDifferences compare_revisions(const std::vector<PublishedCourse>& published, const AppState& app) {
    RevisionDifferences found;
    std::unordered_set<std::string_view> known;
    for (const auto& one : published) {
        known.insert(one.uid);
        compare(one, app, found);
    }
    for (const auto& [uid, stored] : app.courses) {
        if (!stored.removed && !known.contains(uid)) found.unknown.push_back({uid, stored.revision});
    }
    return found;
}

}  // namespace cms
