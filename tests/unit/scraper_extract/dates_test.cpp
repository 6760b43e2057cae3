#include "scraper/engine/normalise/dates.hpp"

#include "core/base/time_zone.hpp"
#include "scraper/engine/normalise/date_text.hpp"

#include <catch2/catch.hpp>

#include <string>
#include <vector>

namespace {

using scraper::normalise::DateReader;

std::string read(
    std::vector<std::string> formats,
    std::string_view text,
    std::string_view now = "2026-03-01T00:00:00Z",
    const std::string& zone = "Asia/Singapore"
) {
    const auto reader = DateReader::make(std::move(formats), zone, "").value();
    const auto span = reader.read(text, core::parse_instant(now).value());
    if (!span) return span.error().code;
    auto out = reader.format(span->start);
    if (span->end) out += " " + reader.format(*span->end);
    return out;
}

}  // namespace

TEST_CASE("dates are read by their formats in their zone", "[scraper][dates]") {
    CHECK(read({"%d %b %Y"}, "01 Nov 2017") == "2017-11-01T00:00:00+08:00");
    CHECK(read({"%A %d %b %Y - %I:%M %p"}, "Monday 01 Jan 2018 - 09:00 AM") == "2018-01-01T09:00:00+08:00");
    CHECK(read({"%d/%m/%Y %H:%M", "%d/%m/%Y"}, "28/11/2017 12:30") == "2017-11-28T12:30:00+08:00");
    CHECK(read({"%d/%m/%Y %H:%M", "%d/%m/%Y"}, "28/11/2017") == "2017-11-28T00:00:00+08:00");
    CHECK(read({"%B %d, %Y"}, "Saturday, March 1st, 2026") == "2026-03-01T00:00:00+08:00");
    CHECK(
        read({"%d %B %Y"}, "3 maart 2026", "2026-01-01T00:00:00Z", "Europe/Amsterdam") ==
        "2026-03-03T00:00:00+01:00"
    );
    CHECK(read({"%d %b %Y"}, "12 Sept. 2026") == "2026-09-12T00:00:00+08:00");
    CHECK(read({"%d %b %Y %I:%M %p"}, "12 Sep 2026 6:30 p.m.") == "2026-09-12T18:30:00+08:00");
    CHECK(read({"rfc822"}, "Mon, 16 Jan 2023 10:57:01 +0000") == "2023-01-16T18:57:01+08:00");
    CHECK(read({"rfc822"}, "Wed, 08 Feb 2023 14:46:00 GMT") == "2023-02-08T22:46:00+08:00");
    CHECK(read({"%Y-%m-%dT%H:%M:%SZ"}, "2018-01-05T00:00:00Z") == "2018-01-05T00:00:00+08:00");
}

TEST_CASE("ISO 8601 is read with and without time and offset", "[scraper][dates]") {
    CHECK(read({"iso"}, "2025-09-29") == "2025-09-29T00:00:00+08:00");
    CHECK(read({"iso"}, "20250929") == "2025-09-29T00:00:00+08:00");
    CHECK(read({"iso"}, "2025-09-29T14:00") == "2025-09-29T14:00:00+08:00");
    CHECK(read({"iso"}, "2025-09-29T14:00:00.000Z") == "2025-09-29T22:00:00+08:00");
    CHECK(read({"iso"}, "2025-09-29 14:00:00 +0200") == "2025-09-29T20:00:00+08:00");
    CHECK(read({"iso"}, "2025-13-01") == "bad-date");
    CHECK(read({"iso"}, "2025-02-30") == "bad-date");
    CHECK(read({"iso"}, "2025-02-20T25:00") == "bad-date");
}

TEST_CASE("ranges take from one end what the other leaves out", "[scraper][dates]") {
    const std::vector<std::string> lawsoc = {"%d/%m/%Y %H:%M", "%d/%m/%Y"};
    CHECK(
        read(lawsoc, "23/11/2017 08:30 - 24/11/2017 18:00") ==
        "2017-11-23T08:30:00+08:00 2017-11-24T18:00:00+08:00"
    );
    CHECK(read(lawsoc, "28/11/2017 12:30 - 13:45") == "2017-11-28T12:30:00+08:00 2017-11-28T13:45:00+08:00");
    CHECK(read(lawsoc, "28/11/2017 22:00 - 01:00") == "2017-11-28T22:00:00+08:00 2017-11-29T01:00:00+08:00");
    CHECK(read({"%d %B %Y"}, "1 - 3 March 2026") == "2026-03-01T00:00:00+08:00 2026-03-03T00:00:00+08:00");
    CHECK(
        read({"%d %B %Y"}, "30 June \u2013 2 July 2026") ==
        "2026-06-30T00:00:00+08:00 2026-07-02T00:00:00+08:00"
    );
    CHECK(
        read({"%d %B %Y"}, "30 June to 2 July 2026") == "2026-06-30T00:00:00+08:00 2026-07-02T00:00:00+08:00"
    );
    CHECK(
        read({"%d %B %Y"}, "Wed 29 March 2023 until Thu 30 March 2023") ==
        "2023-03-29T00:00:00+08:00 2023-03-30T00:00:00+08:00"
    );
    CHECK(
        read({"%d %b %H:%M"}, "24 Oct 09:00 - 17:00") == "2026-10-24T09:00:00+08:00 2026-10-24T17:00:00+08:00"
    );
}

TEST_CASE("an end that lies before its start is left out", "[scraper][dates]") {
    CHECK(read({"%d %B %Y"}, "24 March 2023 until 24 February 2023") == "2023-03-24T00:00:00+08:00");
}

TEST_CASE("a missing year is the one that puts the date near", "[scraper][dates]") {
    CHECK(read({"%d %b"}, "16 Apr", "2026-03-01T00:00:00Z") == "2026-04-16T00:00:00+08:00");
    CHECK(read({"%d %b"}, "10 Jan", "2026-12-01T00:00:00Z") == "2027-01-10T00:00:00+08:00");
    CHECK(read({"%d %b"}, "20 Dec", "2027-01-05T00:00:00Z") == "2026-12-20T00:00:00+08:00");
    CHECK(read({"%d %b"}, "29 Feb", "2028-01-05T00:00:00Z") == "2028-02-29T00:00:00+08:00");
    CHECK(
        read({"%d %b"}, "16 Apr - 4 Jun", "2026-03-01T00:00:00Z") ==
        "2026-04-16T00:00:00+08:00 2026-06-04T00:00:00+08:00"
    );
}

TEST_CASE("quarters and months stand for their first to last day", "[scraper][dates]") {
    CHECK(read({"quarter"}, "Q1 2026") == "2026-01-01T00:00:00+08:00 2026-03-31T00:00:00+08:00");
    CHECK(read({"quarter"}, "2026 Q4") == "2026-10-01T00:00:00+08:00 2026-12-31T00:00:00+08:00");
    CHECK(
        read({"quarter"}, "Q1", "2026-11-05T00:00:00Z") ==
        "2027-01-01T00:00:00+08:00 2027-03-31T00:00:00+08:00"
    );
    CHECK(read({"quarter"}, "Q5 2026") == "bad-date");
    CHECK(read({"%B %Y"}, "February 2028") == "2028-02-01T00:00:00+08:00 2028-02-29T00:00:00+08:00");
}

TEST_CASE("what is no date is a fault, whatever it is", "[scraper][dates]") {
    const std::vector<std::string> formats = {"%d %b %Y %H:%M", "%d %b %Y", "iso", "quarter"};
    for (const auto* text :
         {"",
          "to be announced",
          "31 Feb 2026",
          "99 Jan 2026",
          "1 2 3",
          "- - -",
          "00/00/0000",
          "12 Jan 99999",
          "Q",
          "2026-"}) {
        INFO(text);
        CHECK(read(formats, text) == "bad-date");
    }
    CHECK(read(formats, std::string(400, '1')) == "bad-date");
}

TEST_CASE("an end beside its start is a date, or a time on the start's day", "[scraper][dates]") {
    const auto reader = DateReader::make({"%d %b %Y", "%d %b %Y %H:%M"}, "Asia/Singapore", "").value();
    const auto now = core::parse_instant("2026-03-01T00:00:00Z").value();
    CHECK(reader.format(*reader.read("1 Nov 2026", "3 Nov 2026", now)->end) == "2026-11-03T00:00:00+08:00");
    CHECK(reader.format(*reader.read("1 Nov 2026 09:00", "17:30", now)->end) == "2026-11-01T17:30:00+08:00");
    CHECK_FALSE(reader.read("1 Nov 2026", "", now)->end);
    CHECK(reader.read("1 Nov 2026", "some day", now).has_error());
    CHECK(
        reader.format(reader.day_after(reader.read("30 Nov 2026", now)->start, 2)) ==
        "2026-12-02T00:00:00+08:00"
    );
}

TEST_CASE("a reader of dates refuses formats and zones that say nothing", "[scraper][dates]") {
    CHECK(DateReader::make({"%Y"}, "UTC", "").error().code == "bad-date-format");
    CHECK(DateReader::make({"%4Y-%m-%d"}, "UTC", "").error().code == "bad-date-format");
    const std::string wide = "%" + std::string(50, '4') + "Y-%m-%d";
    CHECK(DateReader::make({wide}, "UTC", "").error().code == "bad-date-format");
    CHECK(DateReader::make({"iso"}, "Mars/Olympus", "").error().code == "unknown-time-zone");
}
