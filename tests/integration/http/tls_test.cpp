#include "raw_client.hpp"
#include "server_fixture.hpp"

#include <catch2/catch.hpp>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <cstdio>
#include <filesystem>
#include <unistd.h>

using namespace core::http;
using namespace core::http::testing;

namespace {

template <auto Free>
struct Deleter {
    template <class T>
    void operator()(T* object) const {
        Free(object);
    }
};

/// A self-signed certificate in a folder of its own.
class Certificate {
public:
    Certificate()
        : folder_(std::filesystem::temp_directory_path() / fmt::format("lifted-tls-{}", ::getpid())) {
        std::filesystem::create_directories(folder_);
        const std::unique_ptr<EVP_PKEY, Deleter<EVP_PKEY_free>> key(
            EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256")
        );
        const std::unique_ptr<X509, Deleter<X509_free>> certificate(X509_new());
        X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -60);
        X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 3600);
        X509_set_pubkey(certificate.get(), key.get());
        X509_sign(certificate.get(), key.get(), EVP_sha256());
        write("key.pem", [&key](std::FILE* file) {
            PEM_write_PrivateKey(file, key.get(), nullptr, nullptr, 0, nullptr, nullptr);
        });
        write("cert.pem", [&certificate](std::FILE* file) { PEM_write_X509(file, certificate.get()); });
    }

    ~Certificate() { std::filesystem::remove_all(folder_); }

    Certificate(const Certificate&) = delete;

    [[nodiscard]] TlsConfig config() const { return {folder_ / "cert.pem", folder_ / "key.pem"}; }

private:
    template <class Write>
    void write(const char* name, Write write_to) {
        const std::unique_ptr<std::FILE, Deleter<std::fclose>> file(std::fopen((folder_ / name).c_str(), "w")
        );
        REQUIRE(file != nullptr);
        write_to(file.get());
    }

    std::filesystem::path folder_;
};

/// One TLS connection; `version` is the highest the client offers.
class TlsClient {
public:
    TlsClient(std::uint16_t port, int version, std::string protocols = "\x08http/1.1")
        : socket_(port), context_(SSL_CTX_new(TLS_client_method())) {
        SSL_CTX_set_security_level(context_.get(), 0);
        SSL_CTX_set_min_proto_version(context_.get(), TLS1_VERSION);
        SSL_CTX_set_max_proto_version(context_.get(), version);
        ssl_.reset(SSL_new(context_.get()));
        SSL_set_alpn_protos(
            ssl_.get(),
            reinterpret_cast<const unsigned char*>(protocols.data()),
            static_cast<unsigned>(protocols.size())
        );
        SSL_set_fd(ssl_.get(), socket_.fd());
        connected = SSL_connect(ssl_.get()) == 1;
        ERR_clear_error();
    }

    std::string exchange(std::string_view bytes, std::size_t expected) {
        SSL_write(ssl_.get(), bytes.data(), static_cast<int>(bytes.size()));
        std::string out;
        std::array<char, 16384> piece;
        int count = 0;
        while (out.size() < expected &&
               (count = SSL_read(ssl_.get(), piece.data(), static_cast<int>(piece.size()))) > 0) {
            out.append(piece.data(), static_cast<std::size_t>(count));
        }
        return out;
    }

    bool connected = false;

    [[nodiscard]] std::string protocol() const {
        const unsigned char* name = nullptr;
        unsigned size = 0;
        SSL_get0_alpn_selected(ssl_.get(), &name, &size);
        return {reinterpret_cast<const char*>(name), size};
    }

private:
    RawClient socket_;
    std::unique_ptr<SSL_CTX, Deleter<SSL_CTX_free>> context_;
    std::unique_ptr<SSL, Deleter<SSL_free>> ssl_;
};

}  // namespace

TEST_CASE("the same requests are answered over TLS 1.2 and 1.3", "[http][tls]") {
    const Certificate certificate;
    ServerConfig config = ServerFixture::fast();
    config.tls = certificate.config();
    ServerFixture fixture(config);
    const int version = GENERATE(TLS1_2_VERSION, TLS1_3_VERSION);
    TlsClient client(fixture.port(), version);
    REQUIRE(client.connected);
    CHECK(client.protocol() == "http/1.1");
    const std::string first = client.exchange(get("/hello"), 100);
    CHECK(first.starts_with("HTTP/1.1 200 OK\r\n"));
    CHECK(first.find("Strict-Transport-Security: ") != std::string::npos);
    CHECK(client.exchange(get("/large", "Connection: close\r\n"), 64U << 20).size() > 32U << 20);
}

TEST_CASE("TLS before 1.2 and other protocols are refused, and plain text gets no answer", "[http][tls]") {
    const Certificate certificate;
    ServerConfig config = ServerFixture::fast();
    config.tls = certificate.config();
    ServerFixture fixture(config);
    CHECK_FALSE(TlsClient(fixture.port(), TLS1_1_VERSION).connected);
    CHECK_FALSE(TlsClient(fixture.port(), TLS1_3_VERSION, "\x02h2").connected);
    RawClient plain(fixture.port());
    CHECK(plain.exchange(get("/hello")).status == 0);
    CHECK(TlsClient(fixture.port(), TLS1_3_VERSION).connected);
}

TEST_CASE("a TLS server stops with connections open", "[http][tls]") {
    const Certificate certificate;
    ServerConfig config = ServerFixture::fast();
    config.tls = certificate.config();
    ServerFixture fixture(config);
    TlsClient client(fixture.port(), TLS1_3_VERSION);
    CHECK(client.exchange(get("/hello"), 100).size() > 100);
    CHECK(fixture.server->stop());
}

TEST_CASE("a certificate that cannot be read stops the start", "[http][tls]") {
    ServerConfig config = ServerFixture::fast();
    config.tls = TlsConfig{"/nonexistent/cert.pem", "/nonexistent/key.pem"};
    CHECK_THROWS_AS(ServerFixture(config), std::system_error);
}
