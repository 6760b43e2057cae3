#include "scraper/engine/robots/robots_cache.hpp"

#include "support/run.hpp"

namespace {

using scraper::RobotsAnswer;
using scraper::RobotsCache;

RobotsCache::Fetch gives(core::Result<RobotsAnswer> answer, int* asked = nullptr) {
    return [answer, asked](std::string) -> core::Task<core::Result<RobotsAnswer>> {
        if (asked != nullptr) ++*asked;
        co_return answer;
    };
}

bool allows(core::Result<RobotsAnswer> answer) {
    boost::asio::io_context io;  // outlives the timers of the cache
    RobotsCache cache(gives(std::move(answer)), "LiftedBot");
    return tests::run(io, cache.rules_for(scraper::parse_web_address("http://a.example/x").value()))
        ->allows("/x");
}

core::Error error(const char* code) {
    return {core::ErrorKind::unavailable, code, "it failed"};
}

}  // namespace

TEST_CASE("the status of robots.txt decides when there are no rules", "[scraper][robots]") {
    CHECK_FALSE(allows(RobotsAnswer{200, "User-agent: *\nDisallow: /"}));
    CHECK(allows(RobotsAnswer{200, "User-agent: *\nDisallow: /y"}));
    CHECK(allows(RobotsAnswer{204, ""}));
    CHECK(allows(RobotsAnswer{404, "User-agent: *\nDisallow: /"}));
    CHECK(allows(RobotsAnswer{401, ""}));
    CHECK(allows(RobotsAnswer{403, ""}));
    CHECK(allows(RobotsAnswer{410, ""}));
    CHECK(allows(RobotsAnswer{429, ""}));
    CHECK_FALSE(allows(RobotsAnswer{500, ""}));
    CHECK_FALSE(allows(RobotsAnswer{503, ""}));
    CHECK_FALSE(allows(error("connect-failed")));
    CHECK_FALSE(allows(error("timed-out")));
    CHECK(allows(error("too-many-redirects")));
}

TEST_CASE("what keeps robots.txt from being asked for is kept with the rules", "[scraper][robots]") {
    boost::asio::io_context io;
    const auto address = scraper::parse_web_address("http://a.example/x").value();
    RobotsCache unreachable(gives(error("tls-failed")), "LiftedBot");
    CHECK(tests::run(io, unreachable.rules_for(address))->unread()->code == "tls-failed");
    RobotsCache broken(gives(RobotsAnswer{500, ""}), "LiftedBot");
    CHECK_FALSE(tests::run(io, broken.rules_for(address))->unread());
}

TEST_CASE("robots.txt is fetched once for an origin", "[scraper][robots]") {
    int asked = 0;
    boost::asio::io_context io;  // outlives the timers of the cache
    RobotsCache cache(gives(RobotsAnswer{200, ""}, &asked), "LiftedBot");
    for (const auto* url :
         {"http://a.example/x", "http://a.example:80/y", "https://a.example/", "http://b.example/"})
        tests::run(io, cache.rules_for(scraper::parse_web_address(url).value()));
    CHECK(asked == 3);
}

TEST_CASE("robots.txt is asked for again when its time is over", "[scraper][robots]") {
    int asked = 0;
    boost::asio::io_context io;  // outlives the timers of the cache
    RobotsCache cache(gives(RobotsAnswer{200, ""}, &asked), "LiftedBot", std::chrono::seconds(0));
    const auto address = scraper::parse_web_address("http://a.example/x").value();
    tests::run(io, cache.rules_for(address));
    tests::run(io, cache.rules_for(address));
    CHECK(asked == 2);
}
