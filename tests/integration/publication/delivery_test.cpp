// From a commit in the CMS to the App's catalogue, by signed requests over a real port.
#include "cms_server/use_cases/publication/save_framework_revision.hpp"
#include "publication_site.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <catch2/catch.hpp>

using namespace tests;
using namespace core::data;
using namespace core::domain;

namespace {

std::int64_t save_framework(PublicationStore& store, Framework framework, std::int64_t expected) {
    cms::FrameworkSave what;
    what.framework = std::move(framework);
    what.expected = expected;
    const auto work = store.run(store.source.begin());
    const auto revision = store.run(cms::save_framework_revision(*work, {}, std::move(what))).value();
    store.run(work->commit());
    return revision;
}

}  // namespace

TEST_CASE("What staff publish and take back is what the App shows", "[delivery]") {
    PublicationSite site;
    site.cms.add_course("a", "First");
    site.cms.publish("a");
    site.deliver();
    REQUIRE(site.app.store.find("a"));
    CHECK(site.app.store.find("a")->course.name == "First");
    CHECK(site.cms.publication("a")->state == DeliveryState::delivered);
    CHECK(site.cms.publication("a")->delivered_revision == 2);
    CHECK(site.cms.publication("a")->delivered_at);

    site.cms.rename("a", "Second");
    site.cms.publish("a");
    site.deliver();
    CHECK(site.app.store.find("a")->course.name == "Second");
    site.cms.unpublish("a");
    site.deliver();
    CHECK_FALSE(site.app.store.find("a"));
    CHECK(site.cms.publication("a")->state == DeliveryState::delivered);
    site.cms.publish("a");
    site.deliver();
    CHECK(site.app.store.find("a")->course.name == "Second");
}

TEST_CASE("Many publications go in batches, each one catalogue version", "[delivery]") {
    PublicationSite site;
    std::vector<NewPublication> publications;
    for (int i = 0; i < 600; ++i)
        publications.push_back(publication_of(simple_course("c" + std::to_string(i))));
    site.cms.put(std::move(publications));
    const auto before = site.app.store.version().version;
    site.deliver();
    CHECK(site.app.store.changed_since(0).size() == 600);
    CHECK(site.app.store.version().version == before + 3);
    CHECK(site.delivery.status().delivered == 600);
    CHECK(site.delivery.status().batches == 3);
}

TEST_CASE("What the App refuses by rule fails by itself, and staff see why", "[delivery]") {
    PublicationSite site;
    auto broken = publication_of(simple_course("broken"));
    broken.document = R"({"uid":"broken","name":""})";
    // No part of a batch that holds it can be read.
    auto unreadable = publication_of(simple_course("unreadable"));
    unreadable.document = R"({"uid":)" + std::string(200, '[') + std::string(200, ']') + "}";
    site.cms.put({publication_of(simple_course("a")), broken, publication_of(simple_course("b"))});
    site.cms.put({unreadable, publication_of(simple_course("c"))});
    site.deliver();
    for (const auto* uid : {"a", "b", "c"}) {
        CHECK(site.app.store.find(uid));
        CHECK(site.cms.publication(uid)->state == DeliveryState::delivered);
    }
    const auto failed = site.cms.publication("broken");
    CHECK(failed->state == DeliveryState::failed);
    REQUIRE(failed->failure);
    CHECK(failed->failure->code == "invalid-document");
    CHECK(failed->failure->errors.find("/level") != std::string::npos);
    CHECK(site.cms.publication("unreadable")->state == DeliveryState::failed);
    CHECK(site.cms.publication("unreadable")->failure->code == "json-too-deep");
}

TEST_CASE("The framework goes before the courses that need it", "[delivery]") {
    PublicationSite site;
    auto next = sample_framework();
    auto area = next.areas.back();
    area.id = AreaId{to_int(area.id) + 1};
    area.key += 1;
    area.name = "An area of tomorrow";
    area.option_text = "Tomorrow";
    next.areas.push_back(area);
    auto course = simple_course("a");
    course.areas = {area.id};
    site.cms.put({publication_of(course)});  // before the framework that it needs
    CHECK(site.cms.run(site.delivery.deliver_once()).value() == 1);
    const auto waiting = site.cms.publication("a");
    CHECK(waiting->state == DeliveryState::queued);
    REQUIRE(waiting->failure);
    CHECK(waiting->failure->code == "unknown-reference");

    save_framework(site.cms, next, 0);
    run_until(site.cms.database.io(), [&] {
        site.deliver();
        return site.cms.publication("a")->state == DeliveryState::delivered;
    });
    CHECK(site.app.store.framework() == next);
    CHECK(site.app.store.find("a")->course == course);
}

TEST_CASE("A reference that never becomes known fails in the end", "[delivery]") {
    PublicationSite site;
    auto course = simple_course("a");
    course.areas = {AreaId{999}};
    site.cms.put({publication_of(course)});
    run_until(site.cms.database.io(), [&] {
        site.deliver();
        return site.cms.publication("a")->state == DeliveryState::failed;
    });
    CHECK(site.cms.publication("a")->attempts == cms::kRefusalAttempts);
    CHECK(site.cms.publication("a")->failure->code == "unknown-reference");
}

TEST_CASE("A framework that would strand published courses is refused with the reason", "[delivery]") {
    PublicationSite site;
    auto course = simple_course("a");
    course.competencies = {sample_framework().competencies.back().id};
    site.cms.put({publication_of(course)});
    site.deliver();
    auto less = sample_framework();
    const auto lost = less.competencies.back().id;
    less.competencies.pop_back();
    for (auto& role : less.job_roles) std::erase(role.competencies, lost);
    save_framework(site.cms, less, 0);
    site.cms.run(site.delivery.deliver_once()).value();
    const auto session = site.cms.run(site.cms.source.read());
    const auto told =
        site.cms.run(session->publications().find(PublicationKind::framework, std::string(kFrameworkUid)));
    REQUIRE(told->failure);
    CHECK(told->failure->code == "framework-in-use");
    // Once the course no longer needs it, the same framework is taken.
    course.competencies.clear();
    course.revision = 2;
    site.cms.put({publication_of(course)});
    run_until(site.cms.database.io(), [&] {
        site.deliver();
        return site.app.store.framework() == less;
    });
}

TEST_CASE("With the App away publications wait together, and are delivered when it is back", "[delivery]") {
    PublicationSite site;
    site.app.stop();
    std::vector<NewPublication> publications;
    for (int i = 0; i < 30; ++i)
        publications.push_back(publication_of(simple_course("c" + std::to_string(i))));
    site.cms.put(publications);
    bool ended = false;
    boost::asio::co_spawn(site.cms.database.io(), site.delivery.run(), [&](const std::exception_ptr&) {
        ended = true;
    });
    run_until(site.cms.database.io(), [&] { return !site.delivery.status().delivering; });
    const auto waiting = site.cms.publication("c3");
    CHECK(waiting->state == DeliveryState::queued);
    CHECK(waiting->attempts == 0);  // an outage is nobody's fault
    run_until(site.cms.database.io(), [&] { return site.cms.publication("c3")->failure.has_value(); });
    CHECK(site.cms.publication("c3")->failure->code == "app-unreachable");
    auto renamed = simple_course("c3", 2);
    renamed.name = "Renamed meanwhile";
    site.cms.put({publication_of(renamed)});

    site.app.start();
    run_until(site.cms.database.io(), [&] {
        return site.cms.publication("c3")->state == DeliveryState::delivered &&
               site.delivery.status().delivered >= 30;
    });
    CHECK(site.app.store.changed_since(0).size() == 30);
    CHECK(site.app.store.find("c3")->course == renamed);
    CHECK_FALSE(site.cms.publication("c3")->failure);
    site.delivery.stop();
    run_until(site.cms.database.io(), [&] { return ended; });
}

TEST_CASE("A published course is on its way at once, without waiting for a poll", "[delivery]") {
    PublicationSite site;
    auto config = PublicationSite::config();
    config.times.poll = std::chrono::minutes(5);
    cms::PublicationDelivery delivery(site.cms.source, site.feed, site.ingest, config);
    boost::asio::co_spawn(site.cms.database.io(), delivery.run(), boost::asio::detached);
    site.cms.put({publication_of(simple_course("a"))});
    run_until(site.cms.database.io(), [&] { return delivery.status().delivered == 1; });
    site.cms.put({publication_of(simple_course("b"))});
    run_until(site.cms.database.io(), [&] { return delivery.status().delivered == 2; });
    CHECK(site.app.store.find("b"));
    delivery.stop();
    site.cms.put({publication_of(simple_course("c"))});  // wakes it to see that it shall stop
    run_until(site.cms.database.io(), [&] { return delivery.status().batches >= 2; });
}

TEST_CASE("A key the App does not know stops the delivery, not the publications", "[delivery]") {
    PublicationSite site;
    cms::HttpAppIngest stranger(
        site.cms.database.io().get_executor(), {site.app.url()}, {"cms", std::string(40, 'x')}, site.cms.clock
    );
    site.cms.put({publication_of(simple_course("a"))});
    const auto worker = site.worker(stranger);
    const auto refused = site.cms.run(worker->deliver_once());
    CHECK(refused.error().code == "signature-mismatch");
    CHECK(site.cms.publication("a")->state == DeliveryState::queued);
    site.deliver();
    CHECK(site.app.store.find("a"));
}

TEST_CASE("Of several addresses one that answers is enough", "[delivery]") {
    PublicationSite site;
    cms::HttpAppIngest two(
        site.cms.database.io().get_executor(),
        {"http://127.0.0.1:1", site.app.url()},
        site.app.key(),
        site.cms.clock
    );
    site.cms.put({publication_of(simple_course("a"))});
    const auto worker = site.worker(two);
    CHECK(site.cms.run(worker->deliver_once()).value() == 1);
    CHECK(site.app.store.find("a"));
}
