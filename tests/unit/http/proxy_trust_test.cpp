#include "core/http/proxy_trust.hpp"

#include <catch2/catch.hpp>

#include <stdexcept>

using namespace core::http;

namespace {

using Headers = std::vector<std::pair<std::string_view, std::string_view>>;

Request from_proxy(Headers headers) {
    Request request;
    request.client = "10.0.0.1";
    request.headers = std::move(headers);
    ProxyTrust({"10.0.0.0/8", "fd00::/8", "192.0.2.7"}).apply(request);
    return request;
}

}  // namespace

TEST_CASE("trust follows the blocks", "[http]") {
    const ProxyTrust trust({"10.0.0.0/8", "192.0.2.7", "fd00::/8"});
    const auto trusts = [&trust](const char* text) {
        return trust.trusts(boost::asio::ip::make_address(text));
    };
    CHECK(trusts("10.255.0.1"));
    CHECK(trusts("192.0.2.7"));
    CHECK(trusts("fd12::1"));
    CHECK_FALSE(trusts("11.0.0.1"));
    CHECK_FALSE(trusts("192.0.2.8"));
    CHECK_FALSE(trusts("fe80::1"));
    CHECK_FALSE(ProxyTrust({}).trusts(boost::asio::ip::make_address("127.0.0.1")));
}

TEST_CASE("a block that is none is refused at start", "[http]") {
    const std::string block = GENERATE("", "x", "10.0.0.0/33", "10.0.0/8", "fd00::/129", "10.0.0.0/-1");
    CHECK_THROWS_AS(ProxyTrust({block}), std::invalid_argument);
}

TEST_CASE("the client is read from the right, past trusted hops", "[http]") {
    struct Row {
        Headers headers;
        std::string_view client;
        bool secure;
    };

    const auto row = GENERATE(values<Row>({
        {{}, "10.0.0.1", false},
        {{{"X-Forwarded-For", "203.0.113.9"}}, "203.0.113.9", false},
        {{{"X-Forwarded-For", "203.0.113.9"}, {"X-Forwarded-Proto", "https"}}, "203.0.113.9", true},
        {{{"X-Forwarded-For", "1.2.3.4, 203.0.113.9"}}, "203.0.113.9", false},
        {{{"X-Forwarded-For", "203.0.113.9, 10.1.1.1"}}, "203.0.113.9", false},
        {{{"X-Forwarded-For", "1.2.3.4, 203.0.113.9, 192.0.2.7, 10.1.1.1"}}, "203.0.113.9", false},
        {{{"X-Forwarded-For", "1.2.3.4"}, {"X-Forwarded-For", "203.0.113.9"}}, "203.0.113.9", false},
        {{{"X-Forwarded-For", "10.1.1.1"}}, "10.1.1.1", false},
        {{{"X-Forwarded-For", "evil"}}, "10.0.0.1", false},
        {{{"X-Forwarded-For", "1.2.3.4, evil, 10.1.1.1"}}, "10.1.1.1", false},
        {{{"X-Forwarded-For", "203.0.113.9:4711"}}, "203.0.113.9", false},
        {{{"X-Forwarded-For", "2001:db8::1"}}, "2001:db8::1", false},
        {{{"X-Forwarded-For", "::ffff:203.0.113.9"}}, "203.0.113.9", false},
        {{{"Forwarded", "for=203.0.113.9;proto=https"}}, "203.0.113.9", true},
        {{{"Forwarded", "For=203.0.113.9; PROTO=HTTPS;by=10.0.0.1"}}, "203.0.113.9", true},
        {{{"Forwarded", "for=1.2.3.4, for=203.0.113.9;proto=http"}}, "203.0.113.9", false},
        {{{"Forwarded", "for=\"[2001:db8::1]:4711\""}}, "2001:db8::1", false},
        {{{"Forwarded", "for=unknown"}}, "10.0.0.1", false},
        {{{"Forwarded", "for=_hidden, for=10.2.2.2"}}, "10.2.2.2", false},
        {{{"Forwarded", "for=\"203.0.113.9, for=1.2.3.4\""}}, "10.0.0.1", false},
        {{{"Forwarded", ",,"}}, "10.0.0.1", false},
    }));
    const Request request = from_proxy(row.headers);
    CHECK(request.client == row.client);
    CHECK(request.secure == row.secure);
}

TEST_CASE("two kinds of forwarding fields that disagree are not believed", "[http]") {
    CHECK(
        from_proxy({{"Forwarded", "for=1.2.3.4"}, {"X-Forwarded-For", "203.0.113.9"}}).client == "10.0.0.1"
    );
    CHECK_FALSE(from_proxy({{"Forwarded", "for=1.2.3.4;proto=https"}, {"X-Forwarded-Proto", "http"}}).secure);
    CHECK(
        from_proxy({{"Forwarded", "for=203.0.113.9"}, {"X-Forwarded-For", "203.0.113.9"}}).client ==
        "203.0.113.9"
    );
}

TEST_CASE("a request id is taken over only in a safe form", "[http]") {
    CHECK(is_request_id("a"));
    CHECK(is_request_id("0aZ._-"));
    CHECK(is_request_id(std::string(64, 'a')));
    CHECK_FALSE(is_request_id(""));
    CHECK_FALSE(is_request_id(std::string(65, 'a')));
    CHECK_FALSE(is_request_id("a b"));
    CHECK_FALSE(is_request_id("a\"b"));
    CHECK_FALSE(is_request_id("\xc3\xa4"));
}
