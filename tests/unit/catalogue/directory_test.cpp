// Filters and orders of the directory against its rules.
#include "reference_directory.hpp"

#include <catch2/catch.hpp>

using namespace tests;
using app::Filter;
using app::SortKey;
using app::SortOrder;

namespace {

using Matching = app::Matches (app::Snapshot::*)(const Filter&, SortOrder) const;

std::vector<Entry> all_rows(
    const app::Snapshot& snapshot,
    const app::RowIndex& index,
    Matching matching,
    const Filter& filter,
    SortOrder order
) {
    const auto page = index.page((snapshot.*matching)(filter, order), {}, 1'000'000);
    CHECK(page.total == page.rows.size());
    CHECK_FALSE(page.more_before);
    CHECK_FALSE(page.more_after);
    std::vector<Entry> found;
    for (const auto row : page.rows) found.push_back(entry_of(snapshot, index.row(row)));
    return found;
}

void check_against_rules(
    const app::Snapshot& snapshot, const ReferenceDirectory& reference, const Filter& filter, SortOrder order
) {
    const auto entries =
        all_rows(snapshot, snapshot.entries(), &app::Snapshot::matching_entries, filter, order);
    const auto expected = reference.entries(filter, order);
    if (entries != expected) FAIL("entries: " << to_string(entries) << "\nnot " << to_string(expected));
    const auto courses =
        all_rows(snapshot, snapshot.courses(), &app::Snapshot::matching_courses, filter, order);
    const auto expected_courses = reference.courses(filter, order);
    if (courses != expected_courses)
        FAIL("courses: " << to_string(courses) << "\nnot " << to_string(expected_courses));
}

core::domain::StoredCourse priced(std::int64_t number, core::domain::Cost cost) {
    auto stored = plain_course(number, std::to_string(number));
    stored.course.cost = cost;
    return stored;
}

core::domain::StoredCourse credited(std::int64_t number, core::domain::Cpd cpd) {
    auto stored = plain_course(number, std::to_string(number));
    stored.course.cpd = cpd;
    return stored;
}

std::string uids(const app::Snapshot& snapshot, SortOrder order) {
    std::string text;
    for (const auto row : snapshot.entries().page(snapshot.entries().match({}, order), {}, 100).rows) {
        text += snapshot.course(snapshot.entries().row(row).course).course().uid + " ";
    }
    return text;
}

}  // namespace

TEST_CASE("Every filter and every order gives what the rules give", "[directory]") {
    const auto count = GENERATE(values<std::size_t>({0, 1, 70, 5'000}));
    const ReferenceDirectory reference(random_courses(count + 1, count));
    const auto snapshot = snapshot_of(reference.courses());

    Dice dice(count);
    std::vector<Filter> filters = single_filters();
    for (int i = 0; i < (count > 1'000 ? 20 : 150); ++i) filters.push_back(random_filter(dice));
    for (std::size_t f = 0; f < filters.size(); ++f) {
        // In a large catalogue each filter meets one order, in turn; in small ones all of them.
        for (std::size_t o = 0; o < kAllOrders.size(); ++o) {
            if (count > 1'000 && o != f % kAllOrders.size()) continue;
            INFO(count << " courses, filter " << f << ", order " << o);
            check_against_rules(*snapshot, reference, filters[f], kAllOrders[o]);
        }
    }
}

TEST_CASE("Dated courses come before ongoing ones by start, in both directions", "[directory]") {
    auto late = plain_course(1, "late");
    late.course.schedule = core::domain::Schedule::dated({{singapore("2027-09-01"), std::nullopt}}).value();
    auto ongoing = plain_course(2, "ongoing");
    ongoing.course.schedule = core::domain::Schedule::ongoing();
    const auto snapshot = snapshot_of({late, ongoing, plain_course(3, "b"), plain_course(4, "a")});
    CHECK(uids(*snapshot, {SortKey::start, false}) == "b a late ongoing ");
    CHECK(uids(*snapshot, {SortKey::start, true}) == "late b a ongoing ");
}

TEST_CASE(
    "By CPD only the courses with points turn round; the other kinds "
    "keep their order",
    "[directory]"
) {
    using core::domain::Cpd;
    const auto points = [](std::int64_t units) {
        return Cpd::points(core::domain::CpdPoints::of_units(units)).value();
    };
    const auto snapshot = snapshot_of(
        {credited(1, Cpd::unknown()),
         credited(2, Cpd::not_applicable()),
         credited(3, Cpd::private_study()),
         credited(4, Cpd::to_be_confirmed()),
         credited(5, points(350)),
         credited(6, points(0)),
         credited(7, points(350))}
    );
    CHECK(uids(*snapshot, {SortKey::cpd, false}) == "6 5 7 4 3 2 1 ");
    CHECK(uids(*snapshot, {SortKey::cpd, true}) == "5 7 6 4 3 2 1 ");
}

TEST_CASE(
    "A varying cost counts as less than nothing, and an unknown one is "
    "last both ways",
    "[directory]"
) {
    using core::domain::Cost;
    const auto fixed = [](std::int64_t units) {
        return Cost::fixed(core::domain::Money::of_units(units)).value();
    };
    const auto snapshot = snapshot_of(
        {priced(1, Cost::unknown()),
         priced(2, fixed(100)),
         priced(3, Cost::free()),
         priced(4, Cost::varying()),
         priced(5, fixed(99)),
         priced(6, fixed(100))}
    );
    CHECK(uids(*snapshot, {SortKey::cost, false}) == "4 3 5 2 6 1 ");
    CHECK(uids(*snapshot, {SortKey::cost, true}) == "2 6 5 3 4 1 ");
}

TEST_CASE(
    "A range of days takes the whole first and the whole last day, and "
    "leaves ongoing courses",
    "[directory]"
) {
    const auto at = [](std::int64_t number, core::Instant start) {
        auto stored = plain_course(number, std::to_string(number));
        stored.course.schedule = core::domain::Schedule::dated({{start, std::nullopt}}).value();
        return stored;
    };
    const auto midnight = singapore("2027-03-05");
    const auto tick = std::chrono::microseconds(1);
    auto ongoing = plain_course(9, "9");
    ongoing.course.schedule = core::domain::Schedule::ongoing();
    const auto snapshot = snapshot_of(
        {at(1, midnight - tick),
         at(2, midnight),
         at(3, midnight + std::chrono::hours(48) - tick),
         at(4, midnight + std::chrono::hours(48)),
         ongoing}
    );
    Filter filter;
    filter.starts_from = midnight;
    filter.starts_before = singapore("2027-03-07");
    std::vector<std::string> found;
    const auto& entries = snapshot->entries();
    for (const auto row : entries.page(snapshot->matching_entries(filter, {}), {}, entries.size()).rows)
        found.push_back(snapshot->course(entries.row(row).course).course().uid);
    CHECK(found == std::vector<std::string>{"2", "3", "9"});
}
