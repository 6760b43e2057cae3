// A snapshot that is made from the last one against one that is made anew.
#include "app_server/catalogue/fold_case.hpp"
#include "reference_directory.hpp"

#include <catch2/catch.hpp>

using namespace tests;
using namespace app;

namespace {

CoursePtr published(core::domain::StoredCourse stored) {
    auto course = std::make_shared<PublishedCourse>();
    course->folded_name = fold_case(stored.course.name);
    course->stored = std::move(stored);
    return course;
}

/// Removes, changes and adds a few courses in a new version.
Snapshot::Parts changed(Snapshot::Parts parts, Dice& dice) {
    ++parts.version.version;
    const auto replace = [&](const CoursePtr& course) {
        auto stored = random_course(dice, course->stored.number);
        stored.course.uid = course->course().uid;
        stored.changed_in = parts.version.version;
        return published(std::move(stored));
    };
    for (auto changes = dice.roll(4); changes > 0 && !parts.courses.empty(); --changes) {
        const auto at = parts.courses.begin() + static_cast<std::ptrdiff_t>(dice.roll(parts.courses.size()));
        if (dice.once_in(2)) {
            *at = replace(*at);
        } else {
            parts.removals.push_back({(*at)->course().uid, parts.version.version});
            parts.courses.erase(at);
        }
    }
    for (auto more = dice.roll(3); more > 0; --more) {
        const auto last = parts.courses.empty() ? 0 : parts.courses.back()->stored.number;
        auto stored = random_course(dice, last + 1 + static_cast<std::int64_t>(dice.roll(2)));
        stored.course.uid = "v" + std::to_string(parts.version.version) + "-" + std::to_string(more);
        stored.changed_in = parts.version.version;
        parts.courses.push_back(published(std::move(stored)));
    }
    if (parts.version.version == 12) parts.providers.push_back({11, "Newcomer"});
    return parts;
}

using Rows = std::vector<std::tuple<std::uint32_t, std::uint32_t>>;

Rows listed(const RowIndex& index, const RowPage& page) {
    Rows rows;
    for (const auto row : page.rows) rows.emplace_back(index.row(row).course, index.row(row).date);
    return rows;
}

void check_same(const RowIndex& made, const RowIndex& anew, Dice& dice, const auto& match) {
    REQUIRE(made.size() == anew.size());
    for (const auto order : kAllOrders) {
        INFO("order " << order.index());
        REQUIRE(
            listed(made, made.page(made.match({}, order), {}, made.size())) ==
            listed(anew, anew.page(anew.match({}, order), {}, anew.size()))
        );
        const auto mine = match(made, order);
        const auto theirs = match(anew, order);
        REQUIRE(
            listed(made, made.page(mine, {}, made.size())) == listed(anew, anew.page(theirs, {}, anew.size()))
        );
        if (made.size() == 0) continue;
        const auto somewhere = static_cast<std::uint32_t>(dice.roll(made.size()));
        const PageStart start{made.position_of(somewhere, order), dice.once_in(2)};
        const auto page = made.page(mine, start, 20);
        const auto expected = anew.page(theirs, start, 20);
        REQUIRE(listed(made, page) == listed(anew, expected));
        REQUIRE(page.total == expected.total);
        REQUIRE(page.more_before == expected.more_before);
        REQUIRE(page.more_after == expected.more_after);
    }
}

void check_same(const Snapshot& made, const Snapshot& anew, Dice& dice) {
    auto filter = random_filter(dice);
    check_same(made.entries(), anew.entries(), dice, [&](const RowIndex& index, SortOrder order) {
        return (&index == &made.entries() ? made : anew).matching_entries(filter, order);
    });
    filter = filter.undated();
    check_same(made.courses(), anew.courses(), dice, [&](const RowIndex& index, SortOrder order) {
        return (&index == &made.courses() ? made : anew).matching_courses(filter, order);
    });
    REQUIRE(made.changes().size() == anew.changes().size());
    for (std::size_t i = 0; i < made.changes().size(); ++i) {
        REQUIRE(made.changes()[i].uid == anew.changes()[i].uid);
        REQUIRE(made.changes()[i].version == anew.changes()[i].version);
        REQUIRE(made.changes()[i].removed == anew.changes()[i].removed);
    }
    for (const auto& course : anew.parts().courses) {
        const auto& uid = course->course().uid;
        REQUIRE(made.find_course(uid) == course.get());
    }
    for (const auto& removal : anew.parts().removals) REQUIRE(made.find_course(removal.uid) == nullptr);
}

}  // namespace

TEST_CASE("A snapshot made from the last one answers as one made anew", "[snapshot]") {
    const auto count = GENERATE(values<std::size_t>({0, 3, 400, 2'500}));
    Dice dice(count + 5);
    auto last = snapshot_of(random_courses(count, count));
    for (int round = 0; round < 25; ++round) {
        INFO(count << " courses, round " << round);
        const auto parts = changed(last->parts(), dice);
        const auto next = Snapshot::following(*last, parts);
        last.reset();  // what follows must not stand on what is gone
        check_same(*next, Snapshot(parts), dice);
        last = next;
    }
}

TEST_CASE("Many changes at once, and another framework, give a snapshot as well", "[snapshot]") {
    Dice dice(1);
    const auto last = snapshot_of(random_courses(1, 300));
    auto parts = last->parts();
    SECTION("all courses are others") {
        parts = snapshot_of(random_courses(2, 280))->parts();
    }
    SECTION("the framework is another") {
        parts.framework = std::make_shared<const FrameworkView>(sample_framework());
    }
    SECTION("a provider is gone") {
        parts.providers.erase(parts.providers.begin());
    }
    SECTION("no course is left") {
        parts.courses.clear();
    }
    check_same(*Snapshot::following(*last, parts), Snapshot(parts), dice);
}
