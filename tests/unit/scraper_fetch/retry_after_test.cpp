#include "scraper/engine/fetch/retry_after.hpp"

#include "core/base/time_zone.hpp"

TEST_CASE("Retry-After is read as seconds or as a date", "[scraper][fetch]") {
    using std::chrono::seconds;
    const auto now = core::parse_instant("2026-11-21T10:00:00Z").value();
    CHECK(scraper::parse_retry_after("120", now) == seconds(120));
    CHECK(scraper::parse_retry_after("0", now) == seconds(0));
    CHECK(scraper::parse_retry_after("Sat, 21 Nov 2026 10:01:30 GMT", now) == seconds(90));
    CHECK(scraper::parse_retry_after("Sat, 21 Nov 2026 09:00:00 GMT", now) == seconds(0));
    CHECK_FALSE(scraper::parse_retry_after("", now));
    CHECK_FALSE(scraper::parse_retry_after("soon", now));
    CHECK_FALSE(scraper::parse_retry_after("-5", now));
}
