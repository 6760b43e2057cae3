// The inbox as a list: filters, orders, pages.
#include "inbox_store.hpp"

#include <catch2/catch.hpp>

#include <set>

using namespace tests;
using namespace core::data;

namespace {

std::vector<std::string> names(const InboxPage& page) {
    std::vector<std::string> out;
    for (const auto& row : page.items) out.push_back(row.name);
    return out;
}

/// Some courses of two spiders.
void fill(InboxStore& store) {
    store.scrape("r1", {item("1", "Contract Law"), item("2", "arbitration"), item("3", "Conveyancing")});
    auto other = item("1", "Mediation");
    other.course.provider = "Law Society";
    store.scrape("r2", {other, item("4", "Contract drafting")}, "lawsoc");
}

InboxPlace place_of(const InboxRow& row) {
    return {row.last_seen_at, row.name, row.id};
}

/// Every page of a list, forwards; then back again from the last one.
void walk(InboxStore& store, InboxQuery query) {
    query.limit = 100;
    const auto whole = names(store.list(query));
    query.limit = 2;
    std::vector<std::string> forwards;
    InboxPage page = store.list(query);
    CHECK_FALSE(page.more_before);
    for (;;) {
        for (const auto& name : names(page)) forwards.push_back(name);
        if (!page.more_after) break;
        query.after = place_of(page.items.back());
        page = store.list(query);
        CHECK(page.more_before);
    }
    CHECK(forwards == whole);
    std::vector<std::string> backwards = names(page);
    query.backwards = true;
    while (page.more_before) {
        query.after = place_of(page.items.front());
        page = store.list(query);
        CHECK(page.more_after);
        const auto more = names(page);
        backwards.insert(backwards.begin(), more.begin(), more.end());
    }
    CHECK(backwards == whole);
}

}  // namespace

TEST_CASE("The inbox is listed by name without regard to case", "[inbox]") {
    InboxStore store;
    fill(store);
    InboxQuery query;
    query.sort = InboxSort::name;
    query.descending = false;
    const std::vector<std::string> expected{
        "arbitration", "Contract drafting", "Contract Law", "Conveyancing", "Mediation"
    };
    CHECK(names(store.list(query)) == expected);
    CHECK(store.list(query).total == 5);
}

TEST_CASE("Every order can be walked to its end and back", "[inbox]") {
    InboxStore store;
    fill(store);
    for (const auto sort : {InboxSort::last_seen, InboxSort::first_seen, InboxSort::name}) {
        for (const bool descending : {false, true}) {
            InboxQuery query;
            query.sort = sort;
            query.descending = descending;
            walk(store, query);
        }
    }
}

TEST_CASE("Filters choose what fits all of them", "[inbox]") {
    InboxStore store;
    fill(store);
    const auto total = [&](auto set) {
        InboxQuery query;
        set(query.filter);
        const auto page = store.list(query);
        CHECK(page.total == static_cast<std::int64_t>(page.items.size()));
        return page.total;
    };
    const auto found = [&](const char* text) { return total([&](InboxFilter& f) { f.text = text; }); };
    CHECK(total([](InboxFilter& f) { f.spider = "sal"; }) == 3);
    CHECK(total([](InboxFilter& f) { f.spider = "nobody"; }) == 0);
    CHECK(total([](InboxFilter& f) { f.provider = "LAW  society"; }) == 1);
    CHECK(total([](InboxFilter& f) { f.run = "r2"; }) == 2);
    CHECK(total([](InboxFilter& f) { f.run = "r3"; }) == 0);
    CHECK(found("contract") == 2);
    CHECK(found("Con") == 3);
    CHECK(found("law contr") == 1);
    CHECK(found("tract") == 0);
    CHECK(found("!!") == 0);
    CHECK(found("law' | :* \\") == 2);
    CHECK(total([](InboxFilter& f) { f.conflicts = true; }) == 0);
    CHECK(total([](InboxFilter& f) { f.conflicts = false; }) == 5);
    CHECK(total([](InboxFilter& f) { f.states = {InboxState::fresh}; }) == 5);
    CHECK(total([](InboxFilter& f) { f.states = {InboxState::fresh, InboxState::gone}; }) == 5);
    CHECK(total([](InboxFilter& f) { f.states = {InboxState::gone}; }) == 0);
    CHECK(total([](InboxFilter& f) { f.url = url_of("1"); }) == 2);
    const auto both = [](InboxFilter& f) {
        f.spider = "lawsoc";
        f.url = url_of("1");
    };
    CHECK(total(both) == 1);
}

TEST_CASE("Sources are told with their last run and what waits", "[inbox]") {
    InboxStore store;
    fill(store);
    store.scrape("r3", {}, "sal");
    const auto read = [&]() -> core::Task<std::vector<SourceSummary>> {
        const auto session = co_await store.source().read();
        co_return co_await session->inbox().list_sources();
    };
    const auto sources = store.run(read());
    REQUIRE(sources.size() == 2);
    CHECK(sources[0].spider == "lawsoc");
    CHECK(sources[0].fresh == 2);
    CHECK(sources[0].held_runs == 0);
    CHECK(sources[1].spider == "sal");
    CHECK(sources[1].courses == 3);
    CHECK(sources[1].held_runs == 1);
    CHECK(sources[1].last_run->run == "r3");
    CHECK(sources[1].last_success_at);
}

TEST_CASE("Runs are listed newest first, by spider and state", "[inbox]") {
    InboxStore store;
    fill(store);
    store.scrape("r3", {}, "sal");
    const auto runs = [&](RunQuery query) {
        const auto read = [&]() -> core::Task<RunPage> {
            const auto session = co_await store.source().read();
            co_return co_await session->inbox().list_runs(query);
        };
        const auto page = store.run(read());
        std::string out;
        for (const auto& run : page.items) out += run.run + " ";
        return out + std::to_string(page.total);
    };
    CHECK(runs({}) == "r3 r2 r1 3");
    CHECK(runs({.filter = {}, .place = {}, .backwards = false, .limit = 1}) == "r3 3");
    CHECK(runs({.filter = {}, .place = 3, .backwards = false, .limit = 10}) == "r2 r1 3");
    CHECK(runs({.filter = {}, .place = 1, .backwards = true, .limit = 1}) == "r2 3");
    CHECK(runs({.filter = {"sal", {}}, .place = {}, .backwards = false, .limit = 10}) == "r3 r1 2");
    CHECK(runs({.filter = {{}, RunState::held}, .place = {}, .backwards = false, .limit = 10}) == "r3 1");
}
