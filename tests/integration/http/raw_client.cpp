#include "raw_client.hpp"

#include "core/http/ascii.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <netinet/in.h>
#include <stdexcept>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

namespace core::http::testing {

namespace {

std::string_view find_field(std::string_view head, std::string_view name, bool& found) {
    found = false;
    while (!head.empty()) {
        const std::size_t end = std::min(head.find("\r\n"), head.size());
        const std::string_view line = head.substr(0, end);
        head.remove_prefix(std::min(end + 2, head.size()));
        const std::size_t colon = line.find(':');
        if (colon != std::string_view::npos && ascii::iequals(line.substr(0, colon), name)) {
            found = true;
            return ascii::trim(line.substr(colon + 1));
        }
    }
    return {};
}

}  // namespace

std::string RawResponse::header(std::string_view name) const {
    bool found = false;
    return std::string(find_field(head, name, found));
}

bool RawResponse::has(std::string_view name) const {
    bool found = false;
    find_field(head, name, found);
    return found;
}

RawClient::RawClient(std::uint16_t port, const char* from)
    : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    if (fd_ < 0) {
        throw std::runtime_error("socket");
    }
    const timeval limit{10, 0};
    ::setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    ::setsockopt(fd_, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    ::inet_pton(AF_INET, from, &address.sin_addr);
    const auto* const generic = reinterpret_cast<const sockaddr*>(&address);
    if (::bind(fd_, generic, sizeof address) != 0) {
        throw std::runtime_error("bind");
    }
    ::inet_pton(AF_INET, "127.0.0.1", &address.sin_addr);
    address.sin_port = htons(port);
    if (::connect(fd_, generic, sizeof address) != 0) {
        ::close(fd_);
        throw std::runtime_error("connect");
    }
}

RawClient::~RawClient() {
    if (fd_ >= 0) {
        ::close(fd_);
    }
}

bool RawClient::send(std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t sent = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent <= 0) {
            return false;
        }
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
}

void RawClient::finish_sending() {
    ::shutdown(fd_, SHUT_WR);
}

bool RawClient::read_more() {
    std::array<char, 16384> bytes;
    const ssize_t count = ::recv(fd_, bytes.data(), bytes.size(), 0);
    if (count <= 0) {
        return false;
    }
    received_.append(bytes.data(), static_cast<std::size_t>(count));
    return true;
}

RawResponse RawClient::receive(bool to_head) {
    RawResponse response;
    std::size_t end = 0;
    while ((end = received_.find("\r\n\r\n")) == std::string::npos) {
        if (!read_more()) {
            return response;
        }
    }
    response.head = received_.substr(0, end + 2);
    received_.erase(0, end + 4);
    response.status = static_cast<unsigned>(std::stoul(response.head.substr(9, 3)));
    const std::string length = response.header("Content-Length");
    const std::size_t size = to_head || length.empty() ? 0 : std::stoul(length);
    while (received_.size() < size) {
        if (!read_more()) {
            return {};
        }
    }
    response.body = received_.substr(0, size);
    received_.erase(0, size);
    return response;
}

bool RawClient::closed() {
    char byte = 0;
    return received_.empty() && ::recv(fd_, &byte, 1, 0) <= 0 && errno != EAGAIN;
}

std::string get(std::string_view target, std::string_view fields) {
    return std::string("GET ")
        .append(target)
        .append(" HTTP/1.1\r\nHost: test\r\n")
        .append(fields)
        .append("\r\n");
}

}  // namespace core::http::testing
