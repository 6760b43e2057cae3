// A disk that is really full under one of the databases, in the midst of a stream of work.
#include "staff_work.hpp"
#include "support/private_cluster.hpp"
#include "work_stream.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <thread>

using namespace tests;

namespace {

constexpr std::chrono::seconds kAWhile{2};

void skip() {
    WARN("skipped: only root may mount a small disk");
}

/// Asks a database until it says so.
void await(const std::string& database, const std::string& condition) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(40);
    while (ask(database, "select " + condition) != "t") {
        if (std::chrono::steady_clock::now() > end) throw std::runtime_error("in vain: " + condition);
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
}

void check_alive(SplitSite& site) {
    Caller caller;
    for (auto* service : {&site.app, &site.cms, &site.worker, &site.second_worker}) {
        CHECK(caller.get(service->service().url("/livez", "metrics_port")).status == 200);
    }
}

}  // namespace

TEST_CASE(
    "while the App's disk is full publications wait and say so; with room all of them arrive", "[disk]"
) {
    const auto cluster = PrivateCluster::on_small_disk();
    if (!cluster) return skip();
    const auto app = cluster->create_database("app");
    TestDatabase own;
    prepare_databases(app, own.conninfo());
    SplitSite site(app, own.conninfo());
    site.start_all();
    StaffWeb staff(site.cms.service());
    sign_in(site, staff);
    WorkStream stream(site, app, own.conninfo(), 1);
    const std::string full = "failure_code = 'database-full' and state = 'queued'";
    std::this_thread::sleep_for(kAWhile);

    cluster->fill_disk();
    await(own.conninfo(), "exists (select from editorial.publication where " + full + ")");
    const auto before = stream.done();
    std::this_thread::sleep_for(kAWhile);
    const auto after = stream.done();
    CHECK(after.edits > before.edits);
    CHECK(after.publications > before.publications);
    CHECK(after.items > before.items);
    const auto summary = staff.get(kApi + "/publications:summary");
    CHECK(at(summary.json().root(), "queued").as_int() > 0);
    const auto waiting = staff.get(kApi + "/publications?state=queued");
    INFO(waiting.body);
    CHECK(waiting.body.find("\"code\":\"database-full\"") != std::string::npos);
    check_alive(site);

    cluster->clear_disk();
    std::this_thread::sleep_for(kAWhile);
    stream.stop();
    (void)stream.drain();
    stream.check();
    const auto told = stream.tally();
    CHECK(told.of(0) + told.of(503) + told.of(504) == 0);
    CHECK(stream.reader().refusals() == 0);
    fmt::print("the App's disk full:\n{}", stream.figures());
}

TEST_CASE("while the CMS's disk is full what is handed in is refused clearly, and taken later", "[disk]") {
    const auto cluster = PrivateCluster::on_small_disk();
    if (!cluster) return skip();
    const auto own = cluster->create_database("cms");
    TestDatabase app;
    prepare_databases(app.conninfo(), own);
    SplitSite site(app.conninfo(), own);
    site.start_all();
    StaffWeb staff(site.cms.service());
    sign_in(site, staff);
    SigningWeb scraper(site.cms.service(), "hand_in_port", service_key());
    WorkStream stream(site, app.conninfo(), own, 2);
    std::this_thread::sleep_for(kAWhile);

    cluster->fill_disk();
    // What has room left in its last page is taken for a while.
    std::vector<std::string> taken;
    std::string refused;
    for (int run = 0; run < 5'000 && refused.empty(); ++run) {
        auto target = fmt::format("/internal/v1/scrapes/full-{}", run);
        const auto answer = scraper.put(
            target,
            fmt::format(
                R"({{"spider":"full-{}","spider_version":"1","started_at":"2026-01-01T00:00:00Z"}})", run
            )
        );
        INFO(answer.body);
        if (answer.status / 100 == 2) {
            taken.push_back(std::move(target));
            continue;
        }
        REQUIRE(answer.status == 503);
        CHECK(text_in(answer, "code") == "database-full");
        CHECK_FALSE(answer.header("Retry-After").empty());
        refused = std::move(target);
    }
    REQUIRE_FALSE(refused.empty());
    std::this_thread::sleep_for(kAWhile);
    CHECK(staff.get(kApi + "/inbox").status == 200);
    check_alive(site);

    cluster->clear_disk();
    const auto repeated =
        scraper.put(refused, R"({"spider":"full","spider_version":"1","started_at":"2026-01-01T00:00:00Z"})");
    INFO(repeated.body);
    CHECK(repeated.status / 100 == 2);
    std::this_thread::sleep_for(kAWhile);
    stream.stop();
    (void)stream.drain();
    stream.check();
    CHECK(stream.tally().of(503) > 0);
    const auto runs = ask(own, "select count(*) from editorial.scrape_run where run like 'full-%'");
    CHECK(runs == std::to_string(taken.size() + 1));
    fmt::print("the CMS's disk full:\n{}", stream.figures());
}
