#include "cms_server/use_cases/publication/save_framework_revision.hpp"
#include "publication_site.hpp"

#include <catch2/catch.hpp>

using namespace tests;
using namespace core::data;

namespace {

core::Result<std::int64_t> save(
    PublicationStore& store, std::string title, std::int64_t expected, std::int64_t app = 0
) {
    cms::FrameworkSave what;
    what.framework = sample_framework();
    what.framework.title = std::move(title);
    what.expected = expected;
    what.app_revision = app;
    what.note = "a note";
    cms::Actor actor;
    actor.id = 3;
    actor.name = "ada";
    const auto work = store.run(store.source.begin());
    auto revision = store.run(cms::save_framework_revision(*work, actor, std::move(what)));
    if (revision) store.run(work->commit());
    return revision;
}

}  // namespace

TEST_CASE("A saved framework is kept by its revision and queued for the App", "[framework]") {
    PublicationStore store;
    CHECK(save(store, "One", 0).value() == 1);
    CHECK(save(store, "Two", 1).value() == 2);
    const auto session = store.run(store.source.read());
    auto& drafts = session->framework();
    const auto latest = store.run(drafts.latest());
    REQUIRE(latest);
    CHECK(latest->revision == 2);
    CHECK(latest->framework.title == "Two");
    CHECK(latest->framework.job_roles == sample_framework().job_roles);
    CHECK(latest->saved_by == 3);
    CHECK(store.run(drafts.find(1))->framework.title == "One");
    CHECK_FALSE(store.run(drafts.find(9)));
    CHECK(store.run(drafts.count()) == 2);
    const auto heads = store.run(drafts.list(0, 10));
    REQUIRE(heads.size() == 2);
    CHECK(heads[0].revision == 2);
    CHECK(store.run(drafts.list(2, 10)).size() == 1);
    const auto told =
        store.run(session->publications().find(PublicationKind::framework, std::string(kFrameworkUid)));
    REQUIRE(told);
    CHECK(told->revision == 2);
    CHECK(told->name == "Two");
    CHECK(store.database.value("select count(*) from audit.entry where action = 'framework.save'") == "2");
}

TEST_CASE("A framework that somebody else saved meanwhile is not overwritten", "[framework]") {
    PublicationStore store;
    save(store, "One", 0).value();
    CHECK(save(store, "Other", 0).error().kind == core::ErrorKind::version_mismatch);
    // Two at the same moment, neither of which sees the other's.
    const auto first = store.run(store.source.begin());
    const auto second = store.run(store.source.begin());
    CHECK(store.run(first->framework().latest_revision()) == 1);
    CHECK(store.run(second->framework().latest_revision()) == 1);
    CHECK(store.run(first->framework().save(sample_framework(), 1, 0, {}, "")).value() == 2);
    store.run(first->commit());
    CHECK(
        store.run(second->framework().save(sample_framework(), 1, 0, {}, "")).error().code == "stale-version"
    );
}

TEST_CASE("A framework's revision is later than the App's, and a faulty one is refused", "[framework]") {
    PublicationStore store;
    CHECK(save(store, "One", 0, 41).value() == 42);
    cms::FrameworkSave faulty;
    faulty.framework = sample_framework();
    faulty.framework.levels.push_back(faulty.framework.levels.front());
    faulty.expected = 42;
    const auto work = store.run(store.source.begin());
    CHECK(
        store.run(cms::save_framework_revision(*work, {}, faulty)).error().kind ==
        core::ErrorKind::invalid_input
    );
}
