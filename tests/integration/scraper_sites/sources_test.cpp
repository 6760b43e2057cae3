#include "core/base/time_zone.hpp"
#include "recorded_site.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

namespace {

using namespace scraper;
using namespace scraper::tests;

const std::filesystem::path kShared = LIFTED_SHARED_DATA;
const std::filesystem::path kDocuments = LIFTED_TEST_DATA "/scraper/documents";

/// One file of shared/data read as a page of the document; nothing when the data is not here.
std::optional<Extracted> read_source(
    const std::string& document,
    const std::string& kind,
    const std::string& file,
    const std::string& url,
    std::string_view now = "2025-01-15T00:00:00Z"
) {
    if (!std::filesystem::exists(kShared / file)) {
        WARN("skipped: " << file << " is not here");
        return std::nullopt;
    }
    const Extractor extractor(load_spider(kDocuments / (document + ".json")));
    return extractor.read({url, "", read_file(kShared / file), core::parse_instant(now).value(), kind}, {});
}

std::string lines(const Extracted& found) {
    std::string out;
    for (const auto& item : found.items) {
        out += item.name + " | " + item.url;
        for (const auto& date : item.dates)
            out += " | " + date.starts_at + (date.ends_at ? " " + *date.ends_at : "");
        out += '\n';
    }
    for (const auto& fault : found.faults) out += "! " + fault.code + " " + fault.detail + '\n';
    return out;
}

}  // namespace

TEST_CASE("calendars give every event with its times", "[scraper][sources]") {
    struct Calendar {
        const char* file;
        const char* expected;
    };

    const auto calendar = GENERATE(
        Calendar{
            "tess-fixtures/heptraining/grayscott/grayscott-event.ics",
            "Memory allocation, why and how to profile applications | https://example.org/a.ics | "
            "2026-02-26T10:00:00+01:00 2026-02-26T11:30:00+01:00\n"
        },
        Calendar{
            "tess-fixtures/indico/events.ics",
            "14th HEP C++ Course and Hands-on Training - The Essentials | "
            "https://indico.cern.ch/event/1617123/ | "
            "2026-03-09T09:00:00+01:00 2026-03-13T17:15:00+01:00\n"
            "HEP C++ Course and Hands-on Training - Stay Informed | https://indico.cern.ch/event/1211412/ | "
            "2099-12-31T23:58:00+01:00 2099-12-31T23:59:00+01:00\n"
        },
        Calendar{
            "tess-fixtures/icalendar/pacer-seminar-radio-astronomy.ics",
            "PaCER Seminar: Radio astronomy | https://example.org/a.ics | "
            "2018-06-29T04:00:00+02:00 2018-06-29T05:00:00+02:00\n"
        }
    );
    const auto found = read_source("calendar", "calendar", calendar.file, "https://example.org/a.ics");
    if (found) CHECK(lines(*found) == calendar.expected);
}

TEST_CASE("course instances in JSON-LD give their names, addresses and days", "[scraper][sources]") {
    const auto found =
        read_source("jsonld", "page", "tess-fixtures/nbis-course-instances.json", "https://nbis.se/training");
    if (!found) return;
    INFO(lines(*found));
    CHECK(found->faults.empty());
    REQUIRE(found->items.size() == 29);
    CHECK(lines(*found).starts_with(
        "Neural Networks and Deep Learning | https://uppsala.instructure.com/courses/75565 | "
        "2023-03-20T00:00:00+01:00 2023-03-24T00:00:00+01:00\n"
    ));
    // Without an address of its own a record is told apart by its name.
    CHECK(found->items.back().url == "https://uppsala.instructure.com/courses/52162");
    CHECK(
        found->items[18].url == "https://nbis.se/training#fair_principles_in_life_science_research_practice"
    );
}

TEST_CASE("events in pages' structured data are found, and what is no event is not", "[scraper][sources]") {
    struct Sample {
        const char* file;
        const char* expected;
    };

    const auto sample = GENERATE(
        Sample{
            "schema.org/Event.001.html",
            "Miami Heat at Philadelphia 76ers - Game 3 (Home Game 1) | "
            "https://example.org/nba-miami-philidelphia-game3.html | 2016-04-21T20:00:00+02:00\n"
        },
        Sample{
            "schema.org/Event.003.html",
            "Typhoon with Radiation City | https://example.org/ | 2013-09-14T21:30:00+02:00\n"
        },
        Sample{
            "schema.org/Event.004.html",
            "CANCELLED - Typhoon with Radiation City | https://example.org/ | 2013-09-14T21:30:00+02:00\n"
        },
        Sample{
            "schema.org/Event.008.html",
            "Julius Caesar at Shakespeare's Globe | https://example.org/ | 2014-10-01T19:30:00+02:00\n"
        },
        Sample{
            "songkick/elysianfields.html",
            "Elysian Fields | http://www.songkick.com/concerts/30173984-elysian-fields-at-owl-music-parlor | "
            "2017-06-11T01:30:00+02:00\n"
            "Elysian Fields | http://www.songkick.com/concerts/29673614-elysian-fields-at-hotel-utah-saloon "
            "| "
            "2017-04-27T05:00:00+02:00\n"
            "Elysian Fields | http://www.songkick.com/concerts/27626524-elysian-fields-at-le-vip | "
            "2016-10-29T21:00:00+02:00\n"
            "Elysian Fields | "
            "http://www.songkick.com/concerts/26734634-elysian-fields-at-le-rocher-de-palmer | "
            "2016-10-27T20:30:00+02:00\n"
        },
        Sample{"schema.org/LocalBusiness.002.html", ""},
        Sample{"schema.org/LocalBusiness.003.html", ""},
        Sample{"schema.org/CreativeWork.001.html", ""},
        Sample{"schema.org/SearchAction.001.html", ""}
    );
    const auto found = read_source(
        "jsonld", "page", std::string("extruct-structured-data/") + sample.file, "https://example.org/"
    );
    if (found) CHECK(lines(*found) == sample.expected);
}

TEST_CASE("course catalogues in JSON are read", "[scraper][sources]") {
    const auto events =
        read_source("mit", "mitpe", "mit-learn/mitpe_events.json", "https://professional.mit.edu/api/events");
    if (!events) return;
    CHECK(events->items.size() == 6);
    CHECK(
        lines(*events).starts_with("EmTech | https://professional.mit.edu/events/emtech | "
                                   "2023-11-14T00:00:00-05:00 2023-11-15T00:00:00-05:00\n")
    );
    const auto sloan = read_source(
        "mit", "sloan", "mit-learn/test_sloan_courses.json", "https://executive.mit.edu/courses.json"
    );
    CHECK(sloan->items.size() == 99);
    const auto xpro =
        read_source("mit", "xpro", "mit-learn/xpro_courses.json", "https://xpro.mit.edu/api/courses/");
    REQUIRE(xpro->items.size() == 2);
    CHECK(xpro->items[0].cost_amount == "999.00");
    CHECK(xpro->items[0].dates.size() == 3);
    CHECK(xpro->items[0].dates[0].starts_at == "2025-02-10T00:00:00-05:00");
    const auto online = read_source(
        "mit", "mitxonline", "mit-learn/mitxonline_courses.json", "https://mitxonline.mit.edu/api/courses/"
    );
    CHECK(online->items.size() == 3);
    CHECK(online->items[0].url == "https://mitxonline.mit.edu/courses/course-v1:MITxT+18.03.1x/");
    const auto open = read_source(
        "mit", "openlearning", "mit-learn/ol_events.json", "https://openlearning.mit.edu/jsonapi/node/event"
    );
    CHECK(open->items.size() == 1);
    // Its fourth record has no dates and is left out by the document.
    const auto learn = read_source(
        "mit", "prolearn", "mit-learn/prolearn_mitpe_courses.json", "https://prolearn.mit.edu/graphql"
    );
    REQUIRE(learn->items.size() == 3);
    CHECK(learn->items[0].name == "Enabling Innovation: Designing Research Facilities");
    CHECK(learn->items[0].dates[0].starts_at == "2022-12-13T07:00:00-05:00");
    CHECK(learn->items[0].cost_amount == "3500.00");
    CHECK(learn->items[0].duration_days == "4.0");
}

TEST_CASE("an organiser's events are read from a ticket seller's API", "[scraper][sources]") {
    const auto found = read_source(
        "eventbrite",
        "events",
        "tess-fixtures/eventbrite/eventbrite_ardc_2.json",
        "https://www.eventbriteapi.com/v3/organizers/8082048069/events/"
    );
    if (!found) return;
    REQUIRE(found->items.size() == 18);
    CHECK(found->items[0].name == "Getting Started with Nectar Research Cloud Training");
    CHECK(found->items[0].dates[0].starts_at == "2022-04-05T14:00:00+10:00");
    CHECK(found->items[0].cost_kind == "free");
}
