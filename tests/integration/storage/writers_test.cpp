// Several units of work at once.
#include "app_store.hpp"
#include "core/postgres/errors.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <set>

using namespace core::domain;
using namespace tests;
using core::Task;

namespace {

/// Drives the store's io_context until the condition holds, looking every few milliseconds.
void until(AppStore& store, const std::function<bool()>& holds) {
    const auto limit = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    while (!holds()) {
        if (std::chrono::steady_clock::now() > limit) throw std::runtime_error("it did not happen");
        store.database().io().restart();
        store.database().io().run_for(std::chrono::milliseconds(5));
    }
}

Task<std::int64_t> publish(AppStore& store, std::string uid) {
    const auto work = co_await store.source().begin();
    (co_await work->courses().apply(simple_course(std::move(uid)))).value();
    const auto version = co_await work->catalogue().version();
    co_await work->commit();
    co_return version.version;
}

}  // namespace

TEST_CASE("A second writer waits for the first, and its version is the next one", "[storage]") {
    AppStore store;
    store.replace(sample_framework());
    auto first = store.begin();
    CHECK(store.run(first->courses().apply(simple_course("first"))).has_value());

    std::int64_t version = 0;
    std::exception_ptr failed;
    boost::asio::co_spawn(
        store.database().io(),
        publish(store, "second"),
        [&](const std::exception_ptr& error, std::int64_t reached) {
            failed = error;
            version = reached;
        }
    );
    until(store, [&] {
        return store.database().value(
                   "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and datname = "
                   "current_database()"
               ) == "1";
    });
    CHECK(version == 0);
    CHECK(store.version().version == 1);
    const bool commits = GENERATE(true, false);
    if (commits) store.run(first->commit());
    first.reset();
    until(store, [&] { return version != 0 || failed; });
    REQUIRE_FALSE(failed);
    CHECK(version == (commits ? 3 : 2));
    CHECK(store.version().version == version);
    CHECK(store.find("first").has_value() == commits);
    CHECK(store.find("second")->changed_in == version);
}

TEST_CASE("A writer that would wait too long gives up, and says that it was for a lock", "[storage]") {
    AppStore store(std::chrono::milliseconds(20));
    store.replace(sample_framework());
    const auto first = store.begin();
    CHECK(store.run(first->courses().apply(simple_course("first"))).has_value());
    try {
        store.run(publish(store, "second"));
        FAIL("it did not wait");
    } catch (const core::postgres::SqlError& error) {
        CHECK(error.sqlstate() == "55P03");
    }
    store.run(first->commit());
    CHECK(store.run(publish(store, "second")) == 3);
}

TEST_CASE("The same course published by two at once is stored once, in its newer revision", "[storage]") {
    AppStore store;
    store.replace(sample_framework());
    int done = 0;
    const auto apply = [&](std::int64_t revision) -> Task<void> {
        const auto work = co_await store.source().begin();
        auto course = simple_course("a", revision);
        course.name = fmt::format("Revision {}", revision);
        course.provider = "The same new provider";
        (co_await work->courses().apply(course)).value();
        co_await work->commit();
        ++done;
    };
    std::exception_ptr failed;
    for (const std::int64_t revision : {3, 1, 5, 2, 4, 5, 1}) {
        boost::asio::co_spawn(store.database().io(), apply(revision), [&](const std::exception_ptr& error) {
            if (error) failed = error;
        });
    }
    until(store, [&] { return done == 7 || failed; });
    REQUIRE_FALSE(failed);
    CHECK(store.find("a")->course.name == "Revision 5");
    CHECK(store.changed_since(0).size() == 1);
}

TEST_CASE("A reader that goes on from the version it saw misses nothing, however many write", "[storage]") {
    AppStore store;
    store.replace(sample_framework());
    constexpr int kWriters = 6, kEach = 10;
    int done = 0;
    std::exception_ptr failed;
    const auto write = [&](int writer) -> Task<void> {
        for (int i = 0; i < kEach; ++i) co_await publish(store, fmt::format("w{}-{}", writer, i));
        ++done;
    };
    std::set<std::string> seen;
    bool growing = true;
    const auto follow = [&]() -> Task<void> {
        for (std::int64_t since = 0; seen.size() < kWriters * kEach && !failed;) {
            const auto session = co_await store.source().read();
            const auto version = co_await session->catalogue().version();
            growing = growing && version.version >= since;
            for (const auto& stored : co_await session->catalogue().list_changed(since, 0, 1'000)) {
                growing = growing && stored.changed_in > since && stored.changed_in <= version.version;
                growing = growing && seen.insert(stored.course.uid).second;
            }
            since = version.version;
        }
        ++done;
    };
    const auto note = [&](const std::exception_ptr& error) {
        if (error) failed = error;
    };
    for (int writer = 0; writer < kWriters; ++writer) {
        boost::asio::co_spawn(store.database().io(), write(writer), note);
    }
    boost::asio::co_spawn(store.database().io(), follow(), note);
    until(store, [&] { return done == kWriters + 1 || failed; });
    REQUIRE_FALSE(failed);
    CHECK(growing);
    CHECK(store.version().version == 1 + kWriters * kEach);
}
