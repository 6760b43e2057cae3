#pragma once

#include "app_server/catalogue/snapshot.hpp"
#include "core/base/error.hpp"
#include "core/domain/review.hpp"

#include <cstdint>
#include <vector>

namespace app {

/// The answers of one person to the questions of one role.
struct ReviewRequest {
    core::domain::JobRoleId role{};
    std::vector<core::domain::Answer> answers;
};

/// One category of a review with the course dates that serve it.
struct CategoryReview {
    core::domain::CategoryScore score;
    std::optional<core::domain::AreaId> area;
    std::vector<std::uint32_t> items;  ///< positions in Review::entries, in the order of the recommendations
    std::size_t total = 0;             ///< recommendations in all; more than `items` where they were cut
};

struct Review {
    std::uint32_t role = 0;                  ///< position in the framework's roles
    std::vector<CategoryReview> categories;  ///< in the order of the role's questions
    std::vector<std::uint32_t> entries;      ///< rows of Snapshot::entries(), each once
};

/// Recommendations shown per category; the list of an area goes on where a category was cut.
inline constexpr std::size_t kMostPerCategory = 30;

/// Scores the answers by category and recommends what can still be attended: dated entries that are not over
/// on the day that begins at `today`, by start, then ongoing ones. `invalid_input` for an unknown role, no
/// answers, a question that is not the role's, a repeated one.
core::Result<Review> conduct_review(
    const Snapshot& snapshot, const ReviewRequest& request, core::Instant today
);

}  // namespace app
