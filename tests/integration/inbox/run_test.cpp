// What becomes of a run: applied, held, released, discarded; and of what it does not find.
#include "inbox_store.hpp"

#include <catch2/catch.hpp>

using namespace tests;
using namespace core::data;

namespace {

core::Result<ScrapeRun> release(InboxStore& store, const ScrapeRun& run, bool mark_gone) {
    return store.run(
        cms::release_run(store.source(), run.run, run.version, mark_gone, vocabulary(), editor(), store.now())
    );
}

core::Result<ScrapeRun> discard(InboxStore& store, const ScrapeRun& run) {
    return store.run(cms::discard_run(store.source(), run.run, run.version, editor()));
}

std::string state_of(InboxStore& store, const std::string& path) {
    return std::string(to_string(store.row(url_of(path)).state));
}

}  // namespace

TEST_CASE("What a good run no longer finds is gone, and comes back when it is found again", "[inbox]") {
    InboxStore store;
    store.scrape("r1", items(4));
    const auto run = store.scrape("r2", items(3));
    CHECK(run.effect.gone == 1);
    CHECK(state_of(store, "4") == "gone");
    CHECK(store.list().total == 4);
    store.scrape("r3", items(4));
    CHECK(state_of(store, "4") == "new");
}

TEST_CASE("What another spider found is not gone", "[inbox]") {
    InboxStore store;
    store.scrape("r1", items(4), "sal");
    CHECK(store.scrape("r2", {item("x")}, "lawsoc").effect.gone == 0);
    CHECK(state_of(store, "4") == "new");
}

TEST_CASE("A run that found nothing is held and changes nothing", "[inbox]") {
    InboxStore store;
    store.scrape("r1", items(4));
    const auto before = store.states();
    const auto run = store.scrape("r2", {});
    CHECK(run.state == RunState::held);
    CHECK(run.held_because);
    CHECK(store.states() == before);
}

TEST_CASE("The first run of a spider is held too when it found nothing", "[inbox]") {
    InboxStore store;
    CHECK(store.scrape("r1", {}).state == RunState::held);
}

TEST_CASE("A run that found less than half of what is usual is held", "[inbox]") {
    InboxStore store;
    store.scrape("r1", items(10));
    store.scrape("r2", items(12));
    store.scrape("r3", items(10));
    const auto before = store.states();
    CHECK(store.scrape("r4", items(4)).state == RunState::held);
    CHECK(store.states() == before);
    CHECK(store.scrape("r5", items(5)).state == RunState::applied);
    CHECK(state_of(store, "10") == "gone");
}

TEST_CASE("Only a complete run is applied by itself", "[inbox]") {
    for (const auto outcome : {RunOutcome::suspicious, RunOutcome::failed, RunOutcome::cancelled}) {
        InboxStore store;
        store.scrape("r1", items(4));
        store.open("r2").value();
        store.hand_in("r2", {item("1", "Other"), item("5")}).value();
        const auto run = store.close("r2", outcome).value();
        CAPTURE(to_string(outcome));
        CHECK(run.state == RunState::held);
        CHECK(store.row(url_of("1")).name == "Contracts");
        CHECK(store.list().total == 4);
    }
}

TEST_CASE("A failed run without an item leaves nothing to decide", "[inbox]") {
    InboxStore store;
    store.open("r1").value();
    CHECK(store.close("r1", RunOutcome::failed).value().state == RunState::discarded);
}

TEST_CASE("A held run that staff release is applied; what is gone is their choice", "[inbox]") {
    InboxStore store;
    store.scrape("r1", items(10));
    const auto mark_gone = GENERATE(true, false);
    const auto held = store.scrape("r2", {item("1", "Other"), item("11")});
    REQUIRE(held.state == RunState::held);
    const auto run = release(store, held, mark_gone).value();
    CHECK(run.state == RunState::applied);
    CHECK(run.effect.added == 1);
    CHECK(store.row(url_of("1")).name == "Other");
    CHECK(state_of(store, "2") == (mark_gone ? "gone" : "new"));
    CHECK(store.audit().at(0).entry.action == "scrape-run.release");
    CHECK(release(store, run, mark_gone).error().code == "run-not-held");
}

TEST_CASE("A failed run that staff release marks nothing as gone", "[inbox]") {
    InboxStore store;
    store.scrape("r1", items(4));
    store.open("r2").value();
    store.hand_in("r2", {item("5")}).value();
    const auto held = store.close("r2", RunOutcome::failed).value();
    CHECK(release(store, held, true).error().code == "run-not-complete");
    CHECK(release(store, held, false).value().state == RunState::applied);
    CHECK(state_of(store, "4") == "new");
    CHECK(store.list().total == 5);
}

TEST_CASE("A run that brought more than was kept does not tell what is gone", "[inbox]") {
    InboxStore store;
    store.scrape("r1", items(4));
    store.open("r2").value();
    store.hand_in("r2", {item("1"), item("2")}, 2).value();
    REQUIRE(store.hand_in("r2", {item("3"), item("4")}, 2).error().code == "too-many-items");
    const auto held = store.close("r2").value();
    REQUIRE(held.state == RunState::held);
    const auto refused = release(store, held, true);
    REQUIRE(refused.has_error());
    CHECK(refused.error().code == "run-not-complete");
    CHECK(refused.error().fields.at(0).name == "/mark_gone");
    CHECK(state_of(store, "4") == "new");
    CHECK(release(store, held, false).value().effect.gone == 0);
}

TEST_CASE("A held run that staff discard is forgotten", "[inbox]") {
    InboxStore store;
    store.scrape("r1", items(10));
    const auto held = store.scrape("r2", {item("11")});
    CHECK(discard(store, held).value().state == RunState::discarded);
    CHECK(store.list().total == 10);
    CHECK(store.database().value("select count(*) from editorial.scrape_item") == "0");
    CHECK(store.audit().at(0).entry.action == "scrape-run.discard");
}

TEST_CASE("A decision about a run that changed meanwhile is refused", "[inbox]") {
    InboxStore store;
    store.scrape("r1", items(10));
    auto held = store.scrape("r2", {item("11")});
    ++held.version;
    CHECK(release(store, held, false).error().code == "stale-version");
    CHECK(discard(store, held).error().code == "stale-version");
}

TEST_CASE("A large run is applied in batches", "[inbox]") {
    InboxStore store;
    store.open("r1").value();
    const auto many = items(4'500);
    for (std::size_t i = 0; i < many.size(); i += 500) {
        const auto from = many.begin() + static_cast<std::ptrdiff_t>(i);
        store.hand_in("r1", {from, from + 500}).value();
    }
    const auto run = store.close("r1").value();
    CHECK(run.effect.added == 4'500);
    CHECK(store.list().total == 4'500);
}
