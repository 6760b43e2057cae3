#include "core/http/client_connection.hpp"

#include "core/http/ascii.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/span_body.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>

#include <cerrno>
#include <optional>
#include <sys/socket.h>

namespace core::http {

namespace beast = boost::beast;
namespace bhttp = boost::beast::http;
using boost::system::error_code;

namespace {

constexpr auto kTuple = asio::as_tuple(asio::use_awaitable);
constexpr std::uint32_t kHeadLimit = 32 * 1024;
constexpr std::size_t kReadBuffer = 128 * 1024;
constexpr int kMaxInterim = 8;  ///< 1xx answers before the final one

using Parser = bhttp::response_parser<bhttp::string_body>;
using Body = bhttp::span_body<const char>;

bhttp::request<Body> build(const ClientRequest& request, const ClientTarget& target) {
    bhttp::request<Body> out;
    out.version(11);
    out.method_string(to_string(request.method));
    out.target(target.target);
    out.set(bhttp::field::host, target.authority);
    out.set(bhttp::field::user_agent, "lifted");
    out.set(bhttp::field::accept_encoding, "br, zstd, gzip");
    for (const auto& [name, value] : request.headers) {
        out.set(name, value);
    }
    out.body() = Body::value_type(request.body.data(), request.body.size());
    out.prepare_payload();
    return out;
}

Error error_of(const error_code& error) {
    if (error == bhttp::error::body_limit) {
        return {ErrorKind::too_large, "answer-too-large", "The answer's body is over its limit."};
    }
    if (error == bhttp::error::header_limit || error == bhttp::error::buffer_overflow) {
        return {ErrorKind::too_large, "answer-too-large", "The answer's head is over its limit."};
    }
    const bool broke_off = error == bhttp::error::end_of_stream || error == bhttp::error::partial_message;
    if (error.category() == make_error_code(bhttp::error::end_of_stream).category() && !broke_off) {
        return {ErrorKind::malformed, "not-http", "The answer is not HTTP: " + error.message()};
    }
    return {ErrorKind::unavailable, "peer-broke-off", "The peer broke off: " + error.message()};
}

/// A coding other than exactly one `chunked` leaves the end of the body in doubt (RFC 9112 §6.3).
bool framing_is_sound(const Parser::value_type& head) {
    const auto codings = head.equal_range(bhttp::field::transfer_encoding);
    if (codings.first == codings.second) {
        return true;
    }
    return std::next(codings.first) == codings.second && ascii::iequals(codings.first->value(), "chunked");
}

ClientResponse convert(Parser::value_type message) {
    ClientResponse out;
    out.status = message.result_int();
    for (const auto& field : message) {
        out.headers.emplace_back(field.name_string(), field.value());
    }
    out.body = std::move(message.body());
    return out;
}

/// An aborted operation means the awaiting coroutine was cancelled: that is no answer but an end.
void rethrow_if_cancelled(const error_code& error) {
    if (error == asio::error::operation_aborted) {
        throw boost::system::system_error(error);
    }
}

template <class Stream>
class StreamConnection final : public ClientConnection {
public:
    explicit StreamConnection(Stream stream) : stream_(std::move(stream)) {}

    Task<ClientExchange> exchange(
        const ClientRequest& request, const ClientTarget& target, std::size_t body_limit
    ) override {
        const auto message = build(request, target);
        const auto [write_error, written] = co_await bhttp::async_write(stream_, message, kTuple);
        rethrow_if_cancelled(write_error);

        // A peer may answer (413, say) and close before it has read everything, so a failed write is no
        // verdict yet.
        std::optional<Parser> parser;
        error_code error = co_await read_head(parser, request.method == Method::head, body_limit);
        if (!error && !framing_is_sound(parser->get())) {
            error = bhttp::error::bad_transfer_encoding;
        }
        if (!error && !parser->is_done()) {
            const auto [body_error, count] = co_await bhttp::async_read(stream_, buffer_, *parser, kTuple);
            error = body_error;
        }
        rethrow_if_cancelled(error);
        const bool begun = parser->got_some() || buffer_.size() > 0;
        if (error) {
            co_return ClientExchange{error_of(error), false, begun};
        }
        const bool reusable = !write_error && parser->keep_alive() && buffer_.size() == 0;
        co_return ClientExchange{convert(parser->release()), reusable, true};
    }

    bool stale() override {
        char byte = 0;
        const auto got = ::recv(lowest().native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
        if (got < 0) {
            return errno != EAGAIN && errno != EWOULDBLOCK;
        }
        // Under TLS a session ticket may wait unread; only the end of the stream counts.
        return got == 0 || std::is_same_v<Stream, asio::ip::tcp::socket>;
    }

private:
    /// Reads the head of the final answer, passing over interim ones.
    Task<error_code> read_head(std::optional<Parser>& parser, bool without_body, std::size_t body_limit) {
        for (int i = 0; i <= kMaxInterim; ++i) {
            parser.emplace();
            parser->header_limit(kHeadLimit);
            parser->body_limit(body_limit);
            parser->skip(without_body);
            const auto [error, count] = co_await bhttp::async_read_header(stream_, buffer_, *parser, kTuple);
            if (error || parser->get().result_int() >= 200) {
                co_return error;
            }
            if (parser->get().result_int() == 101) {
                break;
            }
        }
        co_return make_error_code(bhttp::error::bad_status);
    }

    asio::ip::tcp::socket& lowest() {
        if constexpr (std::is_same_v<Stream, asio::ip::tcp::socket>) {
            return stream_;
        } else {
            return stream_.next_layer();
        }
    }

    Stream stream_;
    beast::flat_buffer buffer_{kReadBuffer};
};

}  // namespace

std::unique_ptr<ClientConnection> make_connection(asio::ip::tcp::socket socket) {
    return std::make_unique<StreamConnection<asio::ip::tcp::socket>>(std::move(socket));
}

std::unique_ptr<ClientConnection> make_connection(TlsStream stream) {
    return std::make_unique<StreamConnection<TlsStream>>(std::move(stream));
}

}  // namespace core::http
