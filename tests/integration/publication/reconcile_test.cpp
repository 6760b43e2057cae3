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

/// The App loses its database and starts with an empty one.
void wipe(PublicationSite& site) {
    site.app.store.database().sql(
        "truncate catalogue.course, catalogue.removed_course, catalogue.provider cascade;"
        "truncate framework.framework, framework.level, framework.format, framework.need, "
        "framework.specialism,"
        " framework.vertical, framework.area, framework.competency_category, framework.competency,"
        " framework.job_role cascade; update catalogue.version set version = 0, framework_version = 0"
    );
}

std::string failed(PublicationSite& site) {
    return site.cms.database.value("select count(*) from editorial.publication where state = 'failed'");
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
    wipe(site);
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

TEST_CASE("An App that got its framework by an import gets it back too", "[reconcile]") {
    PublicationSite site;
    publish_many(site, 10);
    const auto first = reconcile(site);
    CHECK(first.framework_kept);
    CHECK(first.queued == 0);
    site.deliver();
    CHECK(
        site.cms.database.value(
            "select actor || ' ' || object_id from audit.entry where action = 'framework.keep'"
        ) == "system 1"
    );
    const auto second = reconcile(site);
    CHECK_FALSE(second.framework_kept);
    CHECK_FALSE(second.framework);
    CHECK(second.queued == 0);

    wipe(site);
    site.cms.put({publication_of(simple_course("late", 1))});
    run_until(site.cms.database.io(), [&] {
        site.deliver();
        return failed(site) == "1";  // it needs a framework that is not there
    });
    const auto done = reconcile(site);
    CHECK(done.framework);
    CHECK(done.missing == 10);
    site.deliver();
    CHECK(site.app.store.framework() == sample_framework());
    CHECK(site.app.store.changed_since(0).size() == 11);
    CHECK(failed(site) == "0");
    CHECK(reconcile(site).queued == 0);
}

TEST_CASE("Keeping the App's framework is in nobody's way who edits it", "[reconcile]") {
    PublicationSite site;
    CHECK(reconcile(site).framework_kept);
    site.deliver();
    const auto revision = [&] {
        const auto session = site.cms.run(site.cms.source.read());
        CHECK(site.cms.run(session->framework().latest_revision()) == 0);
        cms::FrameworkSave save;
        save.framework = sample_framework();
        save.framework.title = "Edited since before";
        const auto work = site.cms.run(site.cms.source.begin());
        const auto saved = site.cms.run(cms::save_framework_revision(*work, {}, save)).value();
        site.cms.run(work->commit());
        return saved;
    }();
    CHECK(revision == 2);
    site.deliver();
    CHECK(site.app.store.framework().title == "Edited since before");
    CHECK_FALSE(reconcile(site).framework);
}

TEST_CASE("Until staff save a framework, another import into the App is kept in its turn", "[reconcile]") {
    PublicationSite site;
    CHECK(reconcile(site).framework_kept);
    site.deliver();
    auto imported = sample_framework();
    imported.title = "Imported again";
    site.app.store.replace(imported);
    CHECK(reconcile(site).framework_kept);
    site.deliver();
    wipe(site);
    CHECK(reconcile(site).framework);
    site.deliver();
    CHECK(site.app.store.framework().title == "Imported again");
}

TEST_CASE(
    "What was altered in the App's tables under the same revision is found and repaired", "[reconcile]"
) {
    PublicationSite site;
    auto course = simple_course("dated", 3);
    course.areas = {sample_framework().areas.front().id};
    course.competencies = {sample_framework().competencies.front().id};
    course.cost = Cost::fixed(Money::parse("12.50").value()).value();
    course.provider = "Academy";
    site.cms.put({publication_of(course)});
    publish_many(site, 3);
    CHECK(reconcile(site).framework_kept);
    site.deliver();
    site.app.store.database().sql("create view dated as select id from catalogue.course where uid = 'dated'");
    for (const std::string damage :
         {"update catalogue.course set name = 'Strange' where uid = 'dated'",
          "update catalogue.course set cost_amount = 1 where uid = 'dated'",
          "update catalogue.provider set name = 'Other' where name = 'Academy'",
          "delete from catalogue.course_area where course_id in (select id from dated)",
          "delete from catalogue.course_competency where course_id in (select id from dated)",
          "update catalogue.course_date set ends_at = starts_at + interval '1 second'"
          " where course_id in (select id from dated)"}) {
        INFO(damage);
        site.app.store.database().sql(damage);
        const auto done = reconcile(site);
        CHECK(done.altered == 1);
        CHECK(done.queued == 1);
        site.deliver();
        auto repaired = site.app.store.find("dated")->course;
        CHECK(repaired.revision > 3);
        repaired.revision = 3;
        CHECK(repaired == course);
        CHECK(reconcile(site).queued == 0);
    }
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
    CHECK(done.newer == 1);
    CHECK(done.altered == 1);
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
