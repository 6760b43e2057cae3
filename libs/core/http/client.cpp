#include "core/http/client.hpp"

#include "core/async/with_deadline.hpp"
#include "core/http/ascii.hpp"
#include "core/http/client_connector.hpp"
#include "core/http/compression.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <optional>

namespace core::http {

namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr std::chrono::seconds kKeepIdle{50};  ///< below the idle limit of common servers, ours included
constexpr std::size_t kKeptHosts = 64;         ///< hosts with idle connections; a further one drops them all
constexpr std::size_t kEncodingOverhead = 1024;  ///< bytes that do not compress grow a little when encoded

struct Kept {
    std::unique_ptr<ClientConnection> connection;
    SteadyClock::time_point since;
};

bool is_idempotent(Method method) {
    return method != Method::post && method != Method::patch;
}

/// The first reason why a field cannot be sent: another's business, or bytes that would break the framing.
std::optional<Error> refuse_headers(const ClientRequest& request) {
    constexpr std::array<std::string_view, 9> kOwn{
        "host",
        "content-length",
        "transfer-encoding",
        "connection",
        "keep-alive",
        "te",
        "trailer",
        "upgrade",
        "expect",
    };
    for (const auto& [name, value] : request.headers) {
        const bool own = std::any_of(kOwn.begin(), kOwn.end(), [&text = name](std::string_view field) {
            return ascii::iequals(text, field);
        });
        if (own || !ascii::is_token(name) ||
            value.find_first_of(std::string_view("\r\n\0", 3)) != std::string::npos) {
            return Error{ErrorKind::invalid_input, "bad-header", "A header field cannot be sent."};
        }
    }
    return std::nullopt;
}

/// Undoes Content-Encoding in place.
Result<ClientResponse> decoded(ClientResponse response, std::size_t limit) {
    const std::string_view coding = response.header("Content-Encoding");
    auto encoding = Encoding::identity;
    bool known = coding.empty() || ascii::iequals(coding, "identity");
    for (const Encoding one : {Encoding::gzip, Encoding::brotli, Encoding::zstd}) {
        if (ascii::iequals(coding, content_coding(one))) {
            encoding = one;
            known = true;
        }
    }
    if (response.body.empty()) {
        return response;
    }
    if (!known) {
        return Error{
            ErrorKind::malformed, "unknown-content-encoding", "The answer is in an encoding nobody asked for."
        };
    }
    try {
        if (encoding == Encoding::identity) {
            if (response.body.size() > limit) {
                throw DecodedTooLarge();
            }
            return response;
        }
        response.body = decompress(response.body, encoding, limit);
    } catch (const DecodedTooLarge&) {
        return Error{ErrorKind::too_large, "answer-too-large", "The answer's body is over its limit."};
    } catch (const std::runtime_error&) {
        return Error{ErrorKind::malformed, "broken-content-encoding", "The answer's body cannot be decoded."};
    }
    std::erase_if(response.headers, [](const auto& field) {
        return ascii::iequals(field.first, "Content-Encoding") ||
               ascii::iequals(field.first, "Content-Length");
    });
    return response;
}

}  // namespace

std::string_view ClientResponse::header(std::string_view name) const {
    const auto at = std::find_if(headers.begin(), headers.end(), [name](const auto& field) {
        return ascii::iequals(field.first, name);
    });
    return at == headers.end() ? std::string_view() : std::string_view(at->second);
}

struct Client::State {
    State(asio::any_io_executor executor, ClientLimits chosen)
        : limits(std::move(chosen)), connector(std::move(executor), limits.ca_file) {}

    std::unique_ptr<ClientConnection> take(const std::string& key) {
        const auto at = idle.find(key);
        std::unique_ptr<ClientConnection> found;
        while (!found && at != idle.end() && !at->second.empty()) {
            Kept kept = std::move(at->second.back());
            at->second.pop_back();
            if (SteadyClock::now() - kept.since < kKeepIdle && !kept.connection->stale()) {
                found = std::move(kept.connection);
            }
        }
        if (at != idle.end() && at->second.empty()) {
            idle.erase(at);
        }
        return found;
    }

    void give_back(const std::string& key, std::unique_ptr<ClientConnection> connection) {
        if (idle.size() >= kKeptHosts && !idle.contains(key)) {
            idle.clear();
        }
        auto& kept = idle[key];
        if (kept.size() >= limits.kept_connections && !kept.empty()) {
            kept.erase(kept.begin());  // the one idle for longest
        }
        if (kept.size() < limits.kept_connections) {
            kept.push_back({std::move(connection), SteadyClock::now()});
        } else {
            idle.erase(key);
        }
    }

    static Task<Result<ClientResponse>> run(
        std::shared_ptr<State> self, ClientRequest request, ClientTarget target
    ) {
        const std::string key = target.connection_key();
        for (bool again = false;; again = true) {
            auto connection = again ? nullptr : self->take(key);
            const bool was_kept = connection != nullptr;
            if (!connection) {
                auto opened = co_await self->connector.open(target, self->limits.connect_timeout);
                if (!opened) {
                    co_return std::move(opened).error();
                }
                connection = std::move(*opened);
            }
            auto exchange =
                co_await connection->exchange(request, target, self->limits.body_bytes + kEncodingOverhead);
            if (exchange.reusable) {
                self->give_back(key, std::move(connection));
            }
            if (exchange.response) {
                co_return decoded(std::move(*exchange.response), self->limits.body_bytes);
            }
            if (!was_kept || exchange.answer_begun || !is_idempotent(request.method)) {
                co_return std::move(exchange.response).error();
            }
        }
    }

    static Task<Result<ClientResponse>> start(std::shared_ptr<State> self, ClientRequest request) {
        auto target = parse_client_target(request.url);
        if (!target) {
            co_return std::move(target).error();
        }
        if (auto refused = refuse_headers(request)) {
            co_return std::move(*refused);
        }
        const auto limit = self->limits.total_timeout;
        auto outcome = co_await with_deadline(limit, run(self, std::move(request), std::move(*target)));
        if (!outcome) {
            co_return Error{ErrorKind::timed_out, "peer-timeout", "The peer did not answer in time."};
        }
        co_return std::move(*outcome);
    }

    ClientLimits limits;
    ClientConnector connector;
    std::map<std::string, std::vector<Kept>> idle;  ///< by connection key, the freshest at the back
};

Client::Client(asio::any_io_executor executor, ClientLimits limits)
    : state_(std::make_shared<State>(std::move(executor), std::move(limits))) {}

Client::~Client() = default;

Task<Result<ClientResponse>> Client::send(ClientRequest request) {
    return State::start(state_, std::move(request));
}

}  // namespace core::http
