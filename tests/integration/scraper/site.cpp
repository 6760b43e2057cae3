#include "site.hpp"

#include "support/run.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <fmt/format.h>
#include <zlib.h>

namespace tests {

Site::Site(asio::io_context& io)
    : peer_(io, [this](tcp::socket& socket, std::size_t) { return serve(socket); }) {}

void Site::on(std::string path, Serve serve) {
    pages_[std::move(path)] = std::move(serve);
}

void Site::on(std::string path, unsigned status, std::string headers, std::string body) {
    on(std::move(path),
       [bytes = answer(status, headers, body)](tcp::socket& socket, std::string) -> core::Task<bool> {
           co_await core::http::test::write(socket, bytes);
           co_return true;
       });
}

void Site::swallow(std::string path) {
    on(std::move(path), [](tcp::socket& socket, std::string) -> core::Task<bool> {
        boost::asio::steady_timer longest(socket.get_executor(), std::chrono::seconds(60));
        co_await longest.async_wait(boost::asio::use_awaitable);
        co_return false;
    });
}

std::string Site::host() const {
    const auto whole = peer_.url("");
    return whole.substr(std::string_view("http://").size());
}

core::Task<> Site::serve(tcp::socket& socket) {
    while (true) {
        const auto request = co_await core::http::test::read_request(socket);
        if (request.empty()) co_return;
        requests.push_back(request);
        const auto target = target_of(request);
        const auto page = pages_.find(target.substr(0, target.find('?')));
        if (page == pages_.end()) {
            co_await core::http::test::write(socket, answer(404, "", "not here"));
            continue;
        }
        const bool keep = co_await page->second(socket, request);
        if (!keep) co_return;
    }
}

Site::Serve never_ends(std::string head, std::string piece, std::chrono::milliseconds pause) {
    return [=](tcp::socket& socket, std::string) -> core::Task<bool> {
        const auto send = [&socket](const std::string& bytes) -> core::Task<bool> {
            const auto [failed, size] =
                co_await asio::async_write(socket, asio::buffer(bytes), asio::as_tuple(asio::use_awaitable));
            co_return !failed;
        };
        bool there = co_await send(head);
        asio::steady_timer timer(socket.get_executor());
        while (there) {
            there = co_await send(piece);
            if (pause.count() == 0) continue;
            timer.expires_after(pause);
            co_await timer.async_wait(asio::use_awaitable);
        }
        co_return false;
    };
}

std::string answer(unsigned status, std::string_view headers, std::string_view body) {
    return fmt::format(
        "HTTP/1.1 {} Word\r\n{}Content-Length: {}\r\n\r\n{}", status, headers, body.size(), body
    );
}

std::string gzip(std::string_view bytes) {
    z_stream stream{};
    deflateInit2(&stream, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
    std::string packed(deflateBound(&stream, bytes.size()), '\0');
    std::string plain(bytes);
    stream.next_in = reinterpret_cast<Bytef*>(plain.data());  // NOLINT: zlib's type
    stream.avail_in = static_cast<uInt>(plain.size());
    stream.next_out = reinterpret_cast<Bytef*>(packed.data());  // NOLINT
    stream.avail_out = static_cast<uInt>(packed.size());
    deflate(&stream, Z_FINISH);
    packed.resize(stream.total_out);
    deflateEnd(&stream);
    return packed;
}

std::string target_of(std::string_view request) {
    const auto from = request.find(' ') + 1;
    return std::string(request.substr(from, request.find(' ', from) - from));
}

namespace {

scraper::GuardOptions opening(std::vector<std::string> opened) {
    scraper::GuardOptions options;
    options.opened = std::move(opened);
    return options;
}

}  // namespace

Browser::Browser(asio::io_context& context, std::vector<std::string> opened, std::string ca_file)
    : io(context),
      guard(opening(std::move(opened))),
      fetcher(context.get_executor(), guard, {"TestBot/1.0", std::move(ca_file)}) {}

core::Result<scraper::FetchResponse> Browser::get(std::string url, scraper::FetchLimits limits) {
    scraper::FetchRequest request;
    request.url = std::move(url);
    request.limits = limits;
    return fetch(std::move(request));
}

core::Result<scraper::FetchResponse> Browser::fetch(scraper::FetchRequest request) {
    return run(io, fetcher.fetch(std::move(request)));
}

std::string Browser::fault(std::string url, scraper::FetchLimits limits) {
    const auto response = get(std::move(url), limits);
    return response ? "" : response.error().code;
}

}  // namespace tests
