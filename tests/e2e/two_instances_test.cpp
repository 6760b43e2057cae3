#include "site.hpp"

#include <catch2/catch.hpp>

#include <atomic>
#include <chrono>
#include <csignal>
#include <thread>

using namespace tests;

namespace {

using Clock = std::chrono::steady_clock;

std::string name_in(const Answer& answer) {
    return std::string(at(answer.json().root(), "name").as_string().value_or(""));
}

}  // namespace

TEST_CASE("a change shows in every instance within a second of its commit", "[instances]") {
    Site site;
    RunningApp second(site.database.conninfo());
    second.wait_until_ready();
    Web other(second);

    const auto list = site.web.get("/api/v1/courses?limit=1").json();
    const std::string uid(at(list.root(), "items/0/uid").as_string().value());
    const std::string target = "/api/v1/courses/" + uid;
    const auto before = site.web.get(target);
    const std::string etag(before.header("ETag"));
    const auto version = [](const Answer& answer) {
        return at(answer.json().root(), "latest").as_int().value();
    };
    const auto version_before = version(site.web.get("/api/v1/changes?since=0"));
    CHECK(site.web.get(target, {{"If-None-Match", etag}}).status == 304);
    CHECK(other.get(target).header("ETag") == etag);

    site.database.change(
        "update catalogue.course set name = 'Renamed', revision = revision + 1, changed_in = $version where "
        "uid = '" +
        uid + "'"
    );
    const auto committed = Clock::now();
    const auto renamed = [](const Answer& answer) { return name_in(answer) == "Renamed"; };
    const auto after = site.web.await(target, renamed);
    const auto first_seen = Clock::now();
    const auto after_other = other.await(target, renamed);
    const auto second_seen = Clock::now();
    CHECK(first_seen - committed < std::chrono::seconds(1));
    CHECK(second_seen - committed < std::chrono::seconds(1));

    CHECK(after.header("ETag") != etag);
    CHECK(after.header("ETag") == after_other.header("ETag"));
    CHECK(site.web.get(target, {{"If-None-Match", etag}}).status == 200);
    CHECK(other.get(target, {{"If-None-Match", std::string(after.header("ETag"))}}).status == 304);

    const auto changes = other.get("/api/v1/changes?since=" + std::to_string(version_before));
    CHECK(text_of(at(changes.json().root(), "changed")) == "[\"" + uid + "\"]");
    CHECK(text_of(at(changes.json().root(), "removed")) == "[]");
    CHECK(version(changes) == version_before + 1);
    const auto found = other.get("/api/v1/courses?q=renamed").json();
    CHECK(at(found.root(), "total").as_int() == 1);
    CHECK(site.app.stop() == 0);
    CHECK(second.stop() == 0);
}

TEST_CASE("a version of another history is not taken for one that was seen", "[instances]") {
    Site site;
    const auto list = site.web.get("/api/v1/courses?limit=1").json();
    const std::string uid(at(list.root(), "items/0/uid").as_string().value());
    const std::string target = "/api/v1/courses/" + uid;
    std::string etag;
    for (int time = 0; time < 5; ++time) etag = site.web.get(target).header("ETag");  // kept by now

    // As in a database that is made anew, or put back and moved on: other data under the number of this
    // version.
    TestDatabase& database = site.database.database();
    database.sql(
        "begin; update catalogue.course set name = 'Of Another History' where uid = '" + uid +
        "'; update catalogue.version_token set token = gen_random_uuid(); commit"
    );
    database.sql("notify catalogue");
    const auto other =
        site.web.await(target, [](const Answer& answer) { return name_in(answer) == "Of Another History"; });
    CHECK(other.header("ETag") != etag);
    CHECK(site.web.get(target, {{"If-None-Match", etag}}).status == 200);
}

TEST_CASE("a new instance takes over the port of an old one, and no request is lost", "[instances]") {
    Site site({{"LIFTED_DRAIN_DELAY", "1s"}});
    RunningApp successor(site.database.conninfo(), {{"LIFTED_PORT", std::to_string(site.app.port())}});
    successor.process().wait_for_line("catalogue version loaded");

    std::atomic<int> answered = 0;
    std::atomic<int> lost = 0;
    std::atomic<bool> over = false;
    std::vector<std::thread> readers;
    for (int i = 0; i < 4; ++i) {
        readers.emplace_back([&] {
            while (!over) {
                try {
                    Web web(site.app);  // every third request on a new connection
                    for (int n = 0; n < 3; ++n)
                        ++(web.get("/api/v1/verticals").status == 200 ? answered : lost);
                } catch (const std::exception&) {
                    ++lost;
                }
            }
        });
    }
    site.app.process().signal(SIGTERM);
    CHECK(site.app.process().wait() == 0);
    const int before = answered;
    while (answered < before + 200 && lost == 0) std::this_thread::yield();
    over = true;
    for (auto& reader : readers) reader.join();
    CHECK(lost == 0);
    CHECK(before > 200);
    CHECK(successor.stop() == 0);
}

TEST_CASE("an answer never mixes two versions", "[instances]") {
    Site site;
    const auto uids = each(site.web.get("/api/v1/courses?limit=100&fields=uid").json(), "uid");
    REQUIRE(uids.size() > 10);
    // Every version gives all courses one and the same provider; an answer that names two has mixed two
    // versions.
    for (int round = 1; round <= 15; ++round) {
        const std::string name = "Provider of round " + std::to_string(round);
        site.database.change(
            "insert into catalogue.provider (name) values ('" + name +
            "'); update catalogue.course set changed_in = $version, "
            "provider_id = (select id from catalogue.provider where name = '" +
            name + "')"
        );
        for (bool arrived = false; !arrived;) {
            const auto names =
                each(site.web.get("/api/v1/courses?limit=100&fields=provider&sort=name").json(), "provider");
            if (round > 1)
                REQUIRE(
                    std::count(names.begin(), names.end(), names.front()) ==
                    static_cast<std::ptrdiff_t>(names.size())
                );
            arrived = names.front().find(name + "\"") != std::string::npos;
        }
    }
}
