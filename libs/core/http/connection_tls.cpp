#include "core/http/connection_impl.hpp"

#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <openssl/ssl.h>

namespace core::http {

namespace {

int select_protocol(SSL*, const unsigned char** out, unsigned char* out_size, const unsigned char* offered, unsigned int offered_size, void*) {
    static constexpr unsigned char kHttp11[] = "\x08http/1.1";
    unsigned char* selected = nullptr;
    if (SSL_select_next_proto(&selected, out_size, kHttp11, sizeof kHttp11 - 1, offered, offered_size) !=
        OPENSSL_NPN_NEGOTIATED) {
        return SSL_TLSEXT_ERR_ALERT_FATAL;
    }
    *out = selected;
    return SSL_TLSEXT_ERR_OK;
}

}  // namespace

std::shared_ptr<asio::ssl::context> make_tls_context(const TlsConfig& config) {
    auto context = std::make_shared<asio::ssl::context>(asio::ssl::context::tls_server);
    SSL_CTX_set_min_proto_version(context->native_handle(), TLS1_2_VERSION);
    SSL_CTX_set_options(context->native_handle(), SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION);
    SSL_CTX_set_alpn_select_cb(context->native_handle(), select_protocol, nullptr);
    // Idle connections must not hold 34 KiB of TLS buffers each.
    SSL_CTX_set_mode(context->native_handle(), SSL_MODE_RELEASE_BUFFERS);
    context->use_certificate_chain_file(config.certificate_chain_file);
    context->use_private_key_file(config.private_key_file, asio::ssl::context::pem);
    return context;
}

void serve_tls(Worker& worker, Socket socket, const asio::ip::address& peer, asio::ssl::context& context) {
    using Stream = asio::ssl::stream<Socket>;
    Connection<Stream>::start(std::make_shared<Connection<Stream>>(worker, peer, std::move(socket), context));
}

}  // namespace core::http
