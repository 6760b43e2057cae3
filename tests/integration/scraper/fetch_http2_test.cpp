#include "certificate.hpp"
#include "site.hpp"
#include "support/process.hpp"

#include <boost/asio/ip/tcp.hpp>

#include <filesystem>
#include <fstream>
#include <thread>
#include <unistd.h>

namespace {

namespace asio = boost::asio;
using tests::tcp;

/// nghttpd, which speaks HTTP/2 over TLS and nothing else, serving one folder.
class Http2Site {
public:
    Http2Site()
        : folder_(std::filesystem::temp_directory_path() / ("scraper-http2-" + std::to_string(getpid()))) {
        std::filesystem::create_directories(folder_ / "pages");
        const auto made = core::http::test::make_certificate("localhost");
        std::ofstream(folder_ / "certificate.pem") << made.certificate;
        std::ofstream(folder_ / "key.pem") << made.private_key;
        std::ofstream(folder_ / "pages/course.html") << "<h1>Course</h1>" << std::string(200'000, ' ');
        // Somebody else may take a free port before the server does.
        for (int attempt = 0; attempt < 5 && !start(); ++attempt) {
        }
    }

    ~Http2Site() { std::filesystem::remove_all(folder_); }

    [[nodiscard]] std::string ca_file() const { return (folder_ / "certificate.pem").string(); }

    [[nodiscard]] std::string url(const std::string& page) const {
        return "https://localhost:" + std::to_string(port_) + "/" + page;
    }

private:
    bool start() {
        asio::io_context io;
        port_ = tcp::acceptor(io, {asio::ip::address_v4::loopback(), 0}).local_endpoint().port();
        process_ = std::make_unique<tests::Process>(
            std::vector<std::string>{
                "/usr/sbin/nghttpd",
                "--address=127.0.0.1",
                "--htdocs=" + (folder_ / "pages").string(),
                std::to_string(port_),
                (folder_ / "key.pem").string(),
                ca_file()
            },
            tests::Settings{}
        );
        const auto limit = std::chrono::steady_clock::now() + std::chrono::seconds(10);
        while (std::chrono::steady_clock::now() < limit) {
            tcp::socket socket(io);
            boost::system::error_code failed;
            socket.connect({asio::ip::address_v4::loopback(), port_}, failed);
            if (!failed) return true;
            std::this_thread::sleep_for(std::chrono::milliseconds(10));
        }
        return false;
    }

    std::filesystem::path folder_;
    std::unique_ptr<tests::Process> process_;
    std::uint16_t port_ = 0;
};

}  // namespace

TEST_CASE("a server that offers HTTP/2 is spoken to in HTTP/2", "[scraper][fetch]") {
    asio::io_context io;
    const Http2Site site;
    tests::Browser browser(io, {"localhost"}, site.ca_file());
    const auto page = browser.get(site.url("course.html"));
    INFO((page ? "" : page.error().detail));
    REQUIRE(page.has_value());
    CHECK(page->http_version == 20);
    CHECK(page->status == 200);
    CHECK(page->body.starts_with("<h1>Course</h1>"));
    CHECK(page->body.size() == 200'015);
    CHECK(browser.get(site.url("nothing.html"))->status == 404);

    // Field names come in lower case there; conditional requests work all the same.
    const auto changed = scraper::find_field(page->headers, "Last-Modified");
    REQUIRE_FALSE(changed.empty());
    scraper::FetchRequest again;
    again.url = site.url("course.html");
    again.last_modified = changed;
    const auto unchanged = browser.fetch(std::move(again));
    REQUIRE(unchanged.has_value());
    CHECK(unchanged->status == 304);
    CHECK(unchanged->http_version == 20);
}

TEST_CASE("limits hold over HTTP/2", "[scraper][fetch]") {
    asio::io_context io;
    const Http2Site site;
    tests::Browser browser(io, {"localhost"}, site.ca_file());
    scraper::FetchRequest request;
    request.url = site.url("course.html");
    request.limits.body_bytes = 100'000;
    const auto refused = browser.fetch(std::move(request));
    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().code == "too-large");
}
