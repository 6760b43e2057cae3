#include "app_server/handlers/page_cache.hpp"

#include <catch2/catch.hpp>

#include <thread>

using app::CachedAnswer;
using app::CacheEpoch;
using app::PageCache;

namespace {

constexpr CacheEpoch kEpoch{1, 7, {}};

CachedAnswer answer(std::size_t bytes, std::string link = {}) {
    return {
        std::make_shared<const core::http::Representation>(
            "text/plain", std::string(bytes, 'x'), "1", "no-store"
        ),
        std::move(link)
    };
}

/// Asks for a target as the handlers do: true when it was there, else it is offered.
bool ask(PageCache& cache, std::string_view target, std::size_t bytes = 100, CacheEpoch epoch = kEpoch) {
    if (cache.find(0, target, epoch) != nullptr) return true;
    cache.store(0, target, epoch, answer(bytes));
    return false;
}

}  // namespace

TEST_CASE("A target is kept when it is asked for the second time", "[page_cache]") {
    PageCache cache(1, 1'000'000);
    CHECK_FALSE(ask(cache, "/a"));
    CHECK_FALSE(ask(cache, "/a"));
    CHECK(ask(cache, "/a"));
    CHECK(ask(cache, "/a"));
    CHECK_FALSE(ask(cache, "/b"));
    CHECK(cache.find(0, "/a", kEpoch)->body->identity().size() == 100);
}

TEST_CASE("A target that is wanted from the first sight on is kept then", "[page_cache]") {
    PageCache cache(1, 1'000'000);
    CHECK(cache.store(0, "/a", kEpoch, answer(100), PageCache::From::first_sight));
    CHECK(cache.find(0, "/a", kEpoch));
    CHECK_FALSE(cache.store(0, "/b", kEpoch, answer(300'000), PageCache::From::first_sight));  // too large
}

TEST_CASE("An answer of another version or another day is not given", "[page_cache]") {
    PageCache cache(1, 1'000'000);
    for (int i = 0; i < 2; ++i) ask(cache, "/a");
    const CacheEpoch next_version{2, 7, {}};
    const CacheEpoch other_history{1, 8, {}};
    const CacheEpoch next_day{1, 7, core::Instant(std::chrono::hours(24))};
    CHECK(cache.find(0, "/a", next_version) == nullptr);
    CHECK(cache.find(0, "/a", other_history) == nullptr);
    CHECK(cache.find(0, "/a", next_day) == nullptr);
    CHECK(ask(cache, "/a"));  // looking alone changes nothing

    cache.store(0, "/a", next_version, answer(7));  // known by sight already
    CHECK(cache.find(0, "/a", kEpoch) == nullptr);
    REQUIRE(cache.find(0, "/a", next_version));
    CHECK(cache.find(0, "/a", next_version)->body->identity().size() == 7);
}

TEST_CASE("The bytes held are bounded, and the least recently used answer goes first", "[page_cache]") {
    // Each costs some 1,500 bytes: four fit.
    PageCache cache(1, 6'100);
    for (const auto* target : {"/a", "/b", "/c", "/d"}) {
        ask(cache, target, 1'000);
        ask(cache, target, 1'000);
    }
    CHECK(ask(cache, "/a", 1'000));  // used now: "/b" is the oldest
    ask(cache, "/e", 1'000);
    ask(cache, "/e", 1'000);
    CHECK(cache.find(0, "/b", kEpoch) == nullptr);
    for (const auto* target : {"/a", "/c", "/d", "/e"}) {
        INFO(target);
        CHECK(cache.find(0, target, kEpoch) != nullptr);
    }
}

TEST_CASE("Targets that never repeat do not push out those that do", "[page_cache]") {
    PageCache cache(1, 6'100);
    for (int i = 0; i < 2; ++i) ask(cache, "/often", 1'000);
    for (int i = 0; i < 20'000; ++i) ask(cache, "/once/" + std::to_string(i), 1'000);
    CHECK(ask(cache, "/often", 1'000));
}

TEST_CASE("An answer of more than a quarter of the bound is never kept", "[page_cache]") {
    PageCache cache(1, 10'000);
    for (int i = 0; i < 3; ++i) CHECK_FALSE(ask(cache, "/big", 2'600));
    for (int i = 0; i < 2; ++i) ask(cache, "/small", 1'000);
    CHECK(ask(cache, "/small"));
    PageCache none(1, 0);
    for (int i = 0; i < 3; ++i) CHECK_FALSE(ask(none, "/a", 0));
}

TEST_CASE("Offering an answer that is kept already changes nothing", "[page_cache]") {
    PageCache cache(1, 6'100);
    for (int i = 0; i < 100; ++i) cache.store(0, "/a", kEpoch, answer(1'000, "<b>; rel=next"));
    for (const auto* target : {"/b", "/c", "/d"}) {
        ask(cache, target, 1'000);
        ask(cache, target, 1'000);
    }
    REQUIRE(cache.find(0, "/a", kEpoch));
    CHECK(cache.find(0, "/a", kEpoch)->link == "<b>; rel=next");
}

TEST_CASE("Each worker has a table of its own", "[page_cache][threads]") {
    PageCache cache(3, 1'000'000);
    const auto work = [&](unsigned worker) {
        for (int i = 0; i < 3'000; ++i) {
            const CacheEpoch epoch{1 + i / 1'000, 7, {}};
            const auto target = "/" + std::to_string(i % 300);
            if (cache.find(worker, target, epoch) == nullptr) cache.store(worker, target, epoch, answer(300));
        }
    };
    std::thread first(work, 0), second(work, 1);
    first.join();
    second.join();
    // Targets that share a slot of the memory may keep each other out.
    int kept = 0;
    for (int i = 0; i < 300; ++i) {
        const auto target = "/" + std::to_string(i);
        if (cache.find(0, target, {3, 7, {}}) != nullptr) ++kept;
        CHECK(cache.find(2, target, {3, 7, {}}) == nullptr);
    }
    CHECK(kept > 100);
}
