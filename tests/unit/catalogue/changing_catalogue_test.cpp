// A reader turns pages while the catalogue changes under it.
#include "reference_directory.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <map>
#include <set>

using namespace tests;
using app::PageStart;
using core::domain::StoredCourse;

namespace {

/// Leaves out and adds courses, and changes some: what stays is what was never touched.
std::vector<StoredCourse> changed(
    const std::vector<StoredCourse>& from, Dice& dice, std::set<std::string>& touched
) {
    std::vector<StoredCourse> courses;
    for (const auto& stored : from) {
        switch (dice.roll(12)) {
            case 0: touched.insert(stored.course.uid); break;
            case 1:
                touched.insert(stored.course.uid);
                courses.push_back(random_course(dice, stored.number));
                courses.back().course.uid = stored.course.uid;
                break;
            default: courses.push_back(stored);
        }
    }
    std::int64_t number = courses.empty() ? 1 : courses.back().number + 1;
    for (int i = 0; i < 6; ++i, ++number) {
        courses.push_back(random_course(dice, number));
        touched.insert(courses.back().course.uid);
    }
    return courses;
}

std::string name_of(const Entry& entry) {
    const auto count = [](core::Instant instant) { return instant.time_since_epoch().count(); };
    if (!entry.date) return entry.stored->course.uid;
    return fmt::format(
        "{} {} {}",
        entry.stored->course.uid,
        count(entry.date->starts_at),
        entry.date->ends_at ? count(*entry.date->ends_at) : -1
    );
}

}  // namespace

TEST_CASE("Cursors survive a new snapshot: what stays is shown once, without gaps", "[paging]") {
    const auto order = GENERATE(from_range(kAllOrders));
    const auto seed = GENERATE(range(1, 7));
    const bool backwards = seed % 2 == 0;
    INFO("order " << order.index() << ", seed " << seed);
    Dice dice(static_cast<std::uint64_t>(seed));
    auto courses = random_courses(static_cast<std::uint64_t>(seed), 90);
    const auto at_first = courses;
    std::set<std::string> touched;
    std::map<std::string, int> seen;

    PageStart start;
    auto snapshot = snapshot_of(courses);
    if (backwards) {
        const auto last =
            snapshot->entries().page(snapshot->entries().match({}, order), {}, 1'000).rows.back();
        start = {snapshot->entries().position_of(last, order), true};
        ++seen[name_of(entry_of(*snapshot, snapshot->entries().row(last)))];
    }
    for (int page_number = 0; page_number < 100; ++page_number) {
        const auto& index = snapshot->entries();
        const auto page = index.page(index.match({}, order), start, 7);
        for (const auto row : page.rows) ++seen[name_of(entry_of(*snapshot, index.row(row)))];
        if (page.rows.empty() || !(backwards ? page.more_before : page.more_after)) break;
        start = {index.position_of(backwards ? page.rows.front() : page.rows.back(), order), backwards};
        courses = changed(courses, dice, touched);
        snapshot = snapshot_of(courses);
    }
    for (const auto& stored : at_first) {
        if (touched.contains(stored.course.uid)) continue;
        std::vector<Entry> entries;
        if (stored.course.schedule.is_ongoing()) entries.push_back({&stored, std::nullopt});
        for (const auto& date : stored.course.schedule.dates()) entries.push_back({&stored, date});
        for (const auto& entry : entries) {
            INFO(name_of(entry));
            CHECK(seen[name_of(entry)] == 1);
        }
    }
}

TEST_CASE("After the row of a cursor is gone the page begins where it stood", "[paging]") {
    const auto before = snapshot_of({plain_course(1, "a"), plain_course(2, "b"), plain_course(3, "c")});
    const auto after = snapshot_of({plain_course(1, "a"), plain_course(3, "c")});
    const app::SortOrder order{};
    const auto position = before->entries().position_of(1, order);
    const auto forward = after->entries().page(after->entries().match({}, order), {position, false}, 10);
    REQUIRE(forward.rows.size() == 1);
    CHECK(after->course(after->entries().row(forward.rows[0]).course).course().uid == "c");
    CHECK(forward.more_before);
    const auto backward = after->entries().page(after->entries().match({}, order), {position, true}, 10);
    REQUIRE(backward.rows.size() == 1);
    CHECK(after->course(after->entries().row(backward.rows[0]).course).course().uid == "a");
    CHECK(backward.more_after);

    // With everything gone on one side, nothing is promised there.
    const auto only_c = snapshot_of({plain_course(3, "c")});
    CHECK_FALSE(only_c->entries().page(only_c->entries().match({}, order), {position, false}, 10).more_before
    );
    const auto only_a = snapshot_of({plain_course(1, "a")});
    CHECK_FALSE(only_a->entries().page(only_a->entries().match({}, order), {position, true}, 10).more_after);
}
