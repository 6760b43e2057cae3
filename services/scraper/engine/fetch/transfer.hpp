#pragma once

#include "scraper/engine/fetch/multi.hpp"

#include <boost/asio/steady_timer.hpp>

#include <array>
#include <string>
#include <string_view>

namespace scraper {

/// One request to one checked destination and its answer, as it comes in. Ends with the object.
class Transfer {
public:
    Transfer(Fetcher::Multi& multi, Destination destination, const FetchLimits& limits);
    ~Transfer();
    Transfer(const Transfer&) = delete;
    Transfer& operator=(const Transfer&) = delete;

    void start(const FetchRequest& request, const WebAddress& address, const FetcherOptions& options);

    /// Waits for the end.
    core::Task<core::Result<FetchResponse>> answer();

    void finish(CURLcode result);

private:
    static std::size_t on_header(char* data, std::size_t size, std::size_t count, void* self);
    static std::size_t on_body(char* data, std::size_t size, std::size_t count, void* self);
    static curl_socket_t on_open(void* self, curlsocktype purpose, struct curl_sockaddr* address);

    bool take_header(std::string_view line);
    bool take_body(std::string_view bytes);
    bool abandon(std::string_view code, std::string_view detail);
    void set_request(const FetchRequest& request);
    void set_destination(const WebAddress& address);
    void add_field(const std::string& field);
    [[nodiscard]] core::Error failure() const;

    Fetcher::Multi& multi_;
    Destination destination_;
    FetchLimits limits_;
    CURL* easy_;
    asio::steady_timer done_;
    bool started_ = false;
    bool finished_ = false;
    bool cut_ = false;
    CURLcode result_ = CURLE_OK;
    curl_slist* fields_ = nullptr;
    curl_slist* pinned_ = nullptr;
    std::string request_body_;
    std::size_t header_bytes_ = 0;
    core::Error abandoned_;  ///< why we broke the transfer off; no code when we did not
    FetchResponse response_;
    std::array<char, CURL_ERROR_SIZE> error_text_{};
};

}  // namespace scraper
