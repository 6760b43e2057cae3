#include "golden.hpp"
#include "recorded_site.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <set>

namespace {

using namespace scraper;
using namespace scraper::tests;

/// What must come out of a site: how many records, and one of them in full, as the recordings' own list of
/// expected records has it. tests/data/scraper/golden holds name, address and dates of all of them.
struct Expected {
    const char* document;
    const char* now;  ///< when the site was recorded, for dates without a year
    std::size_t read;
    std::size_t distinct;
    const char* name;
    const char* url;
    const char* start;
    const char* end;         ///< null: the site names none
    std::size_t faults = 0;  ///< of the site: a feed that is no XML, lists that begin again
};

const Expected kSites[] = {
    {"4tu",
     "2024-05-30T00:00:00Z",
     4,
     4,
     "4TU-meeting National Technology Strategy",
     "https://www.4tu.nl/en/agenda/4TU-meeting%20National%20Technology%20Strategy/",
     "2024-07-03T12:30:00+02:00",
     "2024-07-03T18:00:00+02:00"},
    {"dans",
     "2025-10-01T00:00:00Z",
     11,
     11,
     "Open Science Festival 2025",
     "https://opensciencefestival.nl/en/register-as-a-participant",
     "2025-10-24T00:00:00+02:00",
     nullptr},
    {"dtls",
     "2023-01-17T00:00:00Z",
     4,
     4,
     "Constraint-based modeling: Introduction and advanced topics",
     "https://www.dtls.nl/?post_type=course&p=19311",
     "2023-02-13T00:00:00+01:00",
     "2023-02-17T00:00:00+01:00",
     1},
    {"lcrdm",
     "2025-08-30T00:00:00Z",
     4,
     4,
     "Open Science Festival 2025",
     "https://lcrdm.nl/evenementen/open-science-festival-2025/",
     "2025-10-24T09:00:00+02:00",
     "2025-10-24T17:00:00+02:00"},
    {"leiden",
     "2023-06-10T00:00:00Z",
     9,
     9,
     "Workshop: How to write a Data Management Plan (DMP)",
     "https://www.library.universiteitleiden.nl/events/2023/07/"
     "workshop-how-to-write-a-data-management-plan-dmp",
     "2023-07-06T14:00:00+02:00",
     "2023-07-06T16:30:00+02:00"},
    {"odissei",
     "2019-11-20T00:00:00Z",
     4,
     4,
     "ODISSEI Conference 2024",
     "https://odissei-data.nl/event/odissei-conference-2024/",
     "2019-12-10T09:00:00+01:00",
     "2019-12-10T17:00:00+01:00"},
    {"oscd",
     "2019-01-02T00:00:00Z",
     4,
     4,
     "Opening up a Flow battery by Sanli Faez",
     "https://osc-delft.github.io/events#opening_up_a_flow_battery_by_sanli_faez",
     "2019-01-21T14:30:00+01:00",
     "2019-01-21T16:30:00+01:00"},
    {"rdnl",
     "2026-03-20T00:00:00Z",
     3,
     3,
     "Essentials 4 Data Support, april/juni 2026 (NL)",
     "https://researchdata.nl/agenda/essentials-4-data-support-april-juni-2026/",
     "2026-04-16T00:00:00+02:00",
     "2026-06-04T00:00:00+02:00"},
    {"tdcc",
     "2025-08-30T00:00:00Z",
     2,
     2,
     "TDCC-NES Governing Board meeting, October 2025",
     "https://tdcc.nl/evenementen/tdcc-nes-governing-board-meeting-october-2025/",
     "2025-10-09T00:00:00+02:00",
     nullptr},
    {"utwente",
     "2023-10-20T00:00:00Z",
     1,
     1,
     "Risk & Resilience Festival",
     "https://www.utwente.nl/en/events/2023/11/925436/risk-resilience-festival",
     "2023-11-09T00:00:00+01:00",
     nullptr},
    {"uu",
     "2025-09-01T00:00:00Z",
     48,
     48,
     "Re-Inventing Policies and Institutions for Inclusive Labour Markets in Europe and Beyond",
     "https://www.uu.nl/en/events/"
     "re-inventing-policies-and-institutions-for-inclusive-labour-markets-in-europe-and-"
     "beyond",
     "2025-09-08T09:00:00+02:00",
     "2025-09-09T17:00:00+02:00"},
    {"wur",
     "2023-02-08T00:00:00Z",
     24,
     24,
     "Genetic Diversity - key to transitions in agriculture and forestry",
     "https://www.wur.nl/en/activity/genetic-diversity-key-to-transitions-in-agriculture-and-forestry-1.htm",
     "2023-03-15T12:00:00+01:00",
     "2023-03-15T18:00:00+01:00"},
    {"citizenscience",
     "2026-02-01T00:00:00Z",
     38,
     38,
     "High-Level Policy Event on the Sustainability of Citizen Science",
     "https://events.teams.microsoft.com/event/"
     "47581424-c548-4f07-928a-9fed358df416@659b3608-37a1-406b-9e1a-02c011decd3c",
     "2026-02-19T00:00:00+01:00",
     nullptr,
     2},
    {"esciencecenter",
     "2026-01-01T00:00:00Z",
     11,
     11,
     "Software Carpentry",
     "https://software-carpentry.org/lessons/",
     nullptr,
     nullptr},
    {"libcal",
     "2022-01-10T00:00:00Z",
     1,
     1,
     "ENDNOTE LIGHT",
     "https://vu-nl.libcal.com/event/3826342",
     "2022-01-10T13:00:00+01:00",
     "2022-01-10T15:00:00+01:00"},
    {"carpentries",
     "2024-07-20T00:00:00Z",
     18,
     18,
     "2024-07-29-DiscovR",
     "https://duke-malaria-collaboratory.github.io/2024-07-29-DiscovR/",
     "2024-07-29T00:00:00+00:00",
     "2024-08-01T00:00:00+00:00"},
    {"tesshub",
     "2026-07-21T00:00:00Z",
     2,
     2,
     "Example Material",
     "https://example.com/materials/example-material",
     nullptr,
     nullptr},
};

std::string describe(const Crawl& crawl) {
    std::string out;
    for (const auto& item : crawl.items) {
        out += "\n  " + item.name + " | " + item.url;
        for (const auto& date : item.dates) out += " | " + date.starts_at + " - " + date.ends_at.value_or("");
    }
    for (const auto& fault : crawl.faults) out += "\n  ! " + fault.code + " " + fault.detail;
    for (const auto& url : crawl.missing) out += "\n  ? " + url;
    return out;
}

const std::filesystem::path kDocuments = LIFTED_TEST_DATA "/scraper/documents";
const std::filesystem::path kRecordings = LIFTED_SHARED_DATA "/tess-recorded-sites";

}  // namespace

TEST_CASE("every recorded site gives its records and nothing else", "[scraper][sites]") {
    const auto sites = RecordedSites::open(kRecordings);
    if (!sites) {
        WARN("skipped: the recorded sites are not here");
        return;
    }
    const auto& expected = GENERATE(from_range(std::begin(kSites), std::end(kSites)));
    const auto crawl =
        sites->crawl(load_spider(kDocuments / (std::string(expected.document) + ".json")), expected.now);
    INFO(expected.document << describe(crawl));
    CHECK(crawl.faults.size() == expected.faults);
    CHECK(crawl.items.size() == expected.read);
    CHECK(crawl.distinct.size() == expected.distinct);
    check_golden(expected.document, golden_lines(crawl.distinct));
    const auto found = std::find_if(crawl.distinct.begin(), crawl.distinct.end(), [&](const Item& item) {
        return item.url == expected.url;
    });
    REQUIRE(found != crawl.distinct.end());
    CHECK(found->name == expected.name);
    if (expected.start == nullptr) {
        CHECK(found->dates.empty());
    } else {
        REQUIRE_FALSE(found->dates.empty());
        CHECK(found->dates.front().starts_at == expected.start);
        CHECK(
            found->dates.front().ends_at ==
            (expected.end == nullptr ? std::nullopt : std::optional<std::string>(expected.end))
        );
    }
}

TEST_CASE("a recorded site read twice gives the same bytes", "[scraper][sites]") {
    const auto sites = RecordedSites::open(kRecordings);
    if (!sites) {
        WARN("skipped: the recorded sites are not here");
        return;
    }
    const auto spider = load_spider(kDocuments / "uu.json");
    const auto once = sites->crawl(spider, "2025-09-01T00:00:00Z");
    const auto again = sites->crawl(spider, "2025-09-01T00:00:00Z");
    REQUIRE(once.items.size() == again.items.size());
    for (std::size_t i = 0; i < once.items.size(); ++i) {
        CHECK(to_json(once.items[i], "1") == to_json(again.items[i], "1"));
    }
}
