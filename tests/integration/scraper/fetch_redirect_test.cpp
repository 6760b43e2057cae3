#include "site.hpp"

namespace asio = boost::asio;
using tests::Browser;
using tests::Site;

TEST_CASE("a page is fetched with its headers over one kept connection", "[scraper][fetch]") {
    boost::asio::io_context io;
    Site site(io);
    site.on("/a", 200, "Content-Type: text/html\r\nX-Thing:  two words \r\n", "<h1>A</h1>");
    Browser browser(io, {site.host()});
    const auto response = browser.get(site.url("/a#part"));
    REQUIRE(response.has_value());
    CHECK(response->status == 200);
    CHECK(response->body == "<h1>A</h1>");
    CHECK(response->url == site.url("/a"));
    CHECK(scraper::find_field(response->headers, "x-thing") == "two words");
    CHECK(browser.get(site.url("/missing"))->status == 404);
    CHECK(site.connections() == 1);
    CHECK(site.requests.front().find("User-Agent: TestBot/1.0\r\n") != std::string::npos);
}

TEST_CASE("redirects are followed by reference and remembered", "[scraper][fetch]") {
    boost::asio::io_context io;
    Site site(io);
    site.on("/old", 301, "Location: deeper/../new?x=1\r\n", "");
    site.on("/new", 200, "", "here");
    Browser browser(io, {site.host()});
    const auto response = browser.get(site.url("/old"));
    REQUIRE(response.has_value());
    CHECK(response->body == "here");
    CHECK(response->url == site.url("/new?x=1"));
    CHECK(response->hops == std::vector<std::string>{site.url("/old")});
}

TEST_CASE("a form that is redirected is asked for with GET, with 307 sent again", "[scraper][fetch]") {
    boost::asio::io_context io;
    Site site(io);
    site.on("/form", 303, "Location: /done\r\n", "");
    site.on("/again", 307, "Location: /done\r\n", "");
    site.on("/done", 200, "", "done");
    Browser browser(io, {site.host()});
    scraper::FetchRequest request;
    request.url = site.url("/form");
    request.method = "POST";
    request.body = "a=1";
    request.content_type = "application/x-www-form-urlencoded";
    REQUIRE(browser.fetch(request).has_value());
    CHECK(site.requests.at(0).starts_with("POST /form "));
    CHECK(site.requests.at(0).ends_with("a=1"));
    CHECK(site.requests.at(1).starts_with("GET /done "));
    request.url = site.url("/again");
    REQUIRE(browser.fetch(request).has_value());
    CHECK(site.requests.at(3).starts_with("POST /done "));
    CHECK(site.requests.at(3).ends_with("a=1"));
}

TEST_CASE("redirects that lead nowhere end with their name", "[scraper][fetch]") {
    boost::asio::io_context io;
    Site site(io);
    site.on("/loop", 302, "Location: /pool\r\n", "");
    site.on("/pool", 302, "Location: /loop\r\n", "");
    for (int i = 0; i < 7; ++i)
        site.on("/s" + std::to_string(i), 302, "Location: /s" + std::to_string(i + 1) + "\r\n", "");
    site.on("/s7", 200, "", "far");
    site.on("/bad", 302, "Location: http://[\r\n", "");
    site.on("/none", 302, "", "no place named");
    Browser browser(io, {site.host()});
    CHECK(browser.fault(site.url("/loop")) == "redirect-loop");
    CHECK(browser.fault(site.url("/s0")) == "too-many-redirects");
    CHECK(browser.fault(site.url("/s2")).empty());
    CHECK(browser.fault(site.url("/bad")) == "bad-redirect");
    CHECK(browser.get(site.url("/none"))->status == 302);
}

TEST_CASE("a redirect leads to no private address, port or other scheme", "[scraper][fetch]") {
    boost::asio::io_context io;
    Site site(io);
    Site inner(io);
    inner.on("/secret", 200, "", "secret");

    struct Row {
        const char* path;
        std::string to;
        const char* code;
    };

    const std::vector<Row> rows{
        {"/port", inner.url("/secret"), "port-denied"},
        {"/meta", "http://169.254.169.254/latest/meta-data/", "address-denied"},
        {"/short", "http://127.1/", "address-denied"},
        {"/number", "http://2130706433/", "address-denied"},
        {"/mapped", "http://[::ffff:7f00:1]/", "address-denied"},
        {"/name", "http://localhost/", "address-denied"},
        {"/file", "file:///etc/passwd", "unsupported-scheme"},
        {"/gopher", "gopher://127.0.0.1:6379/_INFO", "unsupported-scheme"},
        {"/user", "http://a@127.0.0.1/", "address-with-user"},
    };
    Browser browser(io, {site.host()});
    for (const auto& row : rows) {
        site.on(row.path, 302, "Location: " + row.to + "\r\n", "");
        CAPTURE(row.path);
        CHECK(browser.fault(site.url(row.path)) == row.code);
    }
    CHECK(inner.connections() == 0);
}

TEST_CASE("each hop is permitted by the caller", "[scraper][fetch]") {
    boost::asio::io_context io;
    Site site(io);
    site.on("/a", 302, "Location: /b\r\n", "");
    site.on("/b", 200, "", "b");
    Browser browser(io, {site.host()});
    scraper::FetchRequest request;
    request.url = site.url("/a");
    request.permit = [](scraper::WebAddress hop) -> core::Task<core::Result<void>> {
        if (hop.target != "/b") co_return core::Result<void>{};
        co_return core::Error{core::ErrorKind::forbidden, "not-this", ""};
    };
    const auto response = browser.fetch(request);
    REQUIRE_FALSE(response.has_value());
    CHECK(response.error().code == "not-this");
    CHECK(site.requests.size() == 1);
}

TEST_CASE("a name that resolves to loopback is never connected to", "[scraper][fetch]") {
    boost::asio::io_context io;
    Site site(io);
    site.on("/", 200, "", "inner");
    scraper::GuardOptions options;
    const auto port = static_cast<std::uint16_t>(std::stoi(site.host().substr(site.host().find(':') + 1)));
    options.ports = {port};
    options.remember = std::chrono::seconds(0);
    int asked = 0;
    scraper::Guard guard(
        options,
        [&](std::string) -> core::Task<core::Result<std::vector<asio::ip::address>>> {
            // The first answer is public (TEST-NET would be refused too), all others are not.
            const auto* const address = ++asked == 1 ? "8.8.8.8" : "127.0.0.1";
            co_return std::vector{asio::ip::make_address(address)};
        }
    );
    scraper::Fetcher fetcher(io.get_executor(), guard, {"TestBot/1.0"});
    const auto checked = core::http::test::run;
    checked(io, [&]() -> core::Task<> {
        scraper::FetchRequest request;
        request.url = "http://rebinding.example:" + std::to_string(port) + "/";
        request.limits.connect = std::chrono::milliseconds(200);
        request.limits.total = std::chrono::milliseconds(200);
        const auto first = co_await fetcher.fetch(request);
        CHECK_FALSE(first.has_value());
        const auto second = co_await fetcher.fetch(request);
        REQUIRE_FALSE(second.has_value());
        CHECK(second.error().code == "address-denied");
    });
    CHECK(asked == 2);
    CHECK(site.connections() == 0);
}

TEST_CASE("cookies live as long as the fetcher", "[scraper][fetch]") {
    boost::asio::io_context io;
    Site site(io);
    site.on("/set", 200, "Set-Cookie: session=abc; Path=/; HttpOnly\r\n", "");
    site.on("/use", 200, "", "");
    Browser browser(io, {site.host()});
    browser.get(site.url("/set"));
    browser.get(site.url("/use"));
    CHECK(site.requests.at(0).find("Cookie:") == std::string::npos);
    CHECK(site.requests.at(1).find("Cookie: session=abc\r\n") != std::string::npos);
    Browser other(io, {site.host()});
    other.get(site.url("/use"));
    CHECK(site.requests.at(2).find("Cookie:") == std::string::npos);
}

TEST_CASE("validators make a request conditional", "[scraper][fetch]") {
    boost::asio::io_context io;
    Site site(io);
    site.on("/a", 304, "ETag: \"v1\"\r\n", "");
    Browser browser(io, {site.host()});
    scraper::FetchRequest request;
    request.url = site.url("/a");
    request.etag = "\"v1\"";
    request.last_modified = "Sat, 21 Nov 2026 10:00:00 GMT";
    const auto response = browser.fetch(request);
    REQUIRE(response.has_value());
    CHECK(response->status == 304);
    CHECK(site.requests.at(0).find("If-None-Match: \"v1\"\r\n") != std::string::npos);
    CHECK(
        site.requests.at(0).find("If-Modified-Since: Sat, 21 Nov 2026 10:00:00 GMT\r\n") != std::string::npos
    );
}

TEST_CASE("a header with a line end is not sent", "[scraper][fetch]") {
    boost::asio::io_context io;
    Site site(io);
    site.on("/a", 200, "", "");
    Browser browser(io, {site.host()});
    scraper::FetchRequest request;
    request.url = site.url("/a");
    request.headers = {{"X-Good", "yes"}, {"X-Bad", "a\r\nX-Injected: b"}};
    REQUIRE(browser.fetch(request).has_value());
    CHECK(site.requests.at(0).find("X-Good: yes\r\n") != std::string::npos);
    CHECK(site.requests.at(0).find("X-Injected") == std::string::npos);
}
