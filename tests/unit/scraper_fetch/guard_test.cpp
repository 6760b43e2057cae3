#include "scraper/engine/guard/guard.hpp"

#include "support/run.hpp"

namespace {

using scraper::Guard;
using scraper::GuardOptions;
using Addresses = std::vector<scraper::asio::ip::address>;

/// A resolver that gives its answers in turn, the last one for ever.
scraper::Resolve answers(std::vector<std::vector<const char*>> turns, int* asked = nullptr) {
    auto turn = std::make_shared<std::size_t>(0);
    return [turns, turn, asked](std::string) -> core::Task<core::Result<Addresses>> {
        Addresses addresses;
        for (const auto* text : turns[std::min(*turn, turns.size() - 1)])
            addresses.push_back(scraper::asio::ip::make_address(text));
        ++*turn;
        if (asked != nullptr) ++*asked;
        co_return addresses;
    };
}

core::Result<scraper::Destination> destination(Guard& guard, std::string_view url) {
    auto address = guard.check(url);
    if (!address) return address.error();
    return tests::run(guard.destination(*address));
}

std::string code_of(Guard& guard, std::string_view url) {
    const auto found = destination(guard, url);
    return found ? "" : found.error().code;
}

}  // namespace

TEST_CASE("a name with only public addresses may be connected to at those", "[scraper][guard]") {
    Guard guard({}, answers({{"8.8.8.8", "2606:4700::1111"}}));
    const auto found = destination(guard, "https://courses.example/");
    REQUIRE(found.has_value());
    using scraper::asio::ip::make_address;
    CHECK(found->admits(make_address("8.8.8.8"), 443));
    CHECK(found->admits(make_address("2606:4700::1111"), 443));
    CHECK_FALSE(found->admits(make_address("8.8.8.8"), 80));
    CHECK_FALSE(found->admits(make_address("8.8.4.4"), 443));
    CHECK_FALSE(found->admits(make_address("127.0.0.1"), 443));
}

TEST_CASE("one private address among the public ones refuses the name", "[scraper][guard]") {
    Guard guard({}, answers({{"8.8.8.8", "10.0.0.1"}}));
    CHECK(code_of(guard, "http://courses.example/") == "address-denied");
}

TEST_CASE("literal private addresses are refused in every spelling", "[scraper][guard]") {
    Guard guard({}, answers({{"8.8.8.8"}}));
    const auto* const url = GENERATE(
        "http://127.0.0.1/",
        "http://127.1/",
        "http://2130706433/",
        "http://0x7f.1/",
        "http://0177.0.0.1/",
        "http://127.0.0.1./",
        "http://[::1]/",
        "http://[::ffff:7f00:1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://169.254.169.254/latest/meta-data",
        "http://\uFF11\uFF12\uFF17.0.0.1/"
    );
    CAPTURE(url);
    CHECK(code_of(guard, url) == "address-denied");
}

TEST_CASE("a name that turns private after its answer is forgotten is refused then", "[scraper][guard]") {
    GuardOptions options;
    options.remember = std::chrono::seconds(0);
    Guard guard(options, answers({{"8.8.8.8"}, {"127.0.0.1"}}));
    const auto first = destination(guard, "http://rebinding.example/");
    REQUIRE(first.has_value());
    CHECK(code_of(guard, "http://rebinding.example/") == "address-denied");
    // What was found first leads nowhere else, whatever the name means now.
    CHECK_FALSE(first->admits(scraper::asio::ip::make_address("127.0.0.1"), 80));
}

TEST_CASE("a checked answer is used again without asking", "[scraper][guard]") {
    int asked = 0;
    Guard guard({}, answers({{"8.8.8.8"}, {"127.0.0.1"}}, &asked));
    REQUIRE(destination(guard, "http://courses.example/a").has_value());
    REQUIRE(destination(guard, "http://courses.example/b").has_value());
    CHECK(asked == 1);
}

TEST_CASE("ports other than those of the web are refused", "[scraper][guard]") {
    Guard guard({}, answers({{"8.8.8.8"}}));
    const auto* const url = GENERATE(
        "http://courses.example:22/", "http://courses.example:6379/", "https://courses.example:8443/"
    );
    CHECK(code_of(guard, url) == "port-denied");
    CHECK(code_of(guard, "http://courses.example:443/").empty());
}

TEST_CASE("configuration opens named hosts and nothing beside them", "[scraper][guard]") {
    GuardOptions options;
    options.opened = {"demo.example:8080", "localhost"};
    Guard guard(options, answers({{"127.0.0.1"}}));
    CHECK(code_of(guard, "http://demo.example:8080/").empty());
    CHECK(code_of(guard, "http://demo.example/") == "address-denied");
    CHECK(code_of(guard, "http://demo.example:8081/") == "port-denied");
    CHECK(code_of(guard, "http://localhost:9999/").empty());
    CHECK(code_of(guard, "http://localhost./").empty());
    CHECK(code_of(guard, "http://notlocalhost/") == "address-denied");
    CHECK(code_of(guard, "http://127.0.0.1/") == "address-denied");
}

TEST_CASE("a name without addresses is not resolved", "[scraper][guard]") {
    Guard guard({}, answers({{}}));
    CHECK(code_of(guard, "http://courses.example/") == "name-not-resolved");
}
