// An answer as a server may send it: its coding, cookies, redirects and Retry-After by the real fetcher over
// a socket, its character set, and a snapshot of it. The first byte chooses.
#include "core/base/utf8.hpp"
#include "scraper/engine/fetch/fetcher.hpp"
#include "scraper/engine/fetch/retry_after.hpp"
#include "scraper/engine/read/charset.hpp"
#include "scraper/engine/snapshots/compression.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <fmt/format.h>

#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using namespace scraper;

constexpr std::size_t kMost = 1U << 20U;

/// A server that gives every connection the same bytes, and one who asks it. No other address is opened, and
/// no name is resolved.
class Exchange {
public:
    Exchange()
        : acceptor_(io_, tcp::endpoint(asio::ip::address_v4::loopback(), 0)),
          host_(fmt::format("127.0.0.1:{}", acceptor_.local_endpoint().port())),
          guard_({.ports = {}, .opened = {host_}}, nowhere),
          fetcher_(io_.get_executor(), guard_, {.user_agent = "TestBot/1.0"}) {
        asio::co_spawn(io_, serve(), asio::detached);
    }

    void answer(std::string bytes) {
        bytes_ = std::move(bytes);
        bool done = false;
        asio::co_spawn(io_, ask(), [&done](const std::exception_ptr& thrown) {
            if (thrown) __builtin_trap();
            done = true;
        });
        io_.restart();
        while (!done) io_.run_one();
    }

private:
    static core::Task<core::Result<std::vector<asio::ip::address>>> nowhere(std::string /*host*/) {
        co_return std::vector<asio::ip::address>();
    }

    core::Task<> serve() {
        while (true) {
            auto socket = co_await acceptor_.async_accept(asio::use_awaitable);
            std::string request(4096, '\0');
            co_await socket.async_read_some(asio::buffer(request), asio::as_tuple(asio::use_awaitable));
            co_await asio::async_write(socket, asio::buffer(bytes_), asio::as_tuple(asio::use_awaitable));
        }
    }

    core::Task<> ask() {
        FetchRequest request;
        request.url = "http://" + host_ + "/a";
        request.limits.body_bytes = kMost;
        request.limits.total = std::chrono::milliseconds(2'000);
        const auto response = co_await fetcher_.fetch(std::move(request));
        if (!response) {
            if (response.error().code.empty()) __builtin_trap();
            co_return;
        }
        if (response->body.size() > kMost) __builtin_trap();
        (void)parse_retry_after(find_field(response->headers, "Retry-After"), {});
    }

    asio::io_context io_;
    tcp::acceptor acceptor_;
    std::string host_;
    std::string bytes_;
    Guard guard_;
    Fetcher fetcher_;
};

void decode(std::string_view type, std::string_view body) {
    const auto decoded = read::decode_body(body, type);
    if (!core::is_utf8(decoded.text)) __builtin_trap();
    (void)read::encoding_of_label(type);
}

void unpack(std::string_view bytes) {
    if (decompress(compress(bytes), bytes.size()) != bytes) __builtin_trap();
    try {
        if (decompress(bytes, kMost).size() > kMost) __builtin_trap();
    } catch (const std::runtime_error&) {  // NOLINT(bugprone-empty-catch): what most bytes deserve
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static Exchange exchange;
    if (size < 1) return 0;
    const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
    const auto middle = text.find('\0');
    const auto rest = middle == std::string_view::npos ? std::string_view() : text.substr(middle + 1);
    switch (data[0] % 5) {
        case 0: exchange.answer(std::string(text)); break;
        case 1:
            exchange.answer(fmt::format("HTTP/1.1 200 OK\r\n{}\r\n\r\n{}", text.substr(0, middle), rest));
            break;
        case 2: decode(text.substr(0, middle), rest); break;
        case 3: unpack(text); break;
        default: (void)parse_retry_after(text, {}); break;
    }
    return 0;
}
