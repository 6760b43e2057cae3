#include "scraper/engine/fetch/multi.hpp"

#include "scraper/engine/fetch/transfer.hpp"

#include <new>

namespace scraper {

namespace {

/// libcurl wants to be initialised once, before threads use it.
void init_curl() {
    static const CURLcode once = curl_global_init(CURL_GLOBAL_DEFAULT);
    if (once != CURLE_OK) throw std::bad_alloc();
}

}  // namespace

/// A socket of libcurl's, lent to the reactor while libcurl wants to hear of it.
struct Fetcher::Multi::Socket {
    Socket(const asio::any_io_executor& executor, curl_socket_t fd) : descriptor(executor, fd), number(fd) {}

    ~Socket() { descriptor.release(); }

    asio::posix::stream_descriptor descriptor;
    curl_socket_t number;
    int wanted = 0;   ///< CURL_POLL_IN, CURL_POLL_OUT or both
    int pending = 0;  ///< what is being waited for
};

Fetcher::Multi::Multi(asio::any_io_executor executor, const FetcherOptions& options)
    : executor_(std::move(executor)), timer_(executor_) {
    init_curl();
    multi_ = curl_multi_init();
    if (multi_ == nullptr) throw std::bad_alloc();
    curl_multi_setopt(multi_, CURLMOPT_SOCKETFUNCTION, &Multi::on_socket);
    curl_multi_setopt(multi_, CURLMOPT_SOCKETDATA, this);
    curl_multi_setopt(multi_, CURLMOPT_TIMERFUNCTION, &Multi::on_timer);
    curl_multi_setopt(multi_, CURLMOPT_TIMERDATA, this);
    curl_multi_setopt(multi_, CURLMOPT_PIPELINING, CURLPIPE_MULTIPLEX);
    curl_multi_setopt(multi_, CURLMOPT_MAX_TOTAL_CONNECTIONS, options.connections);
    curl_multi_setopt(multi_, CURLMOPT_MAX_HOST_CONNECTIONS, options.connections_per_host);
    curl_multi_setopt(multi_, CURLMOPT_MAXCONNECTS, options.connections);
    if (!options.cookies) return;
    cookies_ = curl_share_init();
    if (cookies_ != nullptr) curl_share_setopt(cookies_, CURLSHOPT_SHARE, CURL_LOCK_DATA_COOKIE);
}

Fetcher::Multi::~Multi() {
    *alive_ = false;
    curl_multi_cleanup(multi_);
    sockets_.clear();
    if (cookies_ != nullptr) curl_share_cleanup(cookies_);
}

void Fetcher::Multi::add(CURL* easy) {
    if (curl_multi_add_handle(multi_, easy) != CURLM_OK) throw std::bad_alloc();
}

void Fetcher::Multi::remove(CURL* easy) {
    curl_multi_remove_handle(multi_, easy);
}

int Fetcher::Multi::on_socket(CURL* /*easy*/, curl_socket_t fd, int what, void* self, void* /*socket*/) {
    static_cast<Multi*>(self)->watch(fd, what);
    return 0;
}

int Fetcher::Multi::on_timer(CURLM* /*multi*/, long timeout_ms, void* self) {
    auto& multi = *static_cast<Multi*>(self);
    if (timeout_ms < 0) {
        multi.timer_.cancel();
        return 0;
    }
    // Never straight from here: libcurl is not to be entered again from its own callback.
    multi.timer_.expires_after(std::chrono::milliseconds(timeout_ms));
    multi.timer_.async_wait([&multi, alive = multi.alive_](const boost::system::error_code& cancelled) {
        if (!cancelled && *alive) multi.act(CURL_SOCKET_TIMEOUT, 0);
    });
    return 0;
}

void Fetcher::Multi::watch(curl_socket_t fd, int what) {
    if (what == CURL_POLL_REMOVE) {
        const auto found = sockets_.find(fd);
        if (found == sockets_.end()) return;
        found->second->wanted = 0;
        found->second->descriptor.release();  // ends the waits; the descriptor is libcurl's to close
        sockets_.erase(found);
        return;
    }
    auto& socket = sockets_[fd];
    if (!socket) socket = std::make_shared<Socket>(executor_, fd);
    socket->wanted = what;
    wait(socket, CURL_POLL_IN);
    wait(socket, CURL_POLL_OUT);
}

void Fetcher::Multi::wait(const std::shared_ptr<Socket>& socket, int direction) {
    if ((socket->wanted & direction) == 0 || (socket->pending & direction) != 0) return;
    socket->pending |= direction;
    const auto type = direction == CURL_POLL_IN ? asio::posix::stream_descriptor::wait_read
                                                : asio::posix::stream_descriptor::wait_write;
    socket->descriptor.async_wait(
        type,
        [this, alive = alive_, socket, direction](const boost::system::error_code& failed) {
            socket->pending &= ~direction;
            if (failed == asio::error::operation_aborted || !*alive) return;
            if ((socket->wanted & direction) == 0) return;
            const int event = direction == CURL_POLL_IN ? CURL_CSELECT_IN : CURL_CSELECT_OUT;
            act(socket->number, failed ? CURL_CSELECT_ERR : event);
            if (*alive) wait(socket, direction);
        }
    );
}

void Fetcher::Multi::act(curl_socket_t fd, int events) {
    int running = 0;
    curl_multi_socket_action(multi_, fd, events, &running);
    report_finished();
}

void Fetcher::Multi::report_finished() {
    int left = 0;
    while (const CURLMsg* message = curl_multi_info_read(multi_, &left)) {
        if (message->msg != CURLMSG_DONE) continue;
        Transfer* transfer = nullptr;
        curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &transfer);
        if (transfer != nullptr) transfer->finish(message->data.result);
    }
}

}  // namespace scraper
