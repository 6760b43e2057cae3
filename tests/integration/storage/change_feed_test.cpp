#include "app_store.hpp"
#include "core/postgres/errors.hpp"

#include <catch2/catch.hpp>

using namespace tests;
using std::chrono::milliseconds;
using std::chrono::seconds;

namespace {

/// Whether the feed tells of a change before its limit.
bool told(AppStore& store, core::data::ChangeFeed& feed, milliseconds limit) {
    const auto began = std::chrono::steady_clock::now();
    store.run(feed.wait(limit));
    return std::chrono::steady_clock::now() - began < limit;
}

}  // namespace

TEST_CASE("A feed tells at once when it begins, then at each commit, and else after its limit", "[storage]") {
    AppStore store;
    const auto feed = store.source().changes();
    CHECK(told(store, *feed, seconds(30)));
    CHECK_FALSE(told(store, *feed, milliseconds(30)));
    store.replace(sample_framework());
    CHECK(told(store, *feed, seconds(30)));
    CHECK_FALSE(told(store, *feed, milliseconds(30)));
}

TEST_CASE("A burst of commits wakes a reader a few times, not at each of them", "[storage]") {
    AppStore store;
    store.replace(sample_framework());
    const auto feed = store.source().changes();
    store.run(feed->wait(seconds(30)));
    constexpr int kCommits = 60;
    for (int i = 0; i < kCommits; ++i) store.apply(simple_course(std::to_string(i)));
    int times = 0;
    while (told(store, *feed, milliseconds(300))) ++times;
    CHECK(times >= 1);
    CHECK(times <= 10);
}

TEST_CASE("A feed whose connection ended says so, and then begins anew", "[storage]") {
    AppStore store;
    const auto feed = store.source().changes();
    store.run(feed->wait(seconds(30)));
    store.database().kill_sessions();
    CHECK_THROWS_AS(store.run(feed->wait(seconds(30))), core::postgres::ConnectionError);
    CHECK(told(store, *feed, seconds(30)));
    store.replace(sample_framework());
    CHECK(told(store, *feed, seconds(30)));
}
