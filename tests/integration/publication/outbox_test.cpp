#include "publication_site.hpp"

#include <catch2/catch.hpp>

#include <set>

using namespace tests;
using namespace core::data;
using namespace std::chrono_literals;

namespace {

std::vector<ClaimedPublication> claim(
    PublicationStore& store, std::string claimant, std::int64_t limit, std::chrono::milliseconds lease = 60s
) {
    const auto work = store.run(store.source.begin());
    auto claims = store.run(work->publications().claim(std::move(claimant), limit, lease));
    store.run(work->commit());
    return claims;
}

std::int64_t settle(PublicationStore& store, std::string claimant, std::vector<Settlement> settlements) {
    const auto work = store.run(store.source.begin());
    const auto settled = store.run(work->publications().settle(std::move(claimant), std::move(settlements)));
    store.run(work->commit());
    return settled;
}

Settlement outcome_of(const ClaimedPublication& claim, Settlement::Outcome outcome) {
    Settlement settlement;
    settlement.id = claim.id;
    settlement.revision = claim.what.revision;
    settlement.outcome = outcome;
    if (outcome == Settlement::Outcome::failed || outcome == Settlement::Outcome::retry) {
        settlement.failure = DeliveryFailure{"refused", "it was refused", "[]"};
    }
    return settlement;
}

void put_courses(PublicationStore& store, int count) {
    std::vector<NewPublication> publications;
    for (int i = 0; i < count; ++i)
        publications.push_back(publication_of(simple_course("c" + std::to_string(i))));
    store.put(std::move(publications));
}

}  // namespace

TEST_CASE("Workers never take the same thing, and each takes the framework alone and first", "[outbox]") {
    PublicationStore store;
    put_courses(store, 20);
    store.put({{PublicationKind::framework, std::string(kFrameworkUid), 1, "F", "{\"framework\":{}}"}});
    const auto first = claim(store, "one", 8);
    REQUIRE(first.size() == 1);
    CHECK(first[0].what.kind == PublicationKind::framework);
    std::set<std::string> uids;
    for (const auto* worker : {"one", "two", "one", "two"}) {
        for (const auto& taken : claim(store, worker, 8)) CHECK(uids.insert(taken.what.uid).second);
    }
    CHECK(uids.size() == 20);
    CHECK(claim(store, "three", 8).empty());
}

TEST_CASE("Only the newest revision is told, and it waits for the older one on its way", "[outbox]") {
    PublicationStore store;
    store.put({publication_of(simple_course("a", 1))});
    store.put({publication_of(simple_course("a", 2))});
    const auto claims = claim(store, "one", 10);
    REQUIRE(claims.size() == 1);
    CHECK(claims[0].what.revision == 2);

    store.put({publication_of(simple_course("a", 3))});
    CHECK(claim(store, "two", 10).empty());
    CHECK(settle(store, "one", {outcome_of(claims[0], Settlement::Outcome::delivered)}) == 1);
    const auto between = store.publication("a");
    CHECK(between->state == DeliveryState::queued);
    CHECK(between->delivered_revision == 2);
    CHECK(between->attempts == 0);
    const auto next = claim(store, "two", 10);
    REQUIRE(next.size() == 1);
    CHECK(next[0].what.revision == 3);
    settle(store, "two", {outcome_of(next[0], Settlement::Outcome::delivered)});
    CHECK(store.publication("a")->state == DeliveryState::delivered);
    CHECK(store.publication("a")->delivered_revision == 3);
}

TEST_CASE("An older or equal revision is not queued", "[outbox]") {
    PublicationStore store;
    store.put({publication_of(simple_course("a", 5))});
    for (const std::int64_t revision : {5, 4}) {
        const auto work = store.run(store.source.begin());
        const auto refused =
            store.run(work->publications().put({publication_of(simple_course("a", revision))}));
        CHECK(refused.error().code == "revision-not-newer");
    }
    CHECK(store.publication("a")->revision == 5);
}

TEST_CASE(
    "What a dead worker took is taken over when its lease ends, and its late word changes nothing", "[outbox]"
) {
    PublicationStore store;
    store.put({publication_of(simple_course("a", 1))});
    const auto lost = claim(store, "dead", 10, 1ms);
    REQUIRE(lost.size() == 1);
    run_until(store.database.io(), [&] { return !claim(store, "alive", 10).empty(); });
    CHECK(settle(store, "dead", {outcome_of(lost[0], Settlement::Outcome::failed)}) == 0);
    CHECK(store.publication("a")->state == DeliveryState::queued);
    CHECK(settle(store, "alive", {outcome_of(lost[0], Settlement::Outcome::delivered)}) == 1);
    CHECK(store.publication("a")->state == DeliveryState::delivered);
}

TEST_CASE("A failure is shown with its reason, and stays until staff ask again", "[outbox]") {
    PublicationStore store;
    store.put({publication_of(simple_course("a", 1))});
    const auto claims = claim(store, "one", 10);
    settle(store, "one", {outcome_of(claims[0], Settlement::Outcome::failed)});
    const auto failed = store.publication("a");
    CHECK(failed->state == DeliveryState::failed);
    CHECK(failed->attempts == 1);
    REQUIRE(failed->failure);
    CHECK(failed->failure->code == "refused");
    CHECK(failed->failure->errors == "[]");
    CHECK(claim(store, "one", 10).empty());
    {
        const auto work = store.run(store.source.begin());
        CHECK(store.run(work->publications().retry(failed->id)).value().state == DeliveryState::queued);
        CHECK(
            store.run(work->publications().retry(failed->id + 100)).error().kind == core::ErrorKind::not_found
        );
        store.run(work->commit());
    }
    const auto again = claim(store, "one", 10);
    REQUIRE(again.size() == 1);
    settle(store, "one", {outcome_of(again[0], Settlement::Outcome::delivered)});
    const auto work = store.run(store.source.begin());
    CHECK(store.run(work->publications().retry(failed->id)).error().code == "already-delivered");
}

TEST_CASE("What is to be tried again waits for its time", "[outbox]") {
    PublicationStore store;
    store.put({publication_of(simple_course("a", 1))});
    const auto due = [&] {
        const auto session = store.run(store.source.read());
        return store.run(session->publications().due_in());
    };
    CHECK(due() == 0ms);
    const auto claims = claim(store, "one", 10);
    CHECK(due() > 30s);
    auto later = outcome_of(claims[0], Settlement::Outcome::retry);
    later.retry_after = 60s;
    settle(store, "one", {later});
    CHECK(claim(store, "one", 10).empty());
    CHECK(due() > 30s);
    CHECK(store.publication("a")->state == DeliveryState::queued);
    CHECK(store.publication("a")->attempts == 1);
    store.put({publication_of(simple_course("a", 2))});  // a newer revision does not wait
    CHECK(claim(store, "one", 10).size() == 1);
}

TEST_CASE("Publications are listed by state in pages, both ways", "[outbox]") {
    PublicationStore store;
    put_courses(store, 5);
    auto claims = claim(store, "one", 2);
    settle(
        store,
        "one",
        {outcome_of(claims[0], Settlement::Outcome::failed),
         outcome_of(claims[1], Settlement::Outcome::delivered)}
    );
    const auto session = store.run(store.source.read());
    auto& publications = session->publications();
    const auto ids = [](const std::vector<Publication>& page) {
        std::vector<std::int64_t> out;
        for (const auto& one : page) out.push_back(one.id);
        return out;
    };
    const auto all = ids(store.run(publications.list({}, 0, false, 10)));
    REQUIRE(all.size() == 5);
    CHECK(std::is_sorted(all.rbegin(), all.rend()));
    CHECK(ids(store.run(publications.list({}, all[1], false, 2))) == std::vector{all[2], all[3]});
    CHECK(ids(store.run(publications.list({}, all[3], true, 2))) == std::vector{all[1], all[2]});
    PublicationFilter queued;
    queued.state = DeliveryState::queued;
    CHECK(store.run(publications.list(queued, 0, false, 10)).size() == 3);
    CHECK(store.run(publications.count(queued)) == 3);
    const auto counts = store.run(publications.counts());
    CHECK(counts.queued == 3);
    CHECK(counts.delivered == 1);
    CHECK(counts.failed == 1);
    CHECK(counts.oldest_queued);
}

TEST_CASE("A commit wakes who waits for publications", "[outbox]") {
    PublicationStore store;
    core::storage::PostgresPublicationFeed feed(store.database.config());
    store.run(feed.wait(1s));  // begins to listen
    store.put({publication_of(simple_course("a", 1))});
    const auto began = std::chrono::steady_clock::now();
    store.run(feed.wait(60s));
    CHECK(std::chrono::steady_clock::now() - began < 30s);
}
