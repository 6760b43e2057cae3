#include "core/http/client_connector.hpp"

#include "core/async/with_deadline.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/steady_timer.hpp>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <utility>
#include <vector>

namespace core::http {

using asio::ip::tcp;
using boost::system::error_code;

namespace {

constexpr auto kTuple = asio::as_tuple(asio::use_awaitable);

struct Lookup {
    explicit Lookup(const asio::any_io_executor& executor)
        : resolver(executor), done(executor, asio::steady_timer::time_point::max()) {}

    tcp::resolver resolver;
    asio::steady_timer done;  ///< cancelled when the answer is there
    error_code error = asio::error::operation_aborted;
    std::vector<tcp::endpoint> endpoints;
    bool finished = false;
};

/// Asio resolves on a thread of its own that cannot be interrupted. The lookup is therefore shared with its
/// handler, and a cancelled coroutine leaves it behind instead of waiting for it.
Task<std::shared_ptr<Lookup>> look_up(asio::any_io_executor executor, std::string host, std::string port) {
    auto lookup = std::make_shared<Lookup>(executor);
    error_code not_numeric;
    const auto address = asio::ip::make_address(host, not_numeric);
    if (!not_numeric) {
        lookup->endpoints.emplace_back(address, static_cast<std::uint16_t>(std::stoul(port)));
        lookup->error = {};
        co_return lookup;
    }
    lookup->resolver.async_resolve(
        host,
        port,
        [lookup](const error_code& error, const tcp::resolver::results_type& found) {
            lookup->error = error;
            for (const auto& entry : found) {
                lookup->endpoints.push_back(entry.endpoint());
            }
            lookup->finished = true;
            lookup->done.cancel();
        }
    );
    co_await lookup->done.async_wait(kTuple);
    if (!lookup->finished) {
        lookup->resolver.cancel();
        throw boost::system::system_error(asio::error::operation_aborted);
    }
    co_return lookup;
}

Task<error_code> connect(tcp::socket& socket, tcp::endpoint endpoint) {
    const auto [error] = co_await socket.async_connect(endpoint, kTuple);
    if (error == asio::error::operation_aborted) {
        throw boost::system::system_error(error);
    }
    co_return error;
}

Task<error_code> handshake(TlsStream& stream) {
    const auto [error] = co_await stream.async_handshake(asio::ssl::stream_base::client, kTuple);
    if (error == asio::error::operation_aborted) {
        throw boost::system::system_error(error);
    }
    co_return error;
}

Error connect_timeout() {
    return {ErrorKind::timed_out, "connect-timeout", "The peer did not answer in time."};
}

/// The certificate must be for this name (RFC 9110 §4.3.4); an address is compared as an address and never
/// sent as SNI.
void expect_host(TlsStream& stream, const std::string& host) {
    error_code not_numeric;
    asio::ip::make_address(host, not_numeric);
    SSL* const ssl = stream.native_handle();
    const bool ok = not_numeric ? SSL_set1_host(ssl, host.c_str()) == 1 &&
                                      SSL_ctrl(
                                          ssl,
                                          SSL_CTRL_SET_TLSEXT_HOSTNAME,
                                          TLSEXT_NAMETYPE_host_name,
                                          const_cast<char*>(host.c_str())  // NOLINT: read only
                                      ) == 1
                                : X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), host.c_str()) == 1;
    if (!ok) {
        throw std::bad_alloc();
    }
}

}  // namespace

ClientConnector::ClientConnector(asio::any_io_executor executor, std::string ca_file)
    : executor_(std::move(executor)), ca_file_(std::move(ca_file)) {
    if (!ca_file_.empty()) {
        tls_context();
    }
}

ClientConnector::~ClientConnector() = default;

// Made when first needed: reading the system's certificates takes milliseconds that plain HTTP need not pay.
asio::ssl::context& ClientConnector::tls_context() {
    if (!tls_) {
        auto context = std::make_unique<asio::ssl::context>(asio::ssl::context::tls_client);
        SSL_CTX_set_min_proto_version(context->native_handle(), TLS1_2_VERSION);
        if (ca_file_.empty()) {
            context->set_default_verify_paths();
        } else {
            context->load_verify_file(ca_file_);
        }
        context->set_verify_mode(asio::ssl::verify_peer);
        tls_ = std::move(context);
    }
    return *tls_;
}

Task<Result<std::unique_ptr<ClientConnection>>> ClientConnector::open(
    const ClientTarget& target, std::chrono::milliseconds timeout
) {
    const auto lookup = co_await look_up(executor_, target.host, target.port);
    if (lookup->error || lookup->endpoints.empty()) {
        co_return Error{ErrorKind::unavailable, "name-not-found", "The peer's name cannot be resolved."};
    }
    tcp::socket socket(executor_);
    Error failure;
    bool connected = false;
    for (const tcp::endpoint& endpoint : lookup->endpoints) {
        socket = tcp::socket(executor_);
        const auto error = co_await with_deadline(timeout, connect(socket, endpoint));
        connected = error && !*error;
        if (connected) {
            break;
        }
        failure = !error ? connect_timeout()
                         : Error{
                               ErrorKind::unavailable,
                               "peer-unreachable",
                               "The peer cannot be reached: " + error->message()
                           };
    }
    if (!connected) {
        co_return failure;
    }
    error_code ignored;
    socket.set_option(tcp::no_delay(true), ignored);
    if (!target.tls) {
        co_return make_connection(std::move(socket));
    }
    TlsStream stream(std::move(socket), tls_context());
    expect_host(stream, target.host);
    const auto error = co_await with_deadline(timeout, handshake(stream));
    if (!error) {
        co_return connect_timeout();
    }
    if (*error) {
        co_return Error{ErrorKind::unavailable, "tls-failed", "No secure connection: " + error->message()};
    }
    co_return make_connection(std::move(stream));
}

}  // namespace core::http
