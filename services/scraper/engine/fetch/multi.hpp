#pragma once

#include "scraper/engine/fetch/fetcher.hpp"

#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>

#include <curl/curl.h>
#include <map>
#include <memory>
#include <vector>

namespace scraper {

class Transfer;

/// libcurl's multi handle driven by Asio: its sockets are watched and its timer is kept by the io_context.
class Fetcher::Multi {
public:
    Multi(asio::any_io_executor executor, const FetcherOptions& options);
    ~Multi();
    Multi(const Multi&) = delete;
    Multi& operator=(const Multi&) = delete;

    /// Starts a transfer whose CURLOPT_PRIVATE is its Transfer; that is told of the end.
    void add(CURL* easy);
    void remove(CURL* easy);

    [[nodiscard]] CURLSH* cookies() const { return cookies_; }

    [[nodiscard]] const asio::any_io_executor& executor() const { return executor_; }

private:
    struct Socket;

    static int on_socket(CURL* easy, curl_socket_t fd, int what, void* self, void* socket);
    static int on_timer(CURLM* multi, long timeout_ms, void* self);

    void watch(curl_socket_t fd, int what);
    void wait(const std::shared_ptr<Socket>& socket, int direction);
    void act(curl_socket_t fd, int events);
    void report_finished();

    asio::any_io_executor executor_;
    asio::steady_timer timer_;
    CURLM* multi_;
    CURLSH* cookies_ = nullptr;
    std::map<curl_socket_t, std::shared_ptr<Socket>> sockets_;
    std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

}  // namespace scraper
