#include "site.hpp"
#include "support/run.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>

using core::Task;
using tests::Browser;
using tests::never_ends;
using tests::Site;
using tests::tcp;

namespace {

namespace asio = boost::asio;
using Milliseconds = std::chrono::milliseconds;

Site::Serve sends(std::string bytes) {
    return [bytes](tcp::socket& socket, std::string) -> Task<bool> {
        co_await core::http::test::write(socket, bytes);
        co_return false;
    };
}

std::string chunk(const std::string& bytes) {
    char size[16];
    std::snprintf(size, sizeof size, "%zx", bytes.size());
    return size + ("\r\n" + bytes + "\r\n");
}

const std::string kChunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";

}  // namespace

TEST_CASE("compressed pages are decoded", "[scraper][fetch]") {
    asio::io_context io;
    Site site(io);
    site.on("/a", 200, "Content-Encoding: gzip\r\n", tests::gzip("a page"));
    site.on("/broken", 200, "Content-Encoding: gzip\r\n", "this is no gzip at all");
    site.on("/unknown", 200, "Content-Encoding: martian\r\n", "x");
    Browser browser(io, {site.host()});
    CHECK(browser.get(site.url("/a"))->body == "a page");
    CHECK(site.requests.front().find("gzip") != std::string::npos);
    CHECK(browser.fault(site.url("/broken")) == "bad-encoding");
    CHECK(browser.fault(site.url("/unknown")) == "bad-encoding");
}

TEST_CASE("a small answer that grows without measure is refused", "[scraper][fetch]") {
    asio::io_context io;
    Site site(io);
    site.on("/bomb", 200, "Content-Encoding: gzip\r\n", tests::gzip(std::string(60U << 20U, 'a')));
    site.on(
        "/chunked",
        sends(
            "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n" +
            chunk(tests::gzip(std::string(60U << 20U, 'a'))) + "0\r\n\r\n"
        )
    );
    site.on(
        "/nested",
        200,
        "Content-Encoding: gzip, gzip\r\n",
        tests::gzip(tests::gzip(std::string(60U << 20U, 'a')))
    );
    Browser browser(io, {site.host()});
    CHECK(browser.fault(site.url("/bomb")) == "compression-bomb");
    CHECK(browser.fault(site.url("/chunked")) == "compression-bomb");
    CHECK(browser.fault(site.url("/nested")) == "compression-bomb");
}

TEST_CASE("a body beyond the limit is broken off", "[scraper][fetch]") {
    asio::io_context io;
    Site site(io);
    site.on("/declared", sends("HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\nx"));
    site.on("/endless", never_ends(kChunked, chunk(std::string(16384, 'x'))));
    site.on("/until_close", never_ends("HTTP/1.1 200 OK\r\n\r\n", std::string(16384, 'x')));
    Browser browser(io, {site.host()});
    scraper::FetchLimits limits;
    limits.body_bytes = 1U << 20U;
    CHECK(browser.fault(site.url("/declared"), limits) == "too-large");
    CHECK(browser.fault(site.url("/endless"), limits) == "too-large");
    CHECK(browser.fault(site.url("/until_close"), limits) == "too-large");
    limits.cut = true;
    CHECK(browser.get(site.url("/endless"), limits)->body.size() == limits.body_bytes);
}

TEST_CASE("headers beyond the limit are broken off", "[scraper][fetch]") {
    asio::io_context io;
    Site site(io);
    site.on("/endless", never_ends("HTTP/1.1 200 OK\r\n", "X-Filler: " + std::string(1000, 'x') + "\r\n"));
    site.on(
        "/cookies", never_ends("HTTP/1.1 200 OK\r\n", "Set-Cookie: a=" + std::string(1000, 'x') + "\r\n")
    );
    site.on("/line", never_ends("HTTP/1.1 200 OK\r\nX-Filler: ", std::string(4096, 'x')));
    Browser browser(io, {site.host()});
    CHECK(browser.fault(site.url("/endless")) == "header-too-large");
    CHECK(browser.fault(site.url("/cookies")) == "header-too-large");
    CHECK_FALSE(browser.fault(site.url("/line")).empty());
}

TEST_CASE("slow answers are given up", "[scraper][fetch]") {
    asio::io_context io;
    Site site(io);
    site.on("/drip", never_ends(kChunked, chunk("x"), Milliseconds(100)));
    site.on("/head", never_ends("HTTP/1.1 200 OK\r\n", "X", Milliseconds(50)));
    Browser browser(io, {site.host()});
    scraper::FetchLimits limits;
    limits.least_rate_over = std::chrono::seconds(1);
    limits.least_rate = 1000;
    CHECK(browser.fault(site.url("/drip"), limits) == "too-slow");
    limits = {};
    limits.total = Milliseconds(300);
    CHECK(browser.fault(site.url("/drip"), limits) == "timed-out");
    CHECK(browser.fault(site.url("/head"), limits) == "timed-out");
}

TEST_CASE("a header that begins with the rest of a line does no harm", "[scraper][fetch]") {
    asio::io_context io;
    Site site(io);
    site.on("/whole", 200, "X-Page: " + std::string(500, 'x') + "\r\n", "ok");
    site.on("/folded", sends("HTTP/1.1 200 OK\r\n\tof a line:\t\r\nContent-Length: 2\r\n\r\nok"));
    Browser browser(io, {site.host()});
    for (int i = 0; i < 5; ++i) {
        CHECK(browser.get(site.url("/whole"))->body == "ok");
        CHECK(browser.fault(site.url("/folded")) == "connection-lost");
    }
}

TEST_CASE("answers that break off or are no HTTP are named", "[scraper][fetch]") {
    asio::io_context io;
    Site site(io);
    site.on("/short", sends("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf"));
    site.on("/nothing", sends(""));
    site.on("/noise", sends("220 mail.example ESMTP ready, this is not the web\r\n"));
    site.on("/chunks", sends(kChunked + "zz\r\nnot a chunk\r\n"));
    Browser browser(io, {site.host(), "127.0.0.1:1"});
    CHECK(browser.fault(site.url("/short")) == "connection-lost");
    CHECK(browser.fault(site.url("/nothing")) == "connection-lost");
    CHECK(browser.fault(site.url("/noise")) == "not-http");
    CHECK(browser.fault(site.url("/chunks")) == "connection-lost");
    CHECK(browser.fault("http://127.0.0.1:1/") == "connect-failed");
}

TEST_CASE("a fetch that is cancelled ends at once and the fetcher goes on", "[scraper][fetch]") {
    asio::io_context io;
    Site site(io);
    site.on("/drip", never_ends(kChunked, chunk("x"), Milliseconds(10)));
    site.on("/a", 200, "", "a");
    Browser browser(io, {site.host()});
    core::http::test::run(io, [&]() -> Task<> {
        scraper::FetchRequest request;
        request.url = site.url("/drip");
        asio::cancellation_signal signal;
        asio::steady_timer ended(io, asio::steady_timer::time_point::max());
        asio::co_spawn(
            io,
            browser.fetcher.fetch(request),
            asio::bind_cancellation_slot(
                signal.slot(),
                [&](const std::exception_ptr& thrown, const auto&) {
                    CHECK(thrown);
                    ended.cancel();
                }
            )
        );
        asio::steady_timer begun(io, Milliseconds(50));
        co_await begun.async_wait(asio::use_awaitable);
        signal.emit(asio::cancellation_type::terminal);
        co_await ended.async_wait(asio::as_tuple(asio::use_awaitable));
    });
    CHECK(browser.get(site.url("/a"))->body == "a");
}

TEST_CASE("many fetches run at once", "[scraper][fetch]") {
    asio::io_context io;
    Site site(io);
    site.on("/a", 200, "", std::string(50'000, 'a'));
    Browser browser(io, {site.host()});
    int done = 0;
    for (int i = 0; i < 200; ++i) {
        scraper::FetchRequest request;
        request.url = site.url("/a?" + std::to_string(i));
        asio::co_spawn(
            io,
            browser.fetcher.fetch(request),
            [&](const std::exception_ptr& thrown, auto response) {
                if (!thrown && response && response->body.size() == 50'000) ++done;
            }
        );
    }
    tests::run_until(io, [&] { return done == 200; });
    CHECK(site.connections() <= 16);
}
