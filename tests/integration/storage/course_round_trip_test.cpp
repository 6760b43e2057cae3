#include "app_store.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <map>

using namespace core::domain;
using namespace tests;

namespace {

/// Courses whose every member has odd and extreme values, each at least once.
std::vector<Course> odd_courses() {
    const std::string odd =
        " q\" b\\ \\t \\n \\x01 \\N \\. {a,\"b\"} NULL \xC3\xA9 \xE6\xB3\x95 \xF0\x9F\x8E\x93 ";
    auto full = simple_course("Full_-9", 9'000'000'000'000'000'000);
    full.name = odd;
    full.url = "https://example.org/a?b=%0A&c='--#d";
    full.provider = odd;
    full.source = odd + "\t\n\x01";
    full.cost = Cost::fixed(Money::of_units(99'999'999'999)).value();
    full.cpd = Cpd::points(CpdPoints::of_units(99'999'999'999)).value();
    full.duration = DurationDays::of_units(9'999'999'999);
    full.areas = {AreaId{1}, AreaId{2}, AreaId{3}, AreaId{4}, AreaId{9}};
    full.competencies = {CompetencyId{10}, CompetencyId{120}};
    const auto start = singapore("2027-02-28") + std::chrono::microseconds(1);
    full.schedule = Schedule::dated({{start, start},
                                     {start, std::nullopt},
                                     {start, start + std::chrono::hours(8)},
                                     {singapore("1900-01-01"), std::nullopt},
                                     {singapore("9999-12-31"), std::nullopt}}
    ).value();

    auto least = simple_course(std::string(64, 'u'));
    least.name = ".";
    least.schedule = Schedule();
    least.source = "";
    least.duration = DurationDays();
    least.cost = Cost::fixed(Money::of_units(1)).value();
    least.cpd = Cpd::points(CpdPoints()).value();
    return {full, least};
}

}  // namespace

TEST_CASE("Every member of a course is read back as it was stored, in pages of any size", "[storage]") {
    AppStore store;
    store.replace(sample_framework());
    const bool bulk = GENERATE(false, true);
    std::vector<Course> courses = odd_courses();
    for (const auto& stored : random_courses(8, bulk ? 300 : 60)) courses.push_back(stored.course);
    if (bulk) {
        const auto work = store.begin();
        REQUIRE(store.run(work->courses().insert_all(courses)).has_value());
        store.run(work->commit());
    } else {
        for (const auto& course : courses) store.apply(course);
    }

    const auto session = store.run(store.source().read());
    std::map<std::int32_t, std::string> providers;
    for (const auto& provider : store.run(session->catalogue().list_providers()))
        providers[provider.id] = provider.name;

    for (const std::int64_t limit : {std::int64_t{1}, std::int64_t{7}, std::int64_t{1'000}}) {
        std::vector<StoredCourse> read;
        for (std::int64_t after = 0;;) {
            auto chunk = store.run(session->catalogue().list_changed(0, after, limit));
            REQUIRE(static_cast<std::int64_t>(chunk.size()) <= limit);
            if (chunk.empty()) break;
            after = chunk.back().number;
            std::move(chunk.begin(), chunk.end(), std::back_inserter(read));
        }
        REQUIRE(read.size() == courses.size());
        for (std::size_t i = 0; i < read.size(); ++i) {
            INFO(courses[i].uid);
            CHECK(read[i].course == courses[i]);
            CHECK(read[i].provider.has_value() == courses[i].provider.has_value());
            if (read[i].provider) CHECK(providers[*read[i].provider] == courses[i].provider);
            CHECK(read[i].changed_in == (bulk ? 2 : static_cast<std::int64_t>(i) + 2));
            if (i > 0) CHECK(read[i].number > read[i - 1].number);
        }
    }
}

TEST_CASE("Only what changed after a version is listed", "[storage]") {
    AppStore store;
    store.replace(sample_framework());
    for (const auto* uid : {"a", "b", "c"}) store.apply(simple_course(uid));  // versions 2, 3, 4
    auto changed = simple_course("a", 2);
    changed.name = "Changed";
    store.apply(changed);  // 5
    store.remove("b", 2);  // 6
    const auto uids = [&](std::int64_t since) {
        std::string text;
        for (const auto& stored : store.changed_since(since)) text += stored.course.uid;
        return text;
    };
    CHECK(uids(0) == "ac");
    CHECK(uids(3) == "ac");
    CHECK(uids(4) == "a");
    CHECK(uids(5).empty());
}

TEST_CASE("What is read in one session belongs to one version", "[storage]") {
    AppStore store;
    store.replace(sample_framework());
    store.apply(simple_course("a"));
    const auto session = store.run(store.source().read());
    CHECK(store.run(session->catalogue().version()).version == 2);
    store.apply(simple_course("b"));
    store.remove("a", 2);
    auto framework = sample_framework();
    framework.title = "Other";
    store.replace(framework);
    CHECK(store.run(session->catalogue().version()).version == 2);
    CHECK(store.run(session->catalogue().find("a")));
    CHECK(store.run(session->catalogue().list_changed(0, 0, 10)).size() == 1);
    CHECK(store.run(session->catalogue().list_removed(0)).empty());
    CHECK(store.run(session->framework().load()) == sample_framework());
}
