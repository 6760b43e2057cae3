// Standing rules over what is offered already, by the job that a change of them asks for, and rules that
// publish.
#include "cms_server/use_cases/inbox/apply_run.hpp"
#include "cms_server/use_cases/publication/schedule_publication.hpp"
#include "core/data/jobs.hpp"
#include "job_worker.hpp"
#include "offers.hpp"

#include <catch2/catch.hpp>

using namespace tests;
using namespace core::data;
using namespace core::domain;

namespace {

const FieldRule kTakeCost{CourseField::cost, StandingRule::accept};
const FieldRule kPublishCost{CourseField::cost, StandingRule::publish};
const auto kOld = Cost::fixed(Money::of_units(10'000)).value();
const auto kNew = Cost::fixed(Money::of_units(20'000)).value();

}  // namespace

TEST_CASE("A new standing rule takes what is offered already, by a job", "[inbox][rules]") {
    Offers offers(30);
    offers.change_prices(20'000);
    REQUIRE(offers.waiting() == "30");
    auto& store = offers.store;
    store.set_rules({kTakeCost});
    CHECK(
        store.database().value("select kind || ' ' || unique_key from jobs.job") ==
        "inbox.review inbox.review:sal"
    );

    FrameworkApp app(store);
    core::jobs::JobKinds kinds;
    cms::add_inbox_jobs(kinds, store.source(), app.source());
    run_worker(store, std::move(kinds), [&](const auto& worker) { return worker.status().finished == 1; });
    CHECK(offers.waiting() == "0");
    CHECK(offers.cost(0) == kNew);
    CHECK(offers.cost(29) == kNew);
    CHECK(store.audit().at(0).entry.actor == "rule:sal");
    CHECK(store.audit().at(0).entry.action == "course.take-scrape");
}

TEST_CASE("The job of the rules waits for the framework", "[inbox][rules]") {
    Offers offers(1);
    offers.change_prices(20'000);
    auto& store = offers.store;
    store.set_rules({kTakeCost});
    FrameworkApp app(store);
    app.database.away = true;
    core::jobs::JobKinds kinds;
    cms::add_inbox_jobs(kinds, store.source(), app.source());
    run_worker(store, std::move(kinds), [](const auto& worker) { return worker.status().failed == 1; });
    CHECK(last_error(store).find("framework") != std::string::npos);
    CHECK(store.database().value("select state from jobs.job") == "ready");
    CHECK(offers.waiting() == "1");
    CHECK(offers.cost(0) == kOld);
}

TEST_CASE("The job of the rules goes on where it was interrupted, and does nothing twice", "[inbox][rules]") {
    Offers offers(5);
    offers.change_prices(20'000);
    offers.store.set_rules({kTakeCost});
    CHECK(offers.review(0, 2).taken == 2);
    CHECK(offers.waiting() == "3");
    CHECK(offers.review(0, 10).taken == 3);
    CHECK(offers.review(0, 10).reviewed == 0);
    CHECK(offers.store.draft(offers.uids.at(0))->last_revision == 2);
    offers.store.set_rules({});
    CHECK(offers.review(0, 10).reviewed == 5);
    CHECK(offers.store.draft(offers.uids.at(0))->last_revision == 2);
}

TEST_CASE("A rule that never takes a field closes what waits only for it", "[inbox][rules]") {
    Offers offers(2);
    offers.change_prices(20'000);
    offers.store.set_rules({{CourseField::cost, StandingRule::never}});
    offers.review(0, 10);
    CHECK(offers.waiting() == "0");
    CHECK(offers.cost(0) == kOld);
    offers.store.set_rules({});
    offers.review(0, 10);
    CHECK(offers.waiting() == "2");
}

TEST_CASE(
    "A run with more reviews than one transaction should hold leaves the rest to the job", "[inbox][rules]"
) {
    Offers offers(3);
    auto& store = offers.store;
    store.set_rules({kTakeCost});
    offers.review(0, 10);
    store.database().sql("delete from jobs.job");
    auto changed = items(3);
    for (auto& one : changed) one.course.cost = kNew;
    store.open("r2").value();
    store.hand_in("r2", changed).value();
    const auto apply = [&]() -> core::Task<void> {
        const auto work = co_await store.source().begin();
        auto run = co_await work->inbox().find_run_locked("r2");
        const auto applied =
            co_await cms::apply_run(*work, *run, {true, 2}, vocabulary(), editor(), store.now());
        applied.value();
        co_await work->commit();
    };
    store.run(apply());
    CHECK(offers.waiting() == "1");
    CHECK(store.database().value("select count(*) from jobs.job") == "1");
    CHECK(offers.review(0, 10).taken == 1);
    CHECK(offers.waiting() == "0");
}

TEST_CASE("A rule may publish what it takes into a course that is public", "[inbox][rules]") {
    Offers offers(2);
    offers.publish(0);
    REQUIRE(offers.published(0).cost == kOld);
    auto& store = offers.store;
    store.set_rules({kPublishCost});
    offers.change_prices(20'000);
    CHECK(offers.published(0).cost == kNew);
    const auto draft = store.draft(offers.uids.at(0));
    CHECK(draft->content.cost == kNew);
    CHECK(draft->status.published_revision == draft->last_revision);
    CHECK(store.draft(offers.uids.at(1))->status.state == CourseState::draft);  // not public: not published
    CHECK(offers.cost(1) == kNew);
    AuditFilter filter;
    filter.action = "course.publish";
    filter.actor = "rule:sal";
    const auto session = store.run(store.source().read());
    CHECK(store.run(session->audit().count(filter)) == 1);
}

TEST_CASE("A rule that publishes leaves unpublished what staff have not published", "[inbox][rules]") {
    Offers offers(1);
    offers.publish(0);
    CourseDraft ours;
    ours.name = "Not yet for the public";
    auto& store = offers.store;
    store.edit(offers.uids.at(0), {CourseField::name}, ours);
    store.set_rules({kPublishCost});
    offers.change_prices(20'000);
    CHECK(offers.published(0).cost == kNew);
    CHECK(offers.published(0).name == "Contracts");
    const auto draft = store.draft(offers.uids.at(0));
    CHECK(draft->content.name == "Not yet for the public");
    CHECK(draft->status.published_revision == draft->last_revision - 1);
    const auto session = store.run(store.source().read());
    const auto shown = store.run(session->drafts().find_revision(draft->id, draft->last_revision - 1));
    CHECK(shown->info.published);
    CHECK(shown->content.name == "Contracts");
    CHECK(shown->content.cost == kNew);
    const auto newest = store.run(session->drafts().find_revision_at(draft->id, draft->version));
    CHECK(newest->content == draft->content);
}

TEST_CASE("A rule that publishes leaves the time at which staff publish", "[inbox][rules]") {
    Offers offers(1);
    offers.publish(0);
    auto& store = offers.store;
    const auto at = store.now() + std::chrono::hours(48);
    const auto version = store.draft(offers.uids.at(0))->version;
    store
        .run(cms::schedule_publication(
            store.source(), {}, {offers.uids.at(0), version}, {at, std::nullopt}, store.now()
        ))
        .value();
    store.set_rules({kPublishCost});
    offers.change_prices(20'000);
    REQUIRE(offers.published(0).cost == kNew);
    CHECK(store.draft(offers.uids.at(0))->status.publish_at == at);
}

TEST_CASE("Only a publisher lets a rule publish; an editor may leave it there", "[inbox][rules]") {
    Offers offers(1);
    auto& store = offers.store;
    const auto replace = [&](std::int64_t version, std::vector<FieldRule> rules, bool may_publish) {
        return store.run(
            cms::replace_rules(store.source(), {"sal", version, std::move(rules)}, may_publish, editor())
        );
    };
    CHECK(replace(1, {kPublishCost}, false).error().code == "role-too-low");
    CHECK(replace(1, {kPublishCost}, true).value() == 2);
    CHECK(replace(2, {kPublishCost, {CourseField::name, StandingRule::never}}, false).value() == 3);
    CHECK(replace(3, {}, false).value() == 4);
}
