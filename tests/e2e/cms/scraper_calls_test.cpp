// What staff ask of the scraper through the CMS: documents tried and proposed, runs cancelled and scheduled.
#include "scraped_site.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

using namespace tests;
using core::http::Method;

namespace {

const std::string kTry = kApi + "/spiders:try";
const std::string kSuggest = kApi + "/spiders:suggest";

bool holds(const Answer& answer, std::string_view part) {
    return answer.body.find(part) != std::string::npos;
}

/// What the CMS says of the latest run of a spider.
Answer latest_run(ScrapedSite& scraped, const std::string& state) {
    return scraped.site.staff.await(kApi + "/spiders", [&](const Answer& answer) {
        return holds(answer, fmt::format("\"state\":\"{}\"", state));
    });
}

}  // namespace

TEST_CASE("a document is proposed and tried through the CMS", "[scraping]") {
    ScrapedSite scraped;
    auto& staff = scraped.site.staff;
    const std::string page =
        R"("page":{"url":"https://www.example.org/x","body":"<script type=\"application/ld+json\">)"
        R"({\"@context\":\"https://schema.org\",\"@type\":\"Course\",\"name\":\"Writing well\"}</script>"})";
    const auto proposed = staff.post(kSuggest, "{" + page + "}");
    INFO(proposed.body);
    REQUIRE(proposed.status == 200);
    CHECK(at(proposed.json().root(), "found").as_string() == "structured data: 1 Course");
    const auto document = text_of(at(proposed.json().root(), "document"));
    const auto tried = staff.post(kTry, fmt::format(R"({{"spider":{},"kind":"start",{}}})", document, page));
    INFO(tried.body);
    REQUIRE(tried.status == 200);
    CHECK(at(tried.json().root(), "items/0/name").as_string() == "Writing well");

    const auto port = scraped.provider.port();
    const auto spider = provider_spider("trial", port, {"/courses"});
    const auto fetched =
        staff.post(kTry, fmt::format(R"({{"spider":{},"url":"http://127.0.0.1:{}/courses"}})", spider, port));
    REQUIRE(fetched.status == 200);
    CHECK(at(fetched.json().root(), "items/1/name").as_string() == "Second course");

    // The scraper's own words say what is wrong.
    const auto refused = staff.post(kTry, R"({"spider":{"name":"x"},"url":"http://127.0.0.1/"})");
    INFO(refused.body);
    CHECK(refused.status == 422);
    CHECK(holds(refused, R"("pointer":"/spider/allowed_hosts","code":"required")"));
    const auto nothing =
        staff.post(kSuggest, R"({"page":{"url":"https://www.example.org/","body":"<p>Hi"}})");
    CHECK(nothing.status == 422);
    CHECK(holds(nothing, "nothing-structured"));
    const auto inside = staff.post(kSuggest, R"({"url":"http://169.254.169.254/"})");
    CHECK(inside.status == 422);
    CHECK(holds(inside, "address-denied"));
}

TEST_CASE("a run cancelled from the CMS keeps what it found and is not taken for complete", "[scraping]") {
    ScrapedSite scraped;
    auto& staff = scraped.site.staff;
    const auto run = scraped.launch("slow");
    latest_run(scraped, "running");
    // What the first page holds is found before the slow one answers.
    staff.await(kApi + "/spiders", [](const Answer& answer) { return holds(answer, "\"items\":2"); });
    const auto path = kApi + "/spiders/lifted/runs/" + run;
    CHECK(staff.send(Method::delete_, path).status == 204);
    const auto closed = scraped.closed(run);
    INFO(closed.body);
    CHECK(at(closed.json().root(), "outcome").as_string() == "cancelled");
    const auto ended = latest_run(scraped, "finished");
    CHECK(holds(ended, "\"reason\":\"cancelled\""));
    CHECK(staff.send(Method::delete_, path).status == 404);
    CHECK(staff.send(Method::delete_, kApi + "/spiders/lifted/runs/cms-999").status == 404);
}

TEST_CASE("a schedule that is due makes a run by itself", "[scraping]") {
    ScrapedSite scraped;
    auto& staff = scraped.site.staff;
    const auto schedule = staff.send(
        Method::put,
        kApi + "/schedules/provider.yearly",
        R"({"cron":"0 3 1 1 *","time_zone":"Asia/Singapore","kind":"scrape.run","version":1,)"
        R"("payload":{"project":"lifted","spider":"provider"},"enabled":true})"
    );
    INFO(schedule.body);
    REQUIRE(schedule.status == 201);
    scraped.site.databases.cms.value(
        "update jobs.schedule set next_fire_at = now() where name = 'provider.yearly' returning 1"
    );
    const auto applied = staff.await(kApi + "/scrape-runs", [](const Answer& answer) {
        return holds(answer, "\"state\":\"applied\"");
    });
    INFO(applied.body);
    CHECK(at(applied.json().root(), "total").as_int() == 1);
    CHECK(at(staff.get(kApi + "/inbox").json().root(), "total").as_int() == 2);
    const auto fired = staff.get(kApi + "/schedules/provider.yearly");
    CHECK(text_of(at(fired.json().root(), "last_error")) == "null");
    CHECK(text_of(at(fired.json().root(), "last_fire_at")) != "null");
}
