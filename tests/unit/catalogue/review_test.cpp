#include "app_server/catalogue/review.hpp"

#include "sample_catalogue.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <set>

using namespace core::domain;
using namespace tests;

namespace {

const core::Instant kToday = singapore("2027-03-05");

std::vector<Answer> answers(std::initializer_list<std::pair<int, bool>> given) {
    std::vector<Answer> list;
    for (const auto& [id, met] : given) list.push_back({CompetencyId{id}, met});
    return list;
}

StoredCourse tagged(std::int64_t number, std::vector<AreaId> areas, std::string_view day) {
    auto stored = plain_course(number, std::to_string(number));
    stored.course.areas = std::move(areas);
    stored.course.schedule =
        day.empty() ? Schedule::ongoing() : Schedule::dated({{singapore(day), std::nullopt}}).value();
    return stored;
}

std::vector<std::string> uids(
    const app::Snapshot& snapshot, const app::Review& review, std::size_t category
) {
    std::vector<std::string> found;
    for (const auto item : review.categories[category].items) {
        found.push_back(snapshot.course(snapshot.entries().row(review.entries[item]).course).course().uid);
    }
    return found;
}

}  // namespace

TEST_CASE("A review scores each category, in the order of the role's questions", "[review]") {
    const auto snapshot = snapshot_of({});
    // Asked: 60, 70 of Drafting; 10, 20, 30 of Advocacy; 90 of Conduct. The order of the answers does not
    // matter.
    const auto review = app::conduct_review(
        *snapshot,
        {JobRoleId{1}, answers({{30, false}, {90, false}, {10, true}, {60, true}, {20, true}})},
        kToday
    );
    REQUIRE(review.has_value());
    REQUIRE(review->categories.size() == 3);
    const auto check = [&](std::size_t at, int id, int met, int unmet, int score, int stars) {
        const auto& category = review->categories[at].score;
        CHECK(to_int(category.category) == id);
        CHECK(category.met == met);
        CHECK(category.unmet == unmet);
        CHECK(category.score == score);
        CHECK(category.stars == stars);
    };
    check(0, 2, 1, 0, 100, 5);
    check(1, 1, 2, 1, 67, 3);
    check(2, 3, 0, 1, 0, 0);
    CHECK(review->role == 0);
    CHECK(review->categories[0].area == AreaId{2});
    CHECK_FALSE(review->categories[2].area);
    CHECK(review->entries.empty());
}

TEST_CASE(
    "A review recommends what can still be attended, by start, ongoing courses last, each entry once",
    "[review]"
) {
    const auto snapshot = snapshot_of({
        tagged(1, {AreaId{1}}, ""),
        tagged(2, {AreaId{1}}, "2027-03-04"),             // over
        tagged(3, {AreaId{1}, AreaId{2}}, "2027-06-01"),  // for both categories
        tagged(4, {AreaId{2}}, "2027-03-05"),             // today
        tagged(5, {AreaId{3}}, "2027-06-01"),             // the same name in another vertical
        tagged(6, {AreaId{1}}, "2027-04-01"),
        tagged(7, {AreaId{1}}, "2027-04-01"),
    });
    const auto review = app::conduct_review(
        *snapshot, {JobRoleId{1}, answers({{10, true}, {60, false}, {90, false}})}, kToday
    );
    REQUIRE(review.has_value());
    using Uids = std::vector<std::string>;
    CHECK(uids(*snapshot, *review, 0) == Uids{"4", "3"});
    CHECK(uids(*snapshot, *review, 1) == Uids{"6", "7", "3", "1"});
    CHECK(review->categories[2].items.empty());
    CHECK(review->categories[2].total == 0);
    CHECK(review->entries.size() == 5);
    CHECK(std::set(review->entries.begin(), review->entries.end()).size() == 5);
}

TEST_CASE("Recommendations beyond the most per category are counted, not listed", "[review]") {
    std::vector<StoredCourse> courses;
    const auto beyond = GENERATE(values<std::size_t>({0, 1, 400}));
    for (std::size_t i = 0; i < app::kMostPerCategory + beyond; ++i) {
        courses.push_back(tagged(static_cast<std::int64_t>(i) + 1, {AreaId{1}}, "2027-04-01"));
    }
    const auto snapshot = snapshot_of(courses);
    const auto review = app::conduct_review(*snapshot, {JobRoleId{2}, answers({{40, false}})}, kToday);
    REQUIRE(review.has_value());
    CHECK(review->categories[0].items.size() == app::kMostPerCategory);
    CHECK(review->categories[0].total == app::kMostPerCategory + beyond);
    CHECK(uids(*snapshot, *review, 0).front() == "1");
    CHECK(uids(*snapshot, *review, 0).back() == std::to_string(app::kMostPerCategory));
}

TEST_CASE("Answers that do not fit the role are refused, all faults at once", "[review]") {
    const auto snapshot = snapshot_of({});

    struct Case {
        int role;
        std::vector<Answer> given;
        std::vector<std::pair<std::string, std::string>> faults;
    };

    const auto c = GENERATE(
        Case{99, answers({{10, true}}), {{"/job_role_id", "unknown-job-role"}}},
        Case{99, {}, {{"/job_role_id", "unknown-job-role"}, {"/answers", "no-answers"}}},
        Case{1, {}, {{"/answers", "no-answers"}}},
        Case{1, answers({{100, true}}), {{"/answers/0/competency_id", "not-a-question-of-the-role"}}},
        Case{1, answers({{10, true}, {10, true}}), {{"/answers/1/competency_id", "repeated-answer"}}},
        Case{
            1,
            answers({{10, true}, {999, true}, {60, false}, {10, false}}),
            {{"/answers/1/competency_id", "not-a-question-of-the-role"},
             {"/answers/3/competency_id", "repeated-answer"}}
        },
        Case{3, answers({{10, true}}), {{"/answers/0/competency_id", "not-a-question-of-the-role"}}}
    );
    const auto review = app::conduct_review(*snapshot, {static_cast<JobRoleId>(c.role), c.given}, kToday);
    REQUIRE(review.has_error());
    CHECK(review.error().kind == core::ErrorKind::invalid_input);
    CHECK(review.error().code == "invalid-review");
    std::vector<std::pair<std::string, std::string>> faults;
    for (const auto& field : review.error().fields) faults.emplace_back(field.name, field.code);
    CHECK(faults == c.faults);
}
