#pragma once

#include "core/async/task.hpp"
#include "core/base/error.hpp"
#include "scraper/engine/guard/guard.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace scraper {

using HeaderFields = std::vector<std::pair<std::string, std::string>>;

/// First field of that name, any case; empty when absent.
std::string_view find_field(const HeaderFields& fields, std::string_view name);

struct FetchLimits {
    std::chrono::milliseconds connect{10'000};
    std::chrono::milliseconds total{30'000};  ///< over all redirects
    std::size_t body_bytes = 64U << 20U;      ///< decoded; never more than this default
    std::size_t header_bytes = 64U << 10U;
    std::size_t ratio = 200;                   ///< decoded to received, beyond the first MiB
    std::size_t least_rate = 64;               ///< bytes a second …
    std::chrono::seconds least_rate_over{10};  ///< … over so long
    unsigned redirects = 5;
    bool cut = false;  ///< of a longer body, take the first `body_bytes` in place of an error
};

struct FetchRequest {
    std::string url;
    std::string method = "GET";
    std::string body;
    std::string content_type;
    HeaderFields headers;
    std::string etag;           ///< as the server sent it; makes the request conditional
    std::string last_modified;  ///< the same
    FetchLimits limits;
    /// Asked before each hop, the first included; none: any host the guard lets pass.
    std::function<core::Task<core::Result<void>>(WebAddress)> permit;
};

struct FetchResponse {
    unsigned status = 0;        ///< any final one but a followed redirect; 304 answers a conditional request
    unsigned http_version = 0;  ///< the last hop's: 10, 11 or 20
    std::string url;            ///< after redirects
    HeaderFields headers;
    std::string body;                     ///< content codings removed
    std::vector<std::string> hops;        ///< addresses that redirected, in order
    std::chrono::milliseconds latency{};  ///< from the last hop's request to its first byte
};

struct FetcherOptions {
    std::string user_agent;
    std::string ca_file = {};  ///< PEM; empty: the system's
    bool cookies = true;       ///< keep them, in memory, for the life of the fetcher
    long connections = 64;
    long connections_per_host = 16;
};

/// HTTP/1.1 and, where a server offers it by TLS (ALPN), HTTP/2 by libcurl on an io_context. Each hop passes
/// the guard, and each socket is opened only to an address the guard checked for that hop. Belongs to one
/// io_context and outlives its fetches.
///
/// Errors have these codes: `malformed-address`, `address-with-user`, `unsupported-scheme`, `port-denied`,
/// `address-denied`, `name-not-resolved`, `connect-failed`, `connect-timeout`, `tls-failed`, `timed-out`,
/// `too-slow`, `too-large`, `compression-bomb`, `bad-encoding`, `header-too-large`, `not-http`,
/// `connection-lost`, `too-many-redirects`, `redirect-loop`, `bad-redirect`, and whatever `permit` gives.
class Fetcher {
public:
    Fetcher(asio::any_io_executor executor, Guard& guard, FetcherOptions options);
    ~Fetcher();
    Fetcher(const Fetcher&) = delete;
    Fetcher& operator=(const Fetcher&) = delete;

    /// An answer with any status is a success. Cancelling the awaiting coroutine ends the transfer.
    core::Task<core::Result<FetchResponse>> fetch(FetchRequest request);

private:
    core::Task<core::Result<FetchResponse>> fetch_once(
        const FetchRequest& request, const WebAddress& address
    );

    Guard& guard_;
    FetcherOptions options_;
    class Multi;
    std::unique_ptr<Multi> multi_;
    friend class Transfer;
};

}  // namespace scraper
