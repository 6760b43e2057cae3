// Whatever fails between the CMS and the App: nothing is lost, and nothing is seen twice.
#include "publication_site.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>
#include <catch2/catch.hpp>

#include <map>
#include <set>

using namespace tests;
using namespace core::data;
using namespace core::domain;

namespace {

/// The process ends here.
struct Crash : std::runtime_error {
    Crash() : std::runtime_error("killed") {}
};

/// Passes on to the App, with a fault where it is asked for one.
class FaultyIngest final : public cms::AppIngest {
public:
    enum class Fault { none, lost_before, lost_after, crash_before, crash_after, duplicate };

    explicit FaultyIngest(cms::AppIngest& app) : app_(app) {}

    core::Task<core::Result<std::vector<cms::IngestAnswer>>> send_courses(std::vector<NewPublication> courses
    ) override {
        const auto fault = next();
        if (fault == Fault::crash_before) throw Crash();
        if (fault == Fault::lost_before) co_return lost();
        if (fault == Fault::duplicate) {
            auto first = co_await app_.send_courses(courses);
            if (!first) co_return first;
        }
        auto answers = co_await app_.send_courses(std::move(courses));
        if (fault == Fault::crash_after) throw Crash();
        if (fault == Fault::lost_after) co_return lost();
        co_return answers;
    }

    core::Task<core::Result<cms::IngestAnswer>> send_framework(NewPublication framework) override {
        return app_.send_framework(std::move(framework));
    }

    core::Task<core::Result<cms::AppRevisionPage>> list_revisions(std::string after) override {
        return app_.list_revisions(std::move(after));
    }

    std::function<Fault()> next = [] { return Fault::none; };

private:
    static core::Error lost() {
        return {core::ErrorKind::unavailable, "app-unreachable", "the connection broke"};
    }

    cms::AppIngest& app_;
};

using Fault = FaultyIngest::Fault;

/// Passes on to the App when it is released.
class SlowIngest final : public cms::AppIngest {
public:
    SlowIngest(cms::AppIngest& app, boost::asio::io_context& io) : app_(app), gate_(io) {
        gate_.expires_at(std::chrono::steady_clock::time_point::max());
    }

    core::Task<core::Result<std::vector<cms::IngestAnswer>>> send_courses(std::vector<NewPublication> courses
    ) override {
        asked = true;
        co_await gate_.async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
        co_return co_await app_.send_courses(std::move(courses));
    }

    core::Task<core::Result<cms::IngestAnswer>> send_framework(NewPublication framework) override {
        return app_.send_framework(std::move(framework));
    }

    core::Task<core::Result<cms::AppRevisionPage>> list_revisions(std::string after) override {
        return app_.list_revisions(std::move(after));
    }

    void release() { gate_.cancel(); }

    bool asked = false;

private:
    cms::AppIngest& app_;
    boost::asio::steady_timer gate_;
};

/// Every write to a course in the App, in the order they were made.
void record_writes(AppStore& store) {
    store.database().sql(R"sql(
        create table public.written (n bigint generated always as identity, uid text, revision bigint);
        create function public.note() returns trigger language plpgsql as $$
        begin
            insert into public.written (uid, revision) values (new.uid, new.revision);
            return new;
        end $$;
        create trigger note after insert or update on catalogue.course for each row execute function public.note();
        create trigger note after insert or update on catalogue.removed_course
            for each row execute function public.note())sql");
}

std::string repeated_or_reordered(AppStore& store) {
    return store.database().value(R"sql(
        select count(*) from public.written a join public.written b
        on b.uid = a.uid and b.n > a.n and b.revision <= a.revision)sql");
}

}  // namespace

TEST_CASE("What was told and not recorded is told again, with one effect", "[faults]") {
    PublicationSite site;
    record_writes(site.app.store);
    FaultyIngest faulty(site.ingest);
    const auto fault = GENERATE(
        Fault::crash_before, Fault::crash_after, Fault::lost_before, Fault::lost_after, Fault::duplicate
    );
    int calls = 0;
    faulty.next = [&] { return ++calls == 1 ? fault : Fault::none; };
    site.cms.add_course("a", "Once");
    site.cms.publish("a");

    auto config = PublicationSite::config();
    config.times.lease = std::chrono::milliseconds(50);
    cms::PublicationDelivery dying(site.cms.source, site.feed, faulty, config);
    try {
        (void)site.cms.run(dying.deliver_once());
    } catch (const Crash&) {
    }
    run_until(site.cms.database.io(), [&] {
        site.deliver();
        return site.cms.publication("a")->state == DeliveryState::delivered;
    });
    CHECK(site.app.store.find("a")->course.name == "Once");
    CHECK(site.app.store.database().value("select count(*) from public.written") == "1");
}

TEST_CASE("A fault of the CMS's database between telling and recording loses nothing", "[faults]") {
    PublicationSite site;
    record_writes(site.app.store);
    site.cms.add_course("a", "Once");
    site.cms.publish("a");
    auto config = PublicationSite::config();
    config.times.lease = std::chrono::milliseconds(50);
    cms::PublicationDelivery delivery(site.cms.source, site.feed, site.ingest, config);
    const int failing = GENERATE(1, 2);  // from the commit that takes on, or after it
    int commits = 0;
    site.cms.source.before_commit = [&] {
        if (++commits >= failing) throw Crash();
    };
    CHECK_THROWS_AS(site.cms.run(delivery.deliver_once()), Crash);
    site.cms.source.before_commit = nullptr;
    run_until(site.cms.database.io(), [&] {
        site.deliver();
        return site.cms.publication("a")->state == DeliveryState::delivered;
    });
    CHECK(site.app.store.database().value("select count(*) from public.written") == "1");
}

TEST_CASE("What a killed worker had taken another one delivers within three seconds", "[faults]") {
    PublicationSite site;
    site.cms.put({publication_of(simple_course("a")), publication_of(simple_course("b"))});
    const auto killed = site.cms.run(site.cms.source.begin());
    const auto lease = cms::DeliveryTimes().lease;
    REQUIRE(site.cms.run(killed->publications().claim("killed", 10, lease)).size() == 2);
    site.cms.run(killed->commit());
    const auto killed_at = std::chrono::steady_clock::now();
    auto config = PublicationSite::config();
    config.times.poll = std::chrono::minutes(5);
    cms::PublicationDelivery second(site.cms.source, site.feed, site.ingest, config);
    int running = 1;
    boost::asio::co_spawn(site.cms.database.io(), second.run(), [&](const std::exception_ptr&) {
        --running;
    });
    run_until(site.cms.database.io(), [&] { return second.status().delivered == 2; });
    CHECK(std::chrono::steady_clock::now() - killed_at < std::chrono::seconds(3));
    CHECK(std::chrono::steady_clock::now() - killed_at > lease / 2);
    second.stop();
    site.cms.put({publication_of(simple_course("c"))});  // wakes it to see that it shall stop
    run_until(site.cms.database.io(), [&] { return running == 0; });
}

TEST_CASE("What is told slowly stays the worker's own past its lease", "[faults]") {
    PublicationSite site;
    record_writes(site.app.store);
    site.cms.put({publication_of(simple_course("a"))});
    SlowIngest slow(site.ingest, site.cms.database.io());
    auto config = PublicationSite::config();
    config.times.lease = std::chrono::milliseconds(200);
    cms::PublicationDelivery first(site.cms.source, site.feed, slow, config);
    bool told = false;
    boost::asio::co_spawn(
        site.cms.database.io(),
        [&]() -> core::Task<void> {
            const auto count = co_await first.deliver_once();
            CHECK(count.value() == 1);
            told = true;
        },
        [](const std::exception_ptr& failure) { CHECK_FALSE(failure); }
    );
    run_until(site.cms.database.io(), [&] { return slow.asked; });
    const auto begun = std::chrono::steady_clock::now();
    run_until(site.cms.database.io(), [&] {
        CHECK(site.cms.run(site.delivery.deliver_once()).value() == 0);
        return std::chrono::steady_clock::now() - begun > 4 * config.times.lease;
    });
    CHECK_FALSE(told);
    slow.release();
    run_until(site.cms.database.io(), [&] { return told; });
    CHECK(site.cms.publication("a")->state == DeliveryState::delivered);
    CHECK(site.app.store.database().value("select count(*) from public.written") == "1");
}

TEST_CASE("Two deliveries side by side tell everything once, in order per course", "[faults]") {
    PublicationSite site;
    record_writes(site.app.store);
    core::storage::PostgresPublicationFeed other_feed(site.cms.database.config());
    cms::HttpAppIngest other_app(
        site.cms.database.io().get_executor(), {site.app.url()}, site.app.key(), site.cms.clock
    );
    auto config = PublicationSite::config();
    config.batch = 40;
    cms::PublicationDelivery one(site.cms.source, site.feed, site.ingest, config);
    cms::PublicationDelivery two(site.cms.source, other_feed, other_app, config);
    int running = 2;
    for (auto* delivery : {&one, &two}) {
        boost::asio::co_spawn(site.cms.database.io(), delivery->run(), [&](const std::exception_ptr&) {
            --running;
        });
    }
    constexpr int kCourses = 200;
    for (std::int64_t revision = 1; revision <= 5; ++revision) {
        std::vector<NewPublication> publications;
        for (int i = 0; i < kCourses; ++i) {
            auto course = simple_course("c" + std::to_string(i), revision);
            course.name = "Revision " + std::to_string(revision);
            publications.push_back(publication_of(course));
        }
        site.cms.put(std::move(publications));
    }
    run_until(site.cms.database.io(), [&] {
        return site.cms.database.value("select count(*) from editorial.publication where state <> 'delivered'"
               ) == "0";
    });
    one.stop();
    two.stop();
    run_until(site.cms.database.io(), [&] { return running == 0; });
    CHECK(one.status().refused + two.status().refused == 0);
    CHECK(repeated_or_reordered(site.app.store) == "0");
    CHECK(
        site.app.store.database().value("select count(*) from catalogue.course where revision = 5") == "200"
    );
}

TEST_CASE("Under a storm of faults everything published arrives as published", "[faults]") {
    const auto seed = GENERATE(std::uint64_t{1}, std::uint64_t{2}, std::uint64_t{3});
    PublicationSite site;
    record_writes(site.app.store);
    Dice dice(seed);
    FaultyIngest faulty(site.ingest);
    faulty.next = [&] { return dice.once_in(2) ? static_cast<Fault>(dice.roll(6)) : Fault::none; };
    auto config = PublicationSite::config();
    config.times.lease = std::chrono::milliseconds(20);
    config.batch = 4;

    std::map<std::string, std::optional<std::string>> wanted;  // name of what is published
    for (int i = 0; i < 6; ++i) wanted.emplace(site.cms.add_course("c" + std::to_string(i)), std::nullopt);
    const auto attempt = [&](cms::PublicationDelivery& delivery) {
        try {
            (void)site.cms.run(delivery.deliver_once());
        } catch (const Crash&) {
        }
    };
    for (int step = 0; step < 60; ++step) {
        const auto uid = "c" + std::to_string(dice.roll(6));
        auto& now = wanted[uid];
        if (now && dice.once_in(3)) {
            site.cms.unpublish(uid);
            now.reset();
        } else {
            now = "Name " + std::to_string(step);
            site.cms.rename(uid, *now);
            site.cms.publish(uid);
        }
        cms::PublicationDelivery one(site.cms.source, site.feed, faulty, config);
        cms::PublicationDelivery two(site.cms.source, site.feed, faulty, config);
        attempt(one);
        if (dice.once_in(2)) attempt(two);
    }
    run_until(site.cms.database.io(), [&] {
        site.deliver();
        return site.cms.database.value("select count(*) from editorial.publication where state <> 'delivered'"
               ) == "0";
    });
    for (const auto& [uid, name] : wanted) {
        const auto stored = site.app.store.find(uid);
        INFO(uid);
        REQUIRE(stored.has_value() == name.has_value());
        if (name) CHECK(stored->course.name == *name);
    }
    CHECK(repeated_or_reordered(site.app.store) == "0");
}
