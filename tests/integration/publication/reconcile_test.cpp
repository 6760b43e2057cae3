#include "cms_server/use_cases/publication/reconcile.hpp"

#include "cms_server/use_cases/publication/save_framework_revision.hpp"
#include "publication_site.hpp"

#include <catch2/catch.hpp>

using namespace tests;
using namespace core::data;
using namespace core::domain;

namespace {

/// An App's database that cannot be read.
class AwayDatabase final : public ReadOnlyDataSource {
public:
    core::Task<std::unique_ptr<ReadSession>> read() override { throw std::runtime_error("it is away"); }

    std::unique_ptr<ChangeFeed> changes() override { return nullptr; }
};

cms::Reconciliation reconcile(PublicationSite& site, bool remove_unknown = false) {
    return site.cms.run(cms::reconcile(site.cms.source, site.app_reads, site.ingest, remove_unknown)).value();
}

void publish_many(PublicationSite& site, int count) {
    std::vector<NewPublication> publications;
    for (int i = 0; i < count; ++i)
        publications.push_back(publication_of(simple_course("c" + std::to_string(i), 3)));
    site.cms.put(std::move(publications));
    site.deliver();
}

}  // namespace

TEST_CASE("Nothing is done when the App has what was published", "[reconcile]") {
    PublicationSite site;
    publish_many(site, 5);
    const auto done = reconcile(site);
    CHECK(done.source == "database");
    CHECK(done.published == 5);
    CHECK(done.in_app == 5);
    CHECK(done.queued == 0);
}

TEST_CASE("An App that has lost its catalogue gets all of it again, the framework too", "[reconcile]") {
    PublicationSite site;
    {
        cms::FrameworkSave save;
        save.framework = sample_framework();
        save.framework.title = "Published";
        const auto work = site.cms.run(site.cms.source.begin());
        site.cms.run(cms::save_framework_revision(*work, {}, save)).value();
        site.cms.run(work->commit());
    }
    publish_many(site, 40);
    site.cms.put({{PublicationKind::course, "c7", 4, "Gone", std::nullopt}});
    site.deliver();
    site.app.store.database().sql(
        "truncate catalogue.course, catalogue.removed_course, catalogue.provider cascade;"
        "truncate framework.framework, framework.level, framework.format, framework.need, "
        "framework.specialism,"
        " framework.vertical, framework.area, framework.competency_category, framework.competency,"
        " framework.job_role cascade; update catalogue.version set version = 0, framework_version = 0"
    );
    const auto done = reconcile(site);
    CHECK(done.missing == 39);
    CHECK(done.framework);
    CHECK(done.queued == 40);
    site.deliver();
    CHECK(site.app.store.changed_since(0).size() == 39);
    CHECK_FALSE(site.app.store.find("c7"));
    CHECK(site.app.store.framework().title == "Published");
    CHECK(reconcile(site).queued == 0);
}

TEST_CASE("Every kind of difference is found and repaired", "[reconcile]") {
    PublicationSite site;
    publish_many(site, 6);
    site.cms.put({{PublicationKind::course, "c5", 4, "Gone", std::nullopt}});
    site.deliver();
    auto& database = site.app.store.database();
    database.sql("delete from catalogue.course where uid = 'c0'");                                // missing
    database.sql("update catalogue.course set revision = 1, name = 'Old' where uid = 'c1'");      // older
    database.sql("update catalogue.course set revision = 9, name = 'Strange' where uid = 'c2'");  // newer
    database.sql(
        "delete from catalogue.course where uid = 'c3';"
        "insert into catalogue.removed_course values ('c3', 3, 1)"
    );  // same number
    database.sql(
        "delete from catalogue.removed_course where uid = 'c5';"
        "update catalogue.course set uid = 'c5', revision = 2 where uid = 'c4'"
    );  // to be removed
    site.app.store.apply(simple_course("unknown", 2));
    const auto done = reconcile(site);
    CHECK(done.missing == 2);  // c0, and c4 whose row became another course's
    CHECK(done.older == 1);
    CHECK(done.newer == 2);
    CHECK(done.should_be_removed == 1);
    CHECK(done.unknown == 1);
    CHECK(done.queued == 6);
    site.deliver();
    for (const auto* uid : {"c0", "c1", "c2", "c3", "c4"}) {
        INFO(uid);
        REQUIRE(site.app.store.find(uid));
        CHECK(site.app.store.find(uid)->course.name == simple_course(uid).name);
    }
    CHECK(site.app.store.find("c2")->course.revision == 10);
    CHECK_FALSE(site.app.store.find("c5"));
    CHECK(site.app.store.find("unknown"));
    CHECK(reconcile(site).queued == 0);

    const auto removed = reconcile(site, true);
    CHECK(removed.queued == 1);
    site.deliver();
    CHECK_FALSE(site.app.store.find("unknown"));
    const auto last = reconcile(site, true);
    CHECK(last.unknown == 0);
    CHECK(last.queued == 0);
}

TEST_CASE("What waits or failed is left to the delivery and to staff", "[reconcile]") {
    PublicationSite site;
    site.cms.put({publication_of(simple_course("waits"))});
    const auto done = reconcile(site);
    CHECK(done.waiting == 1);
    CHECK(done.queued == 0);
}

TEST_CASE("With the App's database away its endpoint tells what it has", "[reconcile]") {
    PublicationSite site;
    publish_many(site, 12);
    site.app.store.database().sql("delete from catalogue.course where uid in ('c0', 'c1')");
    AwayDatabase away;
    const auto done = site.cms.run(cms::reconcile(site.cms.source, away, site.ingest, false)).value();
    CHECK(done.source == "service");
    CHECK(done.missing == 2);
    site.deliver();
    CHECK(site.app.store.changed_since(0).size() == 12);
    site.app.stop();
    CHECK(
        site.cms.run(cms::reconcile(site.cms.source, away, site.ingest, false)).error().kind ==
        core::ErrorKind::unavailable
    );
}

TEST_CASE(
    "A course published here is told under a later number when the App has a later one", "[reconcile]"
) {
    PublicationSite site;
    site.app.store.apply(simple_course("a", 50));
    site.cms.add_course("a", "Ours");
    site.cms.publish("a");
    site.deliver();
    CHECK(site.app.store.find("a")->course.name == "Ours");
    CHECK(site.app.store.find("a")->course.revision == 51);
    CHECK(site.cms.publication("a")->revision == 51);
    site.cms.rename("a", "Ours again");
    site.cms.publish("a");
    CHECK(site.cms.publication("a")->revision == 52);
    site.deliver();
    CHECK(site.app.store.find("a")->course.name == "Ours again");
}

TEST_CASE("Asking for a reconciliation twice is asking once", "[reconcile]") {
    PublicationStore store;
    cms::Actor actor;
    actor.name = "ada";
    const auto first = store.run(cms::start_reconciliation(store.source, actor, false)).value();
    const auto second = store.run(cms::start_reconciliation(store.source, actor, false)).value();
    CHECK(first == second);
    CHECK(store.database.value("select kind from jobs.job") == "publication.reconcile");
    CHECK(store.database.value("select count(*) from audit.entry") == "2");
}
