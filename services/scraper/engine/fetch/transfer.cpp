#include "scraper/engine/fetch/transfer.hpp"

#include <boost/asio/as_tuple.hpp>
#include <fmt/format.h>

#include <cstring>
#include <netinet/in.h>
#include <new>
#include <sys/socket.h>

namespace scraper {

namespace {

using core::Error;
using core::ErrorKind;

constexpr long kReadBuffer = 32 * 1024;
constexpr std::size_t kFreeBytes = 1U << 20U;  // below, a ratio says nothing

/// The address and port of a socket about to be opened; port 0 for what is neither IPv4 nor IPv6.
std::pair<asio::ip::address, std::uint16_t> endpoint_of(const curl_sockaddr& address) {
    if (address.family == AF_INET && address.addrlen >= sizeof(sockaddr_in)) {
        sockaddr_in v4{};
        std::memcpy(&v4, &address.addr, sizeof v4);
        return {asio::ip::address_v4(ntohl(v4.sin_addr.s_addr)), ntohs(v4.sin_port)};
    }
    if (address.family == AF_INET6 && address.addrlen >= sizeof(sockaddr_in6)) {
        sockaddr_in6 v6{};
        std::memcpy(&v6, &address.addr, sizeof v6);
        asio::ip::address_v6::bytes_type bytes;
        std::memcpy(bytes.data(), v6.sin6_addr.s6_addr, bytes.size());
        return {asio::ip::address_v6(bytes, v6.sin6_scope_id), ntohs(v6.sin6_port)};
    }
    return {};
}

unsigned version_number(long version) {
    switch (version) {
        case CURL_HTTP_VERSION_1_0: return 10;
        case CURL_HTTP_VERSION_1_1: return 11;
        case CURL_HTTP_VERSION_2_0: return 20;
        default: return 0;
    }
}

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view kSpace = " \t\r\n";
    const auto first = text.find_first_not_of(kSpace);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(kSpace) - first + 1);
}

}  // namespace

Transfer::Transfer(Fetcher::Multi& multi, Destination destination, const FetchLimits& limits)
    : multi_(multi),
      destination_(std::move(destination)),
      limits_(limits),
      // One handle for one transfer: in a second one, a first header line that is folded makes libcurl 7.88
      // write where the headers of the first one were.
      easy_(curl_easy_init()),
      done_(multi.executor(), asio::steady_timer::time_point::max()) {
    if (easy_ == nullptr) throw std::bad_alloc();
}

Transfer::~Transfer() {
    if (started_) multi_.remove(easy_);
    curl_easy_cleanup(easy_);
    curl_slist_free_all(fields_);
    curl_slist_free_all(pinned_);
}

void Transfer::start(const FetchRequest& request, const WebAddress& address, const FetcherOptions& options) {
    const auto set = [this](auto option, auto value) {
        if (curl_easy_setopt(easy_, option, value) != CURLE_OK)
            throw std::runtime_error("libcurl refuses option " + std::to_string(option));
    };
    set(CURLOPT_PRIVATE, this);
    set(CURLOPT_URL, address.url.c_str());
    set(CURLOPT_DISALLOW_USERNAME_IN_URL, 1L);
    set(CURLOPT_PROTOCOLS_STR, "http,https");
    set(CURLOPT_PROXY, "");  // whatever the environment says
    set(CURLOPT_NOSIGNAL, 1L);
    set(CURLOPT_FOLLOWLOCATION, 0L);
    set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_2TLS));
    set(CURLOPT_ACCEPT_ENCODING, "");  // all that this libcurl can undo
    set(CURLOPT_BUFFERSIZE, kReadBuffer);
    set(CURLOPT_SSL_VERIFYPEER, 1L);
    set(CURLOPT_SSL_VERIFYHOST, 2L);
    set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    if (!options.ca_file.empty()) set(CURLOPT_CAINFO, options.ca_file.c_str());
    set(CURLOPT_USERAGENT, options.user_agent.c_str());
    set(CURLOPT_ERRORBUFFER, error_text_.data());
    set(CURLOPT_HEADERFUNCTION, &Transfer::on_header);
    set(CURLOPT_HEADERDATA, this);
    set(CURLOPT_WRITEFUNCTION, &Transfer::on_body);
    set(CURLOPT_WRITEDATA, this);
    set(CURLOPT_OPENSOCKETFUNCTION, &Transfer::on_open);
    set(CURLOPT_OPENSOCKETDATA, this);
    set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(limits_.connect.count()));
    set(CURLOPT_TIMEOUT_MS, static_cast<long>(limits_.total.count()));
    set(CURLOPT_LOW_SPEED_LIMIT, static_cast<long>(limits_.least_rate));
    set(CURLOPT_LOW_SPEED_TIME, static_cast<long>(limits_.least_rate_over.count()));
    if (!limits_.cut) set(CURLOPT_MAXFILESIZE_LARGE, static_cast<curl_off_t>(limits_.body_bytes));
    if (multi_.cookies() != nullptr) {
        set(CURLOPT_SHARE, multi_.cookies());
        set(CURLOPT_COOKIEFILE, "");
    }
    set_destination(address);
    set_request(request);
    set(CURLOPT_HTTPHEADER, fields_);
    response_.url = address.url;
    multi_.add(easy_);
    started_ = true;
}

/// libcurl never resolves: it is told the addresses that were checked. The socket is checked once more when
/// it is opened.
void Transfer::set_destination(const WebAddress& address) {
    boost::system::error_code no_literal;
    asio::ip::make_address(address.host, no_literal);
    if (!no_literal) return;
    auto entry = fmt::format("+{}:{}:", address.host, address.port);
    for (const auto& one : destination_.addresses) {
        if (entry.back() != ':' || &one != &destination_.addresses.front()) entry += ',';
        entry += one.is_v6() ? "[" + one.to_string() + "]" : one.to_string();
    }
    pinned_ = curl_slist_append(nullptr, entry.c_str());
    curl_easy_setopt(easy_, CURLOPT_RESOLVE, pinned_);
}

void Transfer::set_request(const FetchRequest& request) {
    if (request.method == "HEAD") {
        curl_easy_setopt(easy_, CURLOPT_NOBODY, 1L);
    } else if (request.method != "GET") {
        request_body_ = request.body;
        curl_easy_setopt(easy_, CURLOPT_CUSTOMREQUEST, request.method.c_str());
        curl_easy_setopt(easy_, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request_body_.size()));
        curl_easy_setopt(easy_, CURLOPT_POSTFIELDS, request_body_.c_str());
        add_field("Content-Type: " + request.content_type);
        add_field("Expect:");
    }
    for (const auto& [name, value] : request.headers) add_field(name + ": " + value);
    if (find_field(request.headers, "Accept").empty()) {
        add_field("Accept: text/html,application/xhtml+xml,application/json,application/xml;q=0.9,*/*;q=0.8");
    }
    if (!request.etag.empty()) add_field("If-None-Match: " + request.etag);
    if (!request.last_modified.empty()) add_field("If-Modified-Since: " + request.last_modified);
}

void Transfer::add_field(const std::string& field) {
    if (field.find_first_of(std::string_view("\r\n\0", 3)) != std::string::npos) return;
    fields_ = curl_slist_append(fields_, field.c_str());
}

core::Task<core::Result<FetchResponse>> Transfer::answer() {
    while (!finished_) {
        const auto [ended] = co_await done_.async_wait(asio::as_tuple(asio::use_awaitable));
        if (ended && !finished_) throw boost::system::system_error(ended);
    }
    if (result_ != CURLE_OK && !cut_) co_return failure();
    long status = 0;
    curl_easy_getinfo(easy_, CURLINFO_RESPONSE_CODE, &status);
    response_.status = static_cast<unsigned>(status);
    long version = CURL_HTTP_VERSION_NONE;
    curl_easy_getinfo(easy_, CURLINFO_HTTP_VERSION, &version);
    response_.http_version = version_number(version);
    curl_off_t connected = 0;
    curl_off_t first_byte = 0;
    curl_easy_getinfo(easy_, CURLINFO_PRETRANSFER_TIME_T, &connected);
    curl_easy_getinfo(easy_, CURLINFO_STARTTRANSFER_TIME_T, &first_byte);
    response_.latency = std::chrono::milliseconds((first_byte - connected) / 1000);
    co_return std::move(response_);
}

void Transfer::finish(CURLcode result) {
    result_ = result;
    finished_ = true;
    done_.cancel();
}

std::size_t Transfer::on_header(char* data, std::size_t size, std::size_t count, void* self) {
    return static_cast<Transfer*>(self)->take_header({data, size * count}) ? size * count : 0;
}

std::size_t Transfer::on_body(char* data, std::size_t size, std::size_t count, void* self) {
    return static_cast<Transfer*>(self)->take_body({data, size * count}) ? size * count : 0;
}

curl_socket_t Transfer::on_open(void* self, curlsocktype /*purpose*/, curl_sockaddr* address) {
    auto& transfer = *static_cast<Transfer*>(self);
    const auto [host, port] = endpoint_of(*address);
    if (!transfer.destination_.admits(host, port)) {
        transfer.abandon("address-denied", "the connection leads to an address that was not checked");
        return CURL_SOCKET_BAD;
    }
    return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

bool Transfer::abandon(std::string_view code, std::string_view detail) {
    const auto kind = code == "address-denied" ? ErrorKind::forbidden : ErrorKind::too_large;
    abandoned_ = Error{kind, std::string(code), std::string(detail)};
    return false;
}

bool Transfer::take_header(std::string_view line) {
    header_bytes_ += line.size();
    if (header_bytes_ > limits_.header_bytes)
        return abandon("header-too-large", fmt::format("more than {} bytes of header", limits_.header_bytes));
    if (line.starts_with("HTTP/")) {
        response_.headers.clear();  // of an interim answer
        return true;
    }
    const auto colon = line.find(':');
    if (colon == std::string_view::npos || colon == 0) return true;
    response_.headers.emplace_back(line.substr(0, colon), trimmed(line.substr(colon + 1)));
    return true;
}

bool Transfer::take_body(std::string_view bytes) {
    auto& body = response_.body;
    const auto size = body.size() + bytes.size();
    if (size > limits_.body_bytes && limits_.cut) {
        body.append(bytes.substr(0, limits_.body_bytes - body.size()));
        cut_ = true;
        return false;
    }
    if (size > limits_.body_bytes)
        return abandon("too-large", fmt::format("more than {} bytes", limits_.body_bytes));
    curl_off_t received = 0;
    curl_easy_getinfo(easy_, CURLINFO_SIZE_DOWNLOAD_T, &received);
    // libcurl counts a chunk after it has decoded it.
    const auto counted = static_cast<std::size_t>(received) + static_cast<std::size_t>(kReadBuffer);
    if (size > kFreeBytes && size > counted * limits_.ratio)
        return abandon("compression-bomb", fmt::format("grows by more than {} when decoded", limits_.ratio));
    body.append(bytes);
    return true;
}

Error Transfer::failure() const {
    if (!abandoned_.code.empty()) return abandoned_;
    const std::string_view said = error_text_[0] == '\0' ? curl_easy_strerror(result_) : error_text_.data();
    const auto error = [said](ErrorKind kind, std::string code) {
        return Error{kind, std::move(code), std::string(said)};
    };
    switch (result_) {
        case CURLE_COULDNT_CONNECT: return error(ErrorKind::unavailable, "connect-failed");
        case CURLE_COULDNT_RESOLVE_HOST: return error(ErrorKind::unavailable, "name-not-resolved");
        case CURLE_OPERATION_TIMEDOUT: {
            curl_off_t connected = 0;
            curl_easy_getinfo(easy_, CURLINFO_CONNECT_TIME_T, &connected);
            if (said.starts_with("Operation too slow")) return error(ErrorKind::timed_out, "too-slow");
            return error(ErrorKind::timed_out, connected == 0 ? "connect-timeout" : "timed-out");
        }
        case CURLE_SSL_CONNECT_ERROR:
        case CURLE_SSL_CERTPROBLEM:
        case CURLE_SSL_CIPHER:
        case CURLE_SSL_CACERT_BADFILE:
        case CURLE_SSL_ISSUER_ERROR:
        case CURLE_SSL_INVALIDCERTSTATUS:
        case CURLE_PEER_FAILED_VERIFICATION: return error(ErrorKind::unavailable, "tls-failed");
        case CURLE_FILESIZE_EXCEEDED: return error(ErrorKind::too_large, "too-large");
        case CURLE_BAD_CONTENT_ENCODING: return error(ErrorKind::malformed, "bad-encoding");
        case CURLE_UNSUPPORTED_PROTOCOL:
        case CURLE_WEIRD_SERVER_REPLY: return error(ErrorKind::malformed, "not-http");
        case CURLE_URL_MALFORMAT: return error(ErrorKind::invalid_input, "malformed-address");
        default: return error(ErrorKind::unavailable, "connection-lost");
    }
}

}  // namespace scraper
