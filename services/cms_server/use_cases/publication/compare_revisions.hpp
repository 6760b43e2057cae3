#pragma once

#include "cms_server/use_cases/publication/reconcile_framework.hpp"
#include "cms_server/use_cases/publication/supersede.hpp"
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
        std::string digest = {};  ///< of its content (documents::content_digest); empty: not known
    };

    std::unordered_map<std::string, Stored> courses;  ///< by uid
    AppFramework framework;
};

/// What the App should have of one course.
struct PublishedCourse {
    std::string uid;
    std::int64_t revision = 0;
    bool removed = false;
    core::data::DeliveryState state = core::data::DeliveryState::queued;
    std::string digest = {};  ///< as above
};

/// A course that the App shows and nobody published here.
struct UnknownCourse {
    std::string uid;
    std::int64_t revision = 0;
};

/// The differences between what was published and what the App has.
struct RevisionDifferences {
    std::vector<std::string> again;  ///< the App lacks them, or has an older revision
    /// The App has a later revision, or other content under the same number.
    std::vector<Renumbering> renumber;
    std::vector<UnknownCourse> unknown;
    std::int64_t missing = 0;
    std::int64_t older = 0;
    std::int64_t newer = 0;
    std::int64_t altered = 0;  ///< same revision, other content
    std::int64_t should_be_removed = 0;
    std::int64_t waiting = 0;  ///< differ, and are queued or failed already
};

/// What is queued already is left to the delivery, what failed to staff.
RevisionDifferences compare_revisions(const std::vector<PublishedCourse>& published, const AppState& app);

}  // namespace cms
