#include "app_database.hpp"
#include "app_server/dump/record.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <chrono>
#include <iostream>

using tests::AppDatabase;

namespace {

constexpr int kCourses = 20'000;

std::string many_courses() {
    using namespace core::domain;
    std::string out;
    app::dump::append_record(out, app::dump::FrameworkTitle{"Many"});
    app::dump::append_record(out, Level{LevelId{1}, "B", "Basic"});
    app::dump::append_record(out, Format{FormatId{1}, "W", "Workshop"});
    app::dump::append_record(out, Vertical{VerticalId{1}, VerticalKind::profession, "Law", ""});
    app::dump::append_record(out, Area{AreaId{1}, VerticalId{1}, 1, "Contracts", "", false});
    const core::Instant start = std::chrono::sys_days(std::chrono::year(2027) / 1 / 1);
    for (int i = 0; i < kCourses; ++i) {
        auto course = tests::course_of(fmt::format("c-{}", i), fmt::format("Course {}", i), 1, 1);
        course.provider = fmt::format("Provider {}", i % 100);
        course.url = fmt::format("https://example.org/courses/{}", i);
        course.cost = Cost::fixed(Money::of_units(100 + i)).value();
        std::vector<CourseDate> dates;
        for (int k = 0; k < i % 4; ++k)
            dates.push_back({start + std::chrono::hours(i + 24 * k), std::nullopt});
        course.schedule = Schedule::dated(std::move(dates)).value();
        course.areas = {AreaId{1}};
        course.source = "manual";
        app::dump::append_record(out, course);
    }
    return out;
}

template <class F>
auto timed(std::string_view what, F work) {
    const auto start = std::chrono::steady_clock::now();
    auto result = work();
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
    std::cout << fmt::format("{} of {} courses: {:.2f} s\n", what, kCourses, took.count());
    return result;
}

}  // namespace

TEST_CASE("Twenty thousand courses are loaded, dumped and refused in bulk", "[dump]") {
    const auto text = many_courses();
    AppDatabase app;
    const auto loaded = timed("load", [&] { return app.load(text); });
    REQUIRE(loaded.has_value());
    CHECK(loaded->courses == kCourses);
    const auto dumped = timed("dump", [&] { return app.dump(); });
    CHECK((dumped == text));
    const auto again = timed("refusal", [&] { return app.load(text); });
    REQUIRE(again.has_error());
    CHECK(again.error().total == kCourses + 5);
}
