#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace core::http::testing {

struct RawResponse {
    unsigned status = 0;
    std::string head;  ///< status line and fields
    std::string body;

    [[nodiscard]] std::string header(std::string_view name) const;
    [[nodiscard]] bool has(std::string_view name) const;
};

/// A blocking connection that sends exactly the bytes it is told to. Waits 10 s at most for anything.
class RawClient {
public:
    explicit RawClient(std::uint16_t port, const char* from = "127.0.0.1");
    ~RawClient();

    RawClient(RawClient&& other) noexcept : fd_(other.fd_), received_(std::move(other.received_)) {
        other.fd_ = -1;
    }

    RawClient(const RawClient&) = delete;

    /// False when the server has closed.
    bool send(std::string_view bytes);
    void finish_sending();

    /// The next response; status 0 when the connection ended instead. Responses to HEAD have no body.
    RawResponse receive(bool to_head = false);

    RawResponse exchange(std::string_view bytes) {
        send(bytes);
        return receive();
    }

    /// True once the server has closed and sent nothing more.
    bool closed();

    [[nodiscard]] int fd() const { return fd_; }

private:
    bool read_more();

    int fd_ = -1;
    std::string received_;
};

std::string get(std::string_view target, std::string_view fields = "");

}  // namespace core::http::testing
