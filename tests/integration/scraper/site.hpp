#pragma once

#include "peer.hpp"
#include "scraper/engine/fetch/fetcher.hpp"

#include <boost/asio/io_context.hpp>

#include <chrono>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace tests {

namespace asio = boost::asio;
using asio::ip::tcp;

/// A web site on loopback, on the test's own io_context. Answers by path; opened in the guard, which
/// otherwise forbids loopback.
class Site {
public:
    /// Writes an answer to one request; the connection is kept when it gives true.
    using Serve = std::function<core::Task<bool>(tcp::socket&, std::string request)>;

    explicit Site(asio::io_context& io);

    /// Another site on the same io_context.
    void on(std::string path, Serve serve);
    void on(std::string path, unsigned status, std::string headers, std::string body);

    /// Takes requests for a path and never answers them.
    void swallow(std::string path);

    [[nodiscard]] std::string url(std::string_view path) const { return peer_.url(path); }

    /// `127.0.0.1:port`, to be opened in a guard.
    [[nodiscard]] std::string host() const;

    [[nodiscard]] std::size_t connections() const { return peer_.connections(); }

    std::vector<std::string> requests;  ///< heads and bodies, in order

private:
    core::Task<> serve(tcp::socket& socket);

    std::map<std::string, Serve> pages_;
    core::http::test::Peer peer_;
};

/// A head, then the same piece until the client goes, with a pause after each.
Site::Serve never_ends(
    std::string head, std::string piece, std::chrono::milliseconds pause = std::chrono::milliseconds(0)
);

std::string answer(unsigned status, std::string_view headers, std::string_view body);

/// gzip (RFC 1952).
std::string gzip(std::string_view bytes);

/// The path and query of a request.
std::string target_of(std::string_view request);

/// Fetches through a guard that has opened the hosts given.
struct Browser {
    Browser(asio::io_context& context, std::vector<std::string> opened, std::string ca_file = {});

    core::Result<scraper::FetchResponse> get(std::string url, scraper::FetchLimits limits = {});
    core::Result<scraper::FetchResponse> fetch(scraper::FetchRequest request);

    /// The code of the error of a GET; empty when it succeeds.
    std::string fault(std::string url, scraper::FetchLimits limits = {});

    asio::io_context& io;
    scraper::Guard guard;
    scraper::Fetcher fetcher;
};

}  // namespace tests
