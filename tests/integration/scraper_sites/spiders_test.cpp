#include "recorded_site.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

namespace {

using namespace scraper;
using namespace scraper::tests;

const std::filesystem::path kSpiders = LIFTED_SPIDERS;

/// Our own pages in the shapes the four sources have.
Crawl crawl(const std::string& spider, std::string_view now = "2017-11-15T02:00:00Z") {
    const auto pages = RecordedSites::open(LIFTED_TEST_DATA "/scraper/pages");
    REQUIRE(pages);
    return pages->crawl(load_spider(kSpiders / (spider + ".json")), now);
}

const Item& named(const Crawl& crawl, std::string_view name) {
    const auto found =
        std::find_if(crawl.items.begin(), crawl.items.end(), [&](const Item& i) { return i.name == name; });
    if (found == crawl.items.end()) FAIL("no item named " << name);
    return *found;
}

using Dates = std::vector<Occurrence>;

}  // namespace

TEST_CASE("sal reads every event of its one list", "[scraper][spiders]") {
    const auto found = crawl("sal");
    REQUIRE(found.items.size() == 3);
    CHECK(found.faults.empty());
    const auto& two_days = named(found, "Data Protection in Practice");
    CHECK(two_days.url == "https://www.sal.org.sg/events/data-protection");
    CHECK(two_days.provider == "Singapore Academy of Law");
    CHECK(two_days.dates == Dates{{"2017-11-01T00:00:00+08:00", "2017-11-02T00:00:00+08:00"}});
    CHECK_FALSE(two_days.cost_kind);
    CHECK_FALSE(two_days.cpd_kind);
    CHECK_FALSE(two_days.level);
    CHECK(
        named(found, "Drafting & Negotiating Contracts").dates ==
        Dates{{"2017-11-15T00:00:00+08:00", std::nullopt}}
    );
    const auto& undated = named(found, "Mentoring Circle");
    CHECK(undated.dates.empty());
    CHECK(undated.url == "https://www.sal.org.sg/events/mentoring");
}

TEST_CASE(
    "calas posts its form with the hidden fields and reads what the results lead to", "[scraper][spiders]"
) {
    // 23:30 UTC on the 14th is the 15th in Singapore.
    const auto found = crawl("calas", "2017-11-14T23:30:00Z");
    CHECK(found.missing.empty());
    CHECK(found.faults.empty());
    REQUIRE(found.items.size() == 2);
    const auto& workshop = named(found, "Advocacy Workshop");
    CHECK(workshop.url == "https://www.silecpdcentre.sg/calas/detail.aspx?id=11");
    CHECK(workshop.dates == Dates{{"2018-01-01T09:00:00+08:00", "2018-01-02T17:30:00+08:00"}});
    CHECK(workshop.cpd_kind == "points");
    CHECK(workshop.cpd_points == "6.5");
    CHECK_FALSE(workshop.provider);
    CHECK(workshop.level == "Foundational");
    const auto& update = named(found, "Trusts Update");
    CHECK(update.dates == Dates{{"2018-02-14T00:00:00+08:00", std::nullopt}});
    CHECK_FALSE(update.cpd_kind);
    CHECK(update.provider == "Example Law LLP");
}

TEST_CASE("lawsoc follows its list, its calendar and the feed behind it", "[scraper][spiders]") {
    const auto found = crawl("lawsoc");
    CHECK(found.missing.empty());
    REQUIRE(found.items.size() == 5);  // the event that stands in list and feed comes once
    const auto& ethics = named(found, "Ethics for Young Lawyers");
    CHECK(ethics.dates == Dates{{"2017-11-23T08:30:00+08:00", "2017-11-24T18:00:00+08:00"}});
    CHECK(ethics.cpd_points == "3.5");
    CHECK(ethics.provider == "The Law Society of Singapore");
    const auto& litigation = named(found, "Litigation Update");
    CHECK(litigation.url == "https://www.lawsociety.org.sg/event/2");
    CHECK(litigation.dates == Dates{{"2017-11-28T12:30:00+08:00", "2017-11-28T13:45:00+08:00"}});
    CHECK_FALSE(litigation.cpd_kind);
    CHECK(named(found, "Conveyancing").dates == Dates{{"2017-11-28T12:30:00+08:00", std::nullopt}});
    CHECK(
        named(found, "Lunch at the Caf\u00e9 \u2013 networking").dates ==
        Dates{{"2017-11-28T00:00:00+08:00", std::nullopt}}
    );
    CHECK(named(found, "Town Hall").dates.empty());
    REQUIRE(found.faults.size() == 2);  // the broken feed, and the date that cannot be read
    CHECK(found.faults[0].code == "broken-xml");
    CHECK(found.faults[1].code == "bad-date");
}

TEST_CASE(
    "skillsfuture pages through its list and completes each course by its detail", "[scraper][spiders]"
) {
    const auto found = crawl("skillsfuture");
    CHECK(found.missing.empty());
    CHECK(found.faults.empty());
    REQUIRE(found.items.size() == 26);
    CHECK(found.pages == 28);
    const auto& business = named(found, "Business Law For Managers");
    CHECK(
        business.url == "https://www.myskillsfuture.gov.sg/courses/detail?courseReferenceNumber=CRS-N-0001"
    );
    CHECK(business.provider == "Example School Pte Ltd");
    CHECK(business.cost_kind == "fixed");
    CHECK(business.cost_amount == "1498.00");
    CHECK(business.duration_days == "2.0");
    CHECK(
        business.dates ==
        Dates{
            {"2018-01-05T00:00:00+08:00", "2018-01-06T00:00:00+08:00"},
            {"2018-03-02T00:00:00+08:00", "2018-03-03T00:00:00+08:00"}
        }
    );
    CHECK(named(found, "Legal Course 2").dates == Dates{{"2018-02-01T00:00:00+08:00", std::nullopt}});
    CHECK(named(found, "Legal Course 25").dates.empty());
    CHECK(named(found, "Legal Course 26").cost_kind == "free");
    REQUIRE(business.source_of("name"));
    CHECK(business.source_of("name")->raw == "BUSINESS LAW FOR MANAGERS");
    CHECK(business.source_of("name")->selector == "pointer /Course_Title");
    CHECK(business.source_of("cost")->url == "https://www.myskillsfuture.gov.sg/api/courses/CRS-N-0001");
}
