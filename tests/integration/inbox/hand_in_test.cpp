// Handing in: the same batches twice, late, reordered, at once.
#include "core/storage/inbox/postgres_inbox.hpp"
#include "inbox_store.hpp"

#include <catch2/catch.hpp>

#include <thread>

using namespace tests;
using namespace core::data;
using core::Task;

TEST_CASE("A run is opened once, however often it is asked for", "[inbox]") {
    InboxStore store;
    CHECK(store.open("r1").value().created);
    CHECK_FALSE(store.open("r1").value().created);
    CHECK(store.open("r1", "lawsoc").error().code == "run-taken");
    CHECK(store.database().value("select count(*) from editorial.scrape_run") == "1");
}

TEST_CASE("Items without a run are refused", "[inbox]") {
    InboxStore store;
    CHECK(store.hand_in("r1", items(1)).error().code == "run-not-found");
    CHECK(store.close("r1").error().code == "run-not-found");
}

TEST_CASE("Items wait for the outcome of their run", "[inbox]") {
    InboxStore store;
    store.open("r1").value();
    CHECK(store.hand_in("r1", items(3)).value() == RunState::open);
    CHECK(store.list().total == 0);
    const auto run = store.close("r1").value();
    CHECK(run.state == RunState::applied);
    CHECK(run.found == 3);
    CHECK(run.effect.added == 3);
    CHECK(store.list().total == 3);
    CHECK(store.database().value("select count(*) from editorial.scrape_item") == "0");
}

TEST_CASE("A batch handed in twice counts once", "[inbox]") {
    InboxStore store;
    store.open("r1").value();
    store.hand_in("r1", items(5)).value();
    store.hand_in("r1", items(5)).value();
    CHECK(store.close("r1").value().found == 5);
    CHECK(store.list().total == 5);
}

TEST_CASE("The last item of a URL counts, in a batch and over batches", "[inbox]") {
    InboxStore store;
    store.open("r1").value();
    store.hand_in("r1", {item("a", "First"), item("a", "Second"), item("b", "First")}).value();
    store.hand_in("r1", {item("b", "Second")}).value();
    CHECK(store.close("r1").value().found == 2);
    CHECK(store.row(url_of("a")).name == "Second");
    CHECK(store.row(url_of("b")).name == "Second");
}

TEST_CASE("A batch that arrives again after the outcome changes nothing", "[inbox]") {
    InboxStore store;
    store.scrape("r1", items(3));
    const auto before = store.entry(url_of("1")).row.version;
    CHECK(store.hand_in("r1", items(3)).value() == RunState::applied);
    CHECK(store.entry(url_of("1")).row.version == before);
    CHECK(store.list().total == 3);
}

TEST_CASE("A closed run takes nothing new", "[inbox]") {
    InboxStore store;
    store.scrape("r1", items(3));
    CHECK(store.hand_in("r1", {item("new")}).error().code == "run-closed");
    CHECK(store.hand_in("r1", {item("1", "Other name")}).error().code == "run-closed");
    CHECK(store.list().total == 3);
}

TEST_CASE("An outcome can be told again, but not another one", "[inbox]") {
    InboxStore store;
    const auto first = store.scrape("r1", items(3));
    const auto again = store.close("r1").value();
    CHECK(again.version == first.version);
    CHECK(again.effect.added == 3);
    CHECK(store.close("r1", RunOutcome::failed).error().code == "outcome-taken");
}

TEST_CASE("An older run that ends later does not undo a newer one", "[inbox]") {
    InboxStore store;
    store.scrape("r0", items(2));
    store.open("old").value();
    store.open("new").value();
    store.hand_in("old", {item("1", "Old name"), item("2"), item("only-old")}).value();
    store.hand_in("new", {item("1", "New name"), item("2")}).value();
    CHECK(store.close("new").value().state == RunState::applied);
    CHECK(store.close("old").value().state == RunState::applied);
    CHECK(store.row(url_of("1")).name == "New name");
    CHECK(store.row(url_of("1")).last_run == "new");
    CHECK(
        store.states() ==
        std::map<std::string, std::string>{
            {url_of("1"), "new"}, {url_of("2"), "new"}, {url_of("only-old"), "new"}
        }
    );
}

TEST_CASE("A run takes so many items and no more, and cannot pass for a whole one", "[inbox]") {
    InboxStore store;
    store.open("r1").value();
    store.hand_in("r1", {item("1"), item("2")}, 3).value();
    store.hand_in("r1", {item("2"), item("3")}, 3).value();  // three URLs
    const auto refused = store.hand_in("r1", {item("1"), item("4")}, 3);
    CHECK(refused.error().kind == core::ErrorKind::too_large);
    CHECK(refused.error().code == "too-many-items");
    CHECK(store.database().value("select count(*) from editorial.scrape_item") == "3");
    const auto run = store.close("r1").value();
    CHECK(run.state == RunState::held);
    CHECK(run.found == 3);
    CHECK(run.held_because->find("more items than a run may have") != std::string::npos);
}

TEST_CASE("Spiders may find the same page; each has its own entry", "[inbox]") {
    InboxStore store;
    store.scrape("r1", items(1), "sal");
    store.scrape("r2", items(1), "lawsoc");
    CHECK(store.list().total == 2);
}

TEST_CASE("Runs handed in from several connections at once lose and repeat nothing", "[inbox]") {
    InboxStore store;
    constexpr int kWriters = 4;
    store.open("shared").value();
    std::vector<std::thread> writers;
    std::atomic<int> failed = 0;
    for (int writer = 0; writer < kWriters; ++writer) {
        writers.emplace_back([&store, &failed, writer] {
            boost::asio::io_context io{1};
            core::postgres::PoolConfig config;
            config.connection = store.database().config();
            config.connection.lock_timeout = std::chrono::seconds(20);
            config.connection.statement_timeout = std::chrono::seconds(60);
            core::postgres::Pool pool(io.get_executor(), config);
            const auto source = make_inbox_source(pool);
            const auto work = [&]() -> Task<void> {
                const std::string own = "own" + std::to_string(writer);
                auto opened = co_await cms::open_run(*source, {own, "sal", "1", {}, store.now()});
                if (!opened) ++failed;
                for (int batch = 0; batch < 5; ++batch) {
                    auto mine = co_await cms::hand_in_items(*source, own, items(50), store.now());
                    auto all = items(60);
                    if (writer % 2 == 0) std::reverse(all.begin(), all.end());
                    auto ours = co_await cms::hand_in_items(*source, "shared", std::move(all), store.now());
                    if (!mine || !ours) ++failed;
                }
                RunReport report;
                auto closed =
                    co_await cms::close_run(*source, own, report, vocabulary(), editor(), store.now());
                if (!closed) ++failed;
            };
            try {
                tests::run(io, work());
            } catch (const std::exception&) {
                ++failed;
            }
        });
    }
    for (auto& writer : writers) writer.join();
    CHECK(failed == 0);
    CHECK(store.list().total == 50);
    CHECK(store.close("shared").value().found == 60);
    CHECK(store.list().total == 60);
}

TEST_CASE("A hand-in that is not committed leaves nothing", "[inbox]") {
    InboxStore store;
    store.open("r1").value();
    const auto half = [&]() -> Task<void> {
        const auto work = co_await store.source().begin();
        const auto run = co_await work->inbox().find_run_for_items("r1");
        co_await work->inbox().stage(run->number, items(5), store.now());
    };
    store.database().run(half());
    CHECK(store.close("r1").value().state == RunState::held);
    CHECK(store.list().total == 0);
}
