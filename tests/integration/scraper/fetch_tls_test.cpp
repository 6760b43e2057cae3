#include "certificate.hpp"
#include "core/http/server.hpp"
#include "site.hpp"

#include <filesystem>
#include <fstream>
#include <unistd.h>

namespace {

/// A TLS server on loopback with a certificate for one name.
class SecureSite {
public:
    explicit SecureSite(const std::string& name)
        : folder_(
              std::filesystem::temp_directory_path() /
              ("scraper-tls-" + std::to_string(getpid()) + "-" + name)
          ) {
        std::filesystem::create_directories(folder_);
        const auto made = core::http::test::make_certificate(name);
        std::ofstream(folder_ / "certificate.pem") << made.certificate;
        std::ofstream(folder_ / "key.pem") << made.private_key;
        router_.add(core::http::Method::get, "/", [](const core::http::Request&) {
            return core::http::Response::text(200, "secure");
        });
        core::http::ServerConfig config;
        config.address = "127.0.0.1";
        config.port = 0;
        config.threads = 1;
        config.tls = core::http::TlsConfig{ca_file(), (folder_ / "key.pem").string()};
        server_ = std::make_unique<core::http::Server>(config, router_, chain_);
        server_->start();
    }

    ~SecureSite() {
        server_->stop();
        std::filesystem::remove_all(folder_);
    }

    [[nodiscard]] std::string ca_file() const { return (folder_ / "certificate.pem").string(); }

    [[nodiscard]] std::string url(const std::string& host) const {
        return "https://" + host + ":" + std::to_string(server_->port()) + "/";
    }

private:
    std::filesystem::path folder_;
    core::http::Router router_;
    core::http::MiddlewareChain chain_;
    std::unique_ptr<core::http::Server> server_;
};

}  // namespace

TEST_CASE("TLS is verified: issuer and name", "[scraper][fetch]") {
    boost::asio::io_context io;
    const SecureSite site("localhost");
    tests::Browser trusting(io, {"localhost", "127.0.0.1"}, site.ca_file());
    const auto response = trusting.get(site.url("localhost"));
    INFO((response ? "" : response.error().detail));
    REQUIRE(response.has_value());
    CHECK(response->body == "secure");
    CHECK(response->http_version == 11);
    CHECK(trusting.fault(site.url("127.0.0.1")) == "tls-failed");

    tests::Browser usual(io, {"localhost"});
    CHECK(usual.fault(site.url("localhost")) == "tls-failed");
}

TEST_CASE("a server that does not speak TLS fails by name", "[scraper][fetch]") {
    boost::asio::io_context io;
    core::http::test::Peer peer(io, [](tests::tcp::socket& socket, std::size_t) -> core::Task<> {
        co_await core::http::test::write(socket, "HTTP/1.1 400 Bad Request\r\n\r\n");
    });
    const auto host = peer.url("").substr(std::string_view("http://").size());
    tests::Browser browser(io, {host});
    CHECK(browser.fault("https://" + host + "/") == "tls-failed");
}
