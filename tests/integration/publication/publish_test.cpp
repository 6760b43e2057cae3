#include "publication_site.hpp"

#include <catch2/catch.hpp>

using namespace tests;
using namespace core::data;
using cms::change_publication;
using cms::PublicationAction;

TEST_CASE(
    "Publishing stores the revision, the state, what the App is told and who did it, all at once", "[publish]"
) {
    PublicationStore store;
    store.add_course("a", "Contracts");
    cms::Actor actor;
    actor.id = 7;
    actor.name = "ada";
    actor.client = "192.0.2.1";
    actor.request_id = "r-1";
    const auto draft =
        store.run(change_publication(store.source, actor, PublicationAction::publish, {"a", 1})).value();
    CHECK(draft.status.state == CourseState::published);
    CHECK(draft.version == 2);
    CHECK(draft.status.published_revision == 2);
    const auto session = store.run(store.source.read());
    const auto revision = store.run(session->drafts().find_revision(draft.id, 2));
    REQUIRE(revision);
    CHECK(revision->info.published);
    CHECK(revision->info.author == "ada");
    CHECK(revision->info.reason == "publish");

    const auto told = store.publication("a");
    REQUIRE(told);
    CHECK(told->state == DeliveryState::queued);
    CHECK(told->revision == 2);
    CHECK(told->name == "Contracts");
    CHECK_FALSE(told->removed);
    CHECK(
        store.database.value(
            "select actor || ' ' || action || ' ' || object_id || ' ' || client from audit.entry"
        ) == "ada course.publish a 192.0.2.1"
    );
}

TEST_CASE("A unit of work that does not commit publishes nothing", "[publish]") {
    PublicationStore store;
    store.add_course("a");
    store.source.before_commit = [] { throw std::runtime_error("the power went"); };
    CHECK_THROWS(store.run(change_publication(store.source, {}, PublicationAction::publish, {"a", 1})));
    store.source.before_commit = nullptr;
    CHECK(store.draft("a").status.state == CourseState::draft);
    CHECK(store.draft("a").version == 1);
    CHECK_FALSE(store.publication("a"));
    CHECK(store.database.value("select count(*) from audit.entry") == "0");
    CHECK(store.database.value("select count(*) from editorial.course_revision") == "1");
}

TEST_CASE("What is incomplete, put away or changed meanwhile is not published", "[publish]") {
    PublicationStore store;
    store.add_course("a");
    const auto publish = [&](std::int64_t version) {
        return store.run(change_publication(store.source, {}, PublicationAction::publish, {"a", version}));
    };
    CHECK(publish(9).error().kind == core::ErrorKind::version_mismatch);
    CHECK(
        store.run(change_publication(store.source, {}, PublicationAction::publish, {"none", 1}))
            .error()
            .kind == core::ErrorKind::not_found
    );
    CHECK(
        store.run(change_publication(store.source, {}, PublicationAction::unpublish, {"a", 1}))
            .error()
            .code == "course-not-published"
    );
    store.database.sql("update editorial.course set state = 'rejected', rejection = 'no' where uid = 'a'");
    CHECK(publish(1).error().code == "course-not-publishable");
    store.database.sql(
        "update editorial.course set state = 'draft', rejection = null, level_id = null where uid = 'a';"
        "update editorial.course_content set content = content || '{\"url\":null}'::jsonb"
    );
    const auto lacking = publish(1);
    REQUIRE(lacking.has_error());
    CHECK(lacking.error().kind == core::ErrorKind::invalid_input);
    CHECK_FALSE(lacking.error().fields.empty());
    CHECK_FALSE(store.publication("a"));
}

TEST_CASE("Every publication of a course has a later number, taking it back too", "[publish]") {
    PublicationStore store;
    store.add_course("a");
    std::int64_t last = 0;
    for (int round = 0; round < 3; ++round) {
        store.publish("a");
        CHECK(store.publication("a")->revision > last);
        last = store.publication("a")->revision;
        CHECK_FALSE(store.publication("a")->removed);
        store.unpublish("a");
        CHECK(store.publication("a")->revision > last);
        last = store.publication("a")->revision;
        CHECK(store.publication("a")->removed);
        CHECK(store.draft("a").status.state == CourseState::unpublished);
        CHECK_FALSE(store.draft("a").status.published_revision);
    }
}

TEST_CASE("Of many courses each is published or refused by itself", "[publish]") {
    PublicationStore store;
    for (const auto* uid : {"a", "b", "c"}) store.add_course(uid);
    store.publish("c");
    const auto outcomes = store.run(cms::change_publications(
        store.source, {}, PublicationAction::publish, {{"a", 1}, {"b", 9}, {"none", 1}, {"c", 2}}
    ));
    REQUIRE(outcomes.size() == 4);
    CHECK(outcomes[0].draft.has_value());
    CHECK(outcomes[1].draft.error().kind == core::ErrorKind::version_mismatch);
    CHECK(outcomes[2].draft.error().kind == core::ErrorKind::not_found);
    CHECK(outcomes[3].draft.has_value());
    CHECK(store.publication("a"));
    CHECK_FALSE(store.publication("b"));
    CHECK(store.publication("c")->revision == 3);
}
