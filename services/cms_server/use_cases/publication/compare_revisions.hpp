#pragma once

#include "core/data/catalogue.hpp"
#include "core/data/publication.hpp"

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

namespace cms {

/// What the App has.
struct AppState {
    struct Stored {
        std::int64_t revision = 0;
        bool removed = false;
    };

    std::unordered_map<std::string, Stored> courses;  ///< by uid
    std::int64_t framework_revision = 0;
};

/// A number under which to tell again what was published.
struct Renumbering {
    std::string uid;
    std::int64_t from = 0;  ///< as published
    std::int64_t to = 0;
};

/// The differences between what was published and what the App has.
struct RevisionDifferences {
    std::vector<std::string> again;     ///< the App lacks them, or has an older revision
    std::vector<Renumbering> renumber;  ///< the App has a later one, or another under the same number
    std::vector<core::data::StoredRevision> unknown;  ///< published in the App, but never from here
    std::int64_t missing = 0;
    std::int64_t older = 0;
    std::int64_t newer = 0;
    std::int64_t should_be_removed = 0;
    std::int64_t waiting = 0;  ///< differ, and are queued or failed already
};

/// What is queued already is left to the delivery, what failed to staff.
RevisionDifferences compare_revisions(
    const std::vector<core::data::PublishedRevision>& published, const AppState& app
);

}  // namespace cms
