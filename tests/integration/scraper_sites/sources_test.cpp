#include "core/base/json.hpp"
#include "core/base/time_zone.hpp"
#include "golden.hpp"
#include "recorded_site.hpp"
#include "scraper/engine/normalise/text.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

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
    const auto at = core::parse_instant(now).value();
    CarriedValues carried;
    for (const auto& start : extractor.start(at)) {
        if (start.kind == kind) carried = start.carried;
    }
    return extractor.read({url, "", read_file(kShared / file), at, kind}, carried);
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

/// Files of shared/data that one kind of page reads, and the golden file of what they hold.
struct Source {
    const char* golden;
    const char* document;
    const char* kind;
    const char* url;  ///< as if got from there
    std::vector<const char*> files;
};

const Source kSources[] = {
    {"source-icalendar",
     "calendar",
     "calendar",
     "https://example.org/a.ics",
     {"tess-fixtures/heptraining/grayscott/grayscott-event.ics",
      "tess-fixtures/icalendar/ask-me-anything-porous-media-visualisation-and-lbpm.ics",
      "tess-fixtures/icalendar/experience-with-porting-and-scaling-codes-on-amd-gpus.ics",
      "tess-fixtures/icalendar/nvidia-cuquantum-session.ics",
      "tess-fixtures/icalendar/overview-of-high-performance-computing-resources-at-olcf.ics",
      "tess-fixtures/icalendar/pacer-seminar-computational-fluid-dynamics.ics",
      "tess-fixtures/icalendar/pacer-seminar-radio-astronomy.ics",
      "tess-fixtures/indico/event.ics",
      "tess-fixtures/indico/events.ics"}},
    {"source-jsonld-courses",
     "jsonld",
     "page",
     "https://nbis.se/training",
     {"tess-fixtures/nbis-course-instances.json"}},
    {"source-structured",
     "jsonld",
     "page",
     "https://example.org/",
     {"extruct-structured-data/misc/dublincore_test.html",
      "extruct-structured-data/misc/null_ld_mock.html",
      "extruct-structured-data/misc/null_ld_mock.jsonld",
      "extruct-structured-data/misc/opengraph_test.html",
      "extruct-structured-data/schema.org/CreativeWork.001.html",
      "extruct-structured-data/schema.org/CreativeWork.001.jsonld",
      "extruct-structured-data/schema.org/Event.001.html",
      "extruct-structured-data/schema.org/Event.002.html",
      "extruct-structured-data/schema.org/Event.003.html",
      "extruct-structured-data/schema.org/Event.004.html",
      "extruct-structured-data/schema.org/Event.008.html",
      "extruct-structured-data/schema.org/LocalBusiness.002.html",
      "extruct-structured-data/schema.org/LocalBusiness.003.html",
      "extruct-structured-data/schema.org/MusicRecording.001.html",
      "extruct-structured-data/schema.org/SearchAction.001.html",
      "extruct-structured-data/songkick/elysianfields.html",
      "extruct-structured-data/w3c/microdata.4.2.data.html",
      "extruct-structured-data/w3c/microdata.4.2.meter.html",
      "extruct-structured-data/w3c/microdata.4.2.strings.html",
      "extruct-structured-data/w3c/microdata.4.2.strings.unclean.html",
      "extruct-structured-data/w3c/microdata.5.2.html",
      "extruct-structured-data/w3c/microdata.5.3.html",
      "extruct-structured-data/w3c/microdata.5.5.html",
      "extruct-structured-data/w3c/microdata.7.1.html",
      "extruct-structured-data/w3c/microdata.object.html",
      "tess-fixtures/indico/indico.html",
      "tess-fixtures/mentions.jsonld"}},
    {"source-materials",
     "materials",
     "page",
     "https://example.org/lesson",
     {"tess-fixtures/gtn/faq.html",
      "tess-fixtures/gtn/galaxy-intro-101.html",
      "tess-fixtures/gtn/slides-introduction.html",
      "tess-fixtures/mentions.jsonld",
      "swcarpentry-lesson/01-intro.html",
      "swcarpentry-lesson/06-files.html",
      "swcarpentry-lesson/index.html"}},
    {"source-feed",
     "feed",
     "feed",
     "https://medium.com/feed/open-learning",
     {"mit-learn/test_medium_mit_news.rss"}},
    {"source-mitpe",
     "mit",
     "mitpe",
     "https://professional.mit.edu/api/events",
     {"mit-learn/mitpe_events.json"}},
    {"source-sloan",
     "mit",
     "sloan",
     "https://executive.mit.edu/courses.json",
     {"mit-learn/test_sloan_courses.json"}},
    {"source-sloan-runs",
     "mit",
     "sloanruns",
     "https://executive.mit.edu/runs.json",
     {"mit-learn/test_sloan_runs.json"}},
    {"source-xpro", "mit", "xpro", "https://xpro.mit.edu/api/courses/", {"mit-learn/xpro_courses.json"}},
    {"source-programs",
     "mit",
     "programs",
     "https://xpro.mit.edu/api/programs/",
     {"mit-learn/xpro_programs.json"}},
    {"source-mitxonline",
     "mit",
     "mitxonline",
     "https://mitxonline.mit.edu/api/courses/",
     {"mit-learn/mitxonline_courses.json"}},
    {"source-openlearning",
     "mit",
     "openlearning",
     "https://openlearning.mit.edu/jsonapi/node/event",
     {"mit-learn/ol_events.json"}},
    {"source-prolearn",
     "mit",
     "prolearn",
     "https://prolearn.mit.edu/graphql",
     {"mit-learn/prolearn_mitpe_courses.json"}},
    {"source-eventbrite",
     "eventbrite",
     "events",
     "https://www.eventbriteapi.com/v3/organizers/8082048069/events/",
     {"tess-fixtures/eventbrite/eventbrite_ardc_2.json"}},
};

}  // namespace

TEST_CASE(
    "every record of every calendar, feed and catalogue is read, and nothing else", "[scraper][sources]"
) {
    const auto& source = GENERATE(from_range(std::begin(kSources), std::end(kSources)));
    std::string lines;
    for (const std::string file : source.files) {
        INFO(file);
        const auto found = read_source(source.document, source.kind, file, source.url);
        if (!found) return;
        CHECK(found->faults.empty());
        lines += file + '\n' + golden_lines(found->items);
    }
    check_golden(source.golden, lines);
}

TEST_CASE("lists of conferences give each entry's name, address and days", "[scraper][sources]") {
    std::size_t entries = 0;
    for (const auto* subject :
         {"accessibility", "cpp", "data", "devops", "general", "leadership", "security", "testing", "ux"}) {
        const auto file = fmt::format("conference-data/2024/{}.json", subject);
        INFO(file);
        const auto found = read_source("conference", "list", file, "https://example.org/2024/data.json");
        if (!found) return;
        CHECK(found->faults.empty());
        const auto list = core::json::Document::parse(read_file(kShared / file), {.values = 100'000}).value();
        const auto text = [&](std::size_t i, std::string_view name) {
            return std::string(list.root().at(i).find(name).as_string().value_or(""));
        };
        REQUIRE(found->items.size() == list.root().size());
        for (std::size_t i = 0; i < found->items.size(); ++i) {
            const auto& item = found->items[i];
            const auto address = text(i, "url");
            INFO(address);
            CHECK(item.name == normalise::clean(text(i, "name")));
            CHECK(item.url == canonical_url(address, address));
            const auto start = text(i, "startDate");
            const auto end = text(i, "endDate");
            std::optional<std::string> last;
            if (end != start) last = end + "T00:00:00+00:00";
            CHECK(item.dates == std::vector<Occurrence>{{start + "T00:00:00+00:00", last}});
            ++entries;
        }
    }
    CHECK(entries == 490);
}

TEST_CASE("a sitemap leads to every page it names", "[scraper][sources]") {
    std::string lines;
    for (const std::string file :
         {"tess-fixtures/Test-Sitemap.xml",
          "tess-fixtures/gtn/sitemap.xml",
          "tess-fixtures/sitemaps/sitemap.xml",
          "swcarpentry-lesson/sitemap.xml"}) {
        const auto found = read_source("sitemap", "sitemap", file, "https://example.org/sitemap.xml");
        if (!found) return;
        INFO(file);
        CHECK(found->faults.empty());
        lines += file + '\n';
        for (const auto& follow : found->follow) lines += follow.url + '\n';
    }
    check_golden("source-sitemaps", lines);
}

TEST_CASE("lists of words beside a catalogue are not taken for courses", "[scraper][sources]") {
    struct List {
        const char* document;
        const char* kind;
        const char* file;
    };

    const auto list = GENERATE(
        List{"eventbrite", "events", "tess-fixtures/eventbrite/categories.json"},
        List{"eventbrite", "events", "tess-fixtures/eventbrite/formats.json"},
        List{"eventbrite", "events", "tess-fixtures/eventbrite/organizer_8082048069.json"},
        List{"eventbrite", "events", "tess-fixtures/eventbrite/venue_88342919.json"},
        List{"mit", "openlearning", "mit-learn/ol_events_audience.json"},
        List{"mit", "openlearning", "mit-learn/ol_events_location.json"},
        List{"mit", "openlearning", "mit-learn/ol_events_topics.json"}
    );
    const auto found = read_source(list.document, list.kind, list.file, "https://example.org/list.json");
    INFO(list.file);
    if (found) CHECK(found->items.empty());
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
