#include "certificate.hpp"
#include "peer.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>
#include <catch2/catch.hpp>

#include <filesystem>
#include <fstream>
#include <stdlib.h>
#include <unistd.h>

using namespace core;
using namespace core::http;
using namespace core::http::test;
using namespace std::chrono_literals;

namespace {

/// A file that lives as long as this.
class TemporaryFile {
public:
    explicit TemporaryFile(const std::string& content) {
        std::string name = (std::filesystem::temp_directory_path() / "lifted-ca-XXXXXX").string();
        const int file = ::mkstemp(name.data());
        REQUIRE(file >= 0);
        ::close(file);
        path_ = name;
        std::ofstream(path_) << content;
    }

    ~TemporaryFile() { std::filesystem::remove(path_); }

    TemporaryFile(const TemporaryFile&) = delete;
    TemporaryFile& operator=(const TemporaryFile&) = delete;

    [[nodiscard]] std::string path() const { return path_.string(); }

private:
    std::filesystem::path path_;
};

/// Serves `ok` to every request over TLS.
Peer::Serve tls_with(const Certificate& identity) {
    auto context = std::make_shared<asio::ssl::context>(asio::ssl::context::tls_server);
    context->use_certificate_chain(asio::buffer(identity.certificate));
    context->use_private_key(asio::buffer(identity.private_key), asio::ssl::context::pem);
    return [context](tcp::socket& socket, std::size_t) -> Task<> {
        constexpr auto tuple = asio::as_tuple(asio::use_awaitable);
        asio::ssl::stream<tcp::socket&> stream(socket, *context);
        const auto [failed] = co_await stream.async_handshake(asio::ssl::stream_base::server, tuple);
        const std::string answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
        while (!failed) {
            std::string request;
            const auto [error, count] =
                co_await asio::async_read_until(stream, asio::dynamic_buffer(request), "\r\n\r\n", tuple);
            if (error) {
                co_return;
            }
            co_await asio::async_write(stream, asio::buffer(answer), tuple);
        }
    };
}

std::string secure(std::string url) {
    return url.replace(0, 4, "https");
}

}  // namespace

TEST_CASE("TLS holds when the chain and the name do, and its connection is kept", "[client][tls]") {
    asio::io_context context;
    const Certificate identity = make_certificate("localhost");
    const TemporaryFile authority(identity.certificate);
    Peer peer(context, tls_with(identity));
    ClientLimits limits;
    limits.ca_file = authority.path();
    Client client(context.get_executor(), limits);
    run(context, [&]() -> Task<> {
        for (int i = 0; i < 3; ++i) {
            ClientRequest request;
            request.url = secure(peer.url("/", "localhost"));
            const auto response = co_await client.send(request);
            REQUIRE(response.has_value());
            CHECK(response->body == "ok");
        }
    });
    CHECK(peer.connections() == 1);
}

TEST_CASE("TLS is refused for another name and for an unknown authority", "[client][tls]") {
    struct Row {
        const char* certified;
        const char* asked;
        bool known_authority;
    };

    const auto row = GENERATE(
        Row{"other.example", "localhost", true},
        Row{"localhost.example", "localhost", true},
        Row{"localhost", "127.0.0.1", true},  // a certificate for a name says nothing about an address
        Row{"localhost", "localhost", false}
    );
    asio::io_context context;
    const Certificate identity = make_certificate(row.certified);
    const TemporaryFile authority(
        (row.known_authority ? identity : make_certificate(row.certified)).certificate
    );
    Peer peer(context, tls_with(identity));
    ClientLimits limits;
    limits.ca_file = authority.path();
    Client client(context.get_executor(), limits);
    CAPTURE(row.certified, row.asked, row.known_authority);
    run(context, [&]() -> Task<> {
        ClientRequest request;
        request.url = secure(peer.url("/", row.asked));
        const auto response = co_await client.send(request);
        REQUIRE(response.has_error());
        CHECK(response.error().kind == ErrorKind::unavailable);
        CHECK(response.error().code == "tls-failed");
    });
}

TEST_CASE("a handshake that never ends is cut at the connect timeout", "[client][tls]") {
    asio::io_context context;
    Peer peer(context, [](tcp::socket& socket, std::size_t) -> Task<> {
        co_await read_request(socket);  // takes the client's hello and says nothing
    });
    ClientLimits limits;
    limits.connect_timeout = 100ms;
    Client client(context.get_executor(), limits);
    run(context, [&]() -> Task<> {
        ClientRequest request;
        request.url = secure(peer.url("/"));
        const auto response = co_await client.send(request);
        REQUIRE(response.has_error());
        CHECK(response.error().kind == ErrorKind::timed_out);
        CHECK(response.error().code == "connect-timeout");
    });
}

TEST_CASE("a CA file that cannot be read is a fault of the configuration", "[client][tls]") {
    asio::io_context context;
    ClientLimits limits;
    limits.ca_file = "/nonexistent/ca.pem";
    CHECK_THROWS_AS(Client(context.get_executor(), limits), boost::system::system_error);
}
