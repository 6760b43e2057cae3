// Pages that were asked for before are the pages an index finds.
#include "app_server/catalogue/recent_pages.hpp"

#include "reference_directory.hpp"

#include <catch2/catch.hpp>

#include <atomic>
#include <functional>
#include <set>
#include <thread>

using namespace tests;
using app::Filter;
using app::page_key;
using app::PageStart;
using app::RecentPages;
using app::RowPage;

namespace {

/// A page that no other number has.
RowPage page_of(std::uint32_t number) {
    return {{number, number + 1}, number, number % 2 == 0, number % 3 == 0};
}

std::string key_of(std::uint32_t number) {
    return "page " + std::to_string(number);
}

}  // namespace

TEST_CASE("A page asked for again is the one that was found", "[recent-pages]") {
    const auto snapshot = snapshot_of(random_courses(5, 300));
    const auto& entries = snapshot->entries();
    const auto& courses = snapshot->courses();
    Dice dice(5);
    for (int i = 0; i < 150; ++i) {
        const auto filter = random_filter(dice);
        const auto order = kAllOrders[dice.roll(kAllOrders.size())];
        const std::size_t limit = 1 + dice.roll(40);
        PageStart start;
        if (dice.once_in(2)) {
            const auto row = static_cast<std::uint32_t>(dice.roll(courses.size()));
            start = {courses.position_of(row, order), dice.once_in(2)};
        }
        const auto entry_page = entries.page(snapshot->matching_entries(filter, order), start, limit);
        const auto course_page = courses.page(snapshot->matching_courses(filter, order), start, limit);
        for (int time = 0; time < 3; ++time) {
            CHECK(snapshot->page_of_entries(filter, order, start, limit) == entry_page);
            CHECK(snapshot->page_of_courses(filter, order, start, limit) == course_page);
        }
    }
}

TEST_CASE("Pages that differ in anything asked have different keys", "[recent-pages]") {
    const auto some = core::Instant(std::chrono::hours(7));
    const auto other = core::Instant(std::chrono::hours(8));
    const std::vector<std::function<void(Filter&)>> changes{
        [](Filter&) {},
        [&](Filter& f) { f.starts_from = some; },
        [&](Filter& f) { f.starts_from = other; },
        [&](Filter& f) { f.starts_before = some; },
        [&](Filter& f) { f.ongoing = app::Ongoing::only; },
        [&](Filter& f) { f.ongoing = app::Ongoing::exclude; },
        [](Filter& f) { f.levels = {1}; },
        [](Filter& f) { f.levels = {1, 2}; },
        [](Filter& f) { f.levels = {12}; },
        [](Filter& f) { f.formats = {1}; },
        [](Filter& f) { f.providers = {1}; },
        [](Filter& f) { f.verticals = {1}; },
        [](Filter& f) { f.areas = {1}; },
        [](Filter& f) { f.competencies = {1}; },
        [](Filter& f) { f.needs = {1}; },
        [](Filter& f) { f.cpd_kinds = {1}; },
        [](Filter& f) { f.cost_kinds = {1}; },
        [](Filter& f) { f.cost_min = 1; },
        [](Filter& f) { f.cost_max = 1; },
        [](Filter& f) { f.name = "1"; },
        [](Filter& f) { f.name = std::string("1\0", 2); },
    };
    const app::Position first = app::Position::of(3, 1);
    auto named = first;
    named.name = "a";
    const std::vector<PageStart> starts{{}, {first, false}, {first, true}, {named, false}};
    std::set<std::string> keys;
    std::size_t questions = 0;
    for (const auto& change : changes) {
        Filter filter;
        change(filter);
        for (const auto order : kAllOrders) {
            for (const auto& start : starts) {
                for (const std::size_t limit : {1U, 30U}) {
                    for (const char list : {'a', 'b'}) {
                        keys.insert(page_key(list, filter, order, start, limit));
                        ++questions;
                    }
                }
            }
        }
    }
    CHECK(keys.size() == questions);
}

TEST_CASE("What is asked for again and again is kept, the rest forgotten in time", "[recent-pages]") {
    RecentPages pages(100'000);  // of about 35 bytes each
    pages.keep("often", page_of(7));
    for (std::uint32_t n = 0; n < 100'000; ++n) {
        pages.keep(key_of(n), page_of(n));
        REQUIRE(pages.find("often") == page_of(7));
    }
    CHECK(pages.find(key_of(99'999)) == page_of(99'999));
    std::size_t kept = 0;
    for (std::uint32_t n = 0; n < 100'000; ++n) kept += pages.find(key_of(n)) ? 1 : 0;
    CHECK(kept > 500);
    CHECK(kept < 4'000);
    CHECK_FALSE(pages.find("never"));
}

TEST_CASE("A page too large for the memory is not kept", "[recent-pages]") {
    RecentPages pages(16'000);
    RowPage large;
    large.rows.resize(1'000);
    pages.keep("large", large);
    pages.keep("small", page_of(1));
    CHECK_FALSE(pages.find("large"));
    CHECK(pages.find("small") == page_of(1));
}

TEST_CASE("A page without rows is kept too", "[recent-pages]") {
    RecentPages pages(16'000);
    pages.keep("none", {{}, 12, true, false});
    CHECK(pages.find("none") == RowPage{{}, 12, true, false});
}

TEST_CASE("Several threads find each their own pages", "[recent-pages]") {
    RecentPages pages(50'000);
    std::vector<std::thread> threads;
    std::atomic<int> wrong = 0;
    for (std::uint32_t t = 0; t < 4; ++t) {
        threads.emplace_back([&, t] {
            Dice dice(t);
            for (int i = 0; i < 20'000; ++i) {
                const auto number = static_cast<std::uint32_t>(dice.roll(2'000));
                const auto found = pages.find(key_of(number));
                if (found && *found != page_of(number)) ++wrong;
                if (!found) pages.keep(key_of(number), page_of(number));
            }
        });
    }
    for (auto& thread : threads) thread.join();
    CHECK(wrong == 0);
}
