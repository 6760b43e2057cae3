#include "sample_catalogue.hpp"

#include <catch2/catch.hpp>

#include <set>

using namespace core::domain;
using namespace tests;

TEST_CASE("A course is found by its uid", "[snapshot]") {
    const auto snapshot = snapshot_of({plain_course(1, "a"), plain_course(4, "b")});
    REQUIRE(snapshot->find_course("b"));
    CHECK(snapshot->find_course("b")->stored.number == 4);
    CHECK(snapshot->find_course("c") == nullptr);
    CHECK(snapshot->find_course("") == nullptr);
    CHECK(snapshot_of({})->find_course("a") == nullptr);
}

TEST_CASE("The rows of a course are all of its dates, in order", "[snapshot]") {
    const auto courses = random_courses(3, 200);
    const auto snapshot = snapshot_of(courses);
    std::size_t rows = 0;
    for (std::uint32_t c = 0; c < courses.size(); ++c) {
        const auto& schedule = courses[c].course.schedule;
        const auto of_course = snapshot->entries().rows_of(c);
        REQUIRE(of_course.size() == (schedule.is_ongoing() ? 1 : schedule.dates().size()));
        for (std::size_t i = 0; i < of_course.size(); ++i) {
            const auto& row = snapshot->entries().row(of_course[i]);
            CHECK(row.course == c);
            CHECK(row.date == (schedule.is_ongoing() ? app::Row::kNoDate : i));
        }
        rows += of_course.size();
        CHECK(snapshot->courses().rows_of(c).size() == 1);
    }
    CHECK(snapshot->entries().size() == rows);
    CHECK(snapshot->courses().size() == courses.size());
}

TEST_CASE("What is upcoming: not over on the day, or ongoing", "[snapshot]") {
    const auto today = singapore("2027-03-05");
    const auto tick = std::chrono::microseconds(1);
    const auto course = [](std::int64_t number, std::vector<CourseDate> dates) {
        auto stored = plain_course(number, std::to_string(number));
        stored.course.schedule = Schedule::dated(std::move(dates)).value();
        return stored;
    };
    auto ongoing = plain_course(1, "1");
    ongoing.course.schedule = Schedule::ongoing();
    const auto snapshot = snapshot_of({
        ongoing,
        course(2, {{today - tick, std::nullopt}}),                   // was yesterday
        course(3, {{today, std::nullopt}}),                          // midnight of today
        course(4, {{today + std::chrono::hours(1), std::nullopt}}),  // may have begun already
        course(5, {{today - std::chrono::hours(72), today}}),        // its last day is today
        course(6, {{today - std::chrono::hours(72), today - tick}}),
        course(7, {}),
    });
    const auto numbers = [&](core::Instant day) {
        std::set<std::int64_t> found;
        snapshot->upcoming(day)->for_each([&](std::size_t row) {
            found.insert(snapshot->course(snapshot->entries().row(static_cast<std::uint32_t>(row)).course)
                             .stored.number);
        });
        return found;
    };
    CHECK(numbers(today) == std::set<std::int64_t>{1, 3, 4, 5});
    CHECK(numbers(singapore("2027-03-06")) == std::set<std::int64_t>{1});
    CHECK(numbers(singapore("2027-03-04")) == std::set<std::int64_t>{1, 2, 3, 4, 5, 6});
    CHECK(snapshot->upcoming(today) == snapshot->upcoming(today));  // worked out once
}

TEST_CASE(
    "A course is in a range of days when any of its dates is, and an "
    "undated one never",
    "[snapshot]"
) {
    auto twice = plain_course(1, "twice");
    twice.course.schedule =
        Schedule::dated({{singapore("2027-02-01"), std::nullopt}, {singapore("2027-06-01"), std::nullopt}}
        ).value();
    auto undated = plain_course(2, "undated");
    undated.course.schedule = Schedule();
    auto ongoing = plain_course(3, "ongoing");
    ongoing.course.schedule = Schedule::ongoing();
    const auto snapshot = snapshot_of({twice, undated, ongoing});
    const auto found =
        [&](std::string_view from, std::string_view before, app::Ongoing shown = app::Ongoing::include) {
            app::Filter filter;
            filter.starts_from = singapore(from);
            filter.starts_before = singapore(before);
            filter.ongoing = shown;
            std::set<std::string> uids;
            const app::RowIndex& courses = snapshot->courses();
            const auto page = courses.page(snapshot->matching_courses(filter, {}), {}, courses.size());
            for (const auto row : page.rows)
                uids.insert(snapshot->course(courses.row(row).course).course().uid);
            return uids;
        };
    using Uids = std::set<std::string>;
    CHECK(found("2027-06-01", "2027-06-02") == Uids{"twice", "ongoing"});
    CHECK(found("2027-03-01", "2027-04-01") == Uids{"ongoing"});
    CHECK(found("2027-01-01", "2028-01-01", app::Ongoing::exclude) == Uids{"twice"});
    CHECK(found("2027-01-01", "2028-01-01", app::Ongoing::only) == Uids{"ongoing"});
    CHECK(snapshot->matching_courses({}, {}).places().all());
}
