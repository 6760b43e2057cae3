#include "cms_server/use_cases/publication/schedule_publication.hpp"
#include "publication_site.hpp"

#include <catch2/catch.hpp>

using namespace tests;
using namespace core::data;
using namespace std::chrono_literals;
using cms::PublicationAction;
using cms::PublicationTimes;

namespace {

const core::Instant kNow = std::chrono::sys_days(std::chrono::year(2030) / 1 / 1);

core::Result<StoredDraft> schedule(PublicationStore& store, PublicationTimes times) {
    return store.run(cms::schedule_publication(store.source, {}, {"a", store.draft("a").version}, times, kNow)
    );
}

core::Result<void> act(PublicationStore& store, PublicationAction action, core::Instant now) {
    const auto work = store.run(store.source.begin());
    auto acted = store.run(cms::act_on_schedule(*work, action, "a", now));
    if (acted) store.run(work->commit());
    return acted;
}

}  // namespace

TEST_CASE("A scheduled course appears and goes at its times", "[schedule]") {
    PublicationStore store;
    store.add_course("a");
    const auto draft = schedule(store, {kNow + 1h, kNow + 2h}).value();
    CHECK(draft.status.publish_at == kNow + 1h);
    CHECK(draft.status.unpublish_at == kNow + 2h);
    CHECK(
        store.database.value("select string_agg(kind, ' ' order by run_at) from jobs.job") ==
        "publication.publish publication.unpublish"
    );
    act(store, PublicationAction::publish, kNow + 59min).value();
    CHECK_FALSE(store.publication("a"));
    act(store, PublicationAction::publish, kNow + 1h).value();
    CHECK(store.draft("a").status.state == CourseState::published);
    CHECK_FALSE(store.draft("a").status.publish_at);
    act(store, PublicationAction::publish, kNow + 1h).value();  // the job runs twice
    CHECK(store.publication("a")->revision == 2);
    act(store, PublicationAction::unpublish, kNow + 2h).value();
    CHECK(store.draft("a").status.state == CourseState::unpublished);
    CHECK(store.publication("a")->removed);
}

TEST_CASE("A time that was changed or taken away since is not acted on", "[schedule]") {
    PublicationStore store;
    store.add_course("a");
    schedule(store, {kNow + 1h, {}}).value();
    schedule(store, {kNow + 3h, {}}).value();
    CHECK(store.database.value("select count(*) from jobs.job") == "2");
    act(store, PublicationAction::publish, kNow + 1h).value();
    CHECK_FALSE(store.publication("a"));
    schedule(store, {}).value();
    act(store, PublicationAction::publish, kNow + 3h).value();
    CHECK_FALSE(store.publication("a"));
}

TEST_CASE("Times that cannot be kept are refused", "[schedule]") {
    PublicationStore store;
    store.add_course("a");
    CHECK(schedule(store, {kNow, {}}).error().fields.at(0).name == "/publish_at");
    CHECK(schedule(store, {kNow + 2h, kNow + 1h}).error().fields.at(0).name == "/unpublish_at");
    CHECK(schedule(store, {{}, kNow + 1h}).error().code == "course-not-published");
    store.publish("a");
    CHECK(schedule(store, {{}, kNow + 1h}).has_value());
}
