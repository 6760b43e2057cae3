#include "app_server/catalogue/review.hpp"

#include <fmt/format.h>

#include <unordered_map>

namespace app {

namespace {

using namespace core::domain;
using core::FaultPlace;
using core::FieldError;

constexpr std::size_t kMostFaults = 50;

/// For each question of the role, whether it was met; faults for answers that are not to its questions.
std::vector<std::optional<bool>> match_answers(
    const JobRole& role, const std::vector<Answer>& answers, std::vector<FieldError>& faults
) {
    std::unordered_map<std::int32_t, std::size_t> questions;
    for (std::size_t q = 0; q < role.competencies.size(); ++q)
        questions.emplace(to_int(role.competencies[q]), q);

    std::vector<std::optional<bool>> met(role.competencies.size());
    for (std::size_t a = 0; a < answers.size() && faults.size() < kMostFaults; ++a) {
        const auto number = to_int(answers[a].competency);
        const auto question = questions.find(number);
        const auto pointer = fmt::format("/answers/{}/competency_id", a);
        if (question == questions.end()) {
            faults.push_back(
                {FaultPlace::body,
                 pointer,
                 "not-a-question-of-the-role",
                 fmt::format("competency {} is not asked of role {}", number, to_int(role.id))}
            );
        } else if (met[question->second]) {
            faults.push_back(
                {FaultPlace::body,
                 pointer,
                 "repeated-answer",
                 fmt::format("competency {} is answered twice", number)}
            );
        } else {
            met[question->second] = answers[a].met;
        }
    }
    return met;
}

void recommend(
    const Snapshot& snapshot,
    const std::shared_ptr<const Bitmap>& upcoming,
    CategoryReview& category,
    std::vector<std::uint32_t>& entries,
    std::unordered_map<std::uint32_t, std::uint32_t>& known
) {
    if (!category.area) return;
    const std::uint32_t area = snapshot.framework().area(*category.area);
    Filter filter;
    filter.areas = {area};
    auto matches = snapshot.entries().match(filter, {});
    matches.places().keep(upcoming);
    const auto page = snapshot.entries().page(matches, {}, kMostPerCategory);
    category.total = page.total;
    for (const auto row : page.rows) {
        const auto [at, added] = known.emplace(row, static_cast<std::uint32_t>(entries.size()));
        if (added) entries.push_back(row);
        category.items.push_back(at->second);
    }
}

}  // namespace

core::Result<Review> conduct_review(
    const Snapshot& snapshot, const ReviewRequest& request, core::Instant today
) {
    const auto& framework = snapshot.framework();
    const Framework& data = framework.data();
    std::vector<FieldError> faults;
    const auto position = position_in(data.job_roles, request.role);
    if (!position) {
        faults.push_back(
            {FaultPlace::body, "/job_role_id", "unknown-job-role", "is not a role of the framework"}
        );
    }
    if (request.answers.empty()) {
        faults.push_back({FaultPlace::body, "/answers", "no-answers", "must hold at least one answer"});
    }
    std::vector<std::optional<bool>> met;
    if (position) met = match_answers(data.job_roles[*position], request.answers, faults);
    if (!faults.empty()) {
        return core::Error{
            core::ErrorKind::invalid_input,
            "invalid-review",
            "the answers do not fit the role",
            std::move(faults)
        };
    }

    Review review{.role = *position, .categories = {}, .entries = {}};
    const JobRole& role = data.job_roles[*position];
    for (std::size_t q = 0; q < role.competencies.size(); ++q) {
        if (!met[q]) continue;
        const auto id = data.competencies[framework.competency(role.competencies[q])].category;
        auto at =
            std::find_if(review.categories.begin(), review.categories.end(), [&](const CategoryReview& c) {
                return c.score.category == id;
            });
        if (at == review.categories.end()) {
            CategoryReview added;
            added.score.category = id;
            added.area = data.categories[framework.category(id)].area;
            at = review.categories.insert(at, std::move(added));
        }
        (*met[q] ? at->score.met : at->score.unmet) += 1;
    }

    const auto upcoming = snapshot.upcoming(today);
    std::unordered_map<std::uint32_t, std::uint32_t> known;
    for (auto& category : review.categories) {
        CategoryScore& score = category.score;
        score.score = score_percent(score.met, score.met + score.unmet);
        score.stars = stars_of(score.score);
        recommend(snapshot, upcoming, category, review.entries, known);
    }
    return review;
}

}  // namespace app
