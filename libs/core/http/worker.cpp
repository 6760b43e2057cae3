#include "core/http/worker.hpp"

#include "core/base/log.hpp"
#include "core/http/server_state.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fmt/format.h>
#include <openssl/rand.h>

#include <array>
#include <charconv>
#include <stdexcept>

namespace core::http {

namespace {

using ReusePort = asio::detail::socket_option::boolean<SOL_SOCKET, SO_REUSEPORT>;

constexpr auto kToken = asio::as_tuple(asio::use_awaitable);
constexpr int kBacklog = 4096;
constexpr std::chrono::milliseconds kPause{50};

/// IMF-fixdate (RFC 9110 §5.6.7).
std::string format_date(std::chrono::sys_seconds second) {
    static constexpr std::array<const char*, 7> kDays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static constexpr std::array<const char*, 12> kMonths{
        "Jan",
        "Feb",
        "Mar",
        "Apr",
        "May",
        "Jun",
        "Jul",
        "Aug",
        "Sep",
        "Oct",
        "Nov",
        "Dec",
    };
    const auto day = std::chrono::floor<std::chrono::days>(second);
    const std::chrono::year_month_day date(day);
    const std::chrono::hh_mm_ss time(second - day);
    return fmt::format(
        "{}, {:02} {} {:04} {:02}:{:02}:{:02} GMT",
        kDays[std::chrono::weekday(day).c_encoding()],
        static_cast<unsigned>(date.day()),
        kMonths[static_cast<unsigned>(date.month()) - 1],
        static_cast<int>(date.year()),
        time.hours().count(),
        time.minutes().count(),
        time.seconds().count()
    );
}

std::string random_prefix() {
    std::array<unsigned char, 6> bytes{};
    if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1) {
        throw std::runtime_error("no random bytes");
    }
    std::string out;
    for (const unsigned char byte : bytes) {
        fmt::format_to(std::back_inserter(out), "{:02x}", byte);
    }
    out.push_back('-');
    return out;
}

}  // namespace

Worker::Worker(SharedState& shared, unsigned index, std::shared_ptr<asio::ssl::context> tls)
    : shared_(shared), index_(index), tls_(std::move(tls)), id_prefix_(random_prefix()) {
    update_time();
}

void Worker::update_time() {
    now_ = std::chrono::steady_clock::now();
    const auto second = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    if (second != date_second_) {
        date_second_ = second;
        date_ = format_date(second);
    }
}

void Worker::append_request_id(std::string& out) {
    std::array<char, 16> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), ++next_id_, 16).ptr;
    out.append(id_prefix_).append(digits.data(), end);
}

std::uint16_t Worker::listen(const asio::ip::tcp::endpoint& endpoint) {
    acceptor_.open(endpoint.protocol());
    acceptor_.set_option(asio::socket_base::reuse_address(true));
    acceptor_.set_option(ReusePort(true));
    acceptor_.bind(endpoint);
    acceptor_.listen(kBacklog);
    return acceptor_.local_endpoint().port();
}

void Worker::run() {
    accepting_ = true;
    const auto report = [](const std::exception_ptr& fault) {
        if (fault) {
            std::rethrow_exception(fault);
        }
    };
    asio::co_spawn(context_, accept_loop(), [this, report](const std::exception_ptr& fault) {
        // What was accepted while the listener was being closed has not been drained.
        if (shared_.closing) {
            drain_sessions();
        }
        shared_.listener_closed();
        report(fault);
    });
    asio::co_spawn(context_, tick_loop(), report);
    for (;;) {
        try {
            context_.run();
            return;
        } catch (const std::exception& error) {
            log::error("uncaught exception on a server thread", {{"error", error.what()}});
        }
    }
}

Task<> Worker::tick_loop() {
    while (!context_.stopped()) {
        tick_.expires_after(shared_.config.limits.tick);
        const auto [fault] = co_await tick_.async_wait(kToken);
        if (fault) {
            co_return;
        }
        update_time();
        for (auto session = sessions_.begin(); session != sessions_.end();) {
            (session++)->tick(now_);
        }
    }
}

Task<> Worker::pause() {
    pause_.expires_after(kPause);
    co_await pause_.async_wait(kToken);
}

void Worker::warn_of_pause(std::string_view reason) {
    if (const auto now = std::chrono::steady_clock::now(); now - warned_ >= std::chrono::seconds(1)) {
        warned_ = now;
        log::error("no connections are accepted for now", {{"reason", reason}});
    }
}

Task<> Worker::accept_loop() {
    while (accepting_) {
        if (shared_.connections >= shared_.config.limits.connections) {
            warn_of_pause("connection limit reached");
            co_await pause();
            continue;
        }
        Socket socket(context_);
        asio::ip::tcp::endpoint peer;
        const auto [fault] = co_await acceptor_.async_accept(socket, peer, kToken);
        if (!fault) {
            // Even when the listener has been closed since: it may have been accepted before.
            admit(socket, peer);
        } else if (!accepting_) {
            break;
        } else if (fault != asio::error::connection_aborted) {
            // Out of descriptors or memory, most likely: trying again at once would spin.
            warn_of_pause(fault.message());
            co_await pause();
        }
    }
}

bool Worker::admit(Socket& socket, const asio::ip::tcp::endpoint& peer) {
    boost::system::error_code fault;
    socket.set_option(asio::ip::tcp::no_delay(true), fault);
    socket.non_blocking(true, fault);
    if (fault) {
        return false;
    }
    // Counted before the session exists: its destructor counts down.
    shared_.connections.fetch_add(1);
    try {
        if (tls_) {
            serve_tls(*this, std::move(socket), peer.address(), *tls_);
        } else {
            serve_plain(*this, std::move(socket), peer.address());
        }
    } catch (const std::exception& error) {
        log::error("a connection could not be served", {{"error", error.what()}});
    }
    return true;
}

void Worker::close_listener() {
    accepting_ = false;
    pause_.cancel();
    // What the kernel has accepted for us would be reset by closing.
    boost::system::error_code fault;
    acceptor_.non_blocking(true, fault);
    while (!fault) {
        Socket socket(context_);
        asio::ip::tcp::endpoint peer;
        acceptor_.accept(socket, peer, fault);
        if (!fault) {
            admit(socket, peer);
        }
    }
    acceptor_.close(fault);
}

void Worker::drain() {
    asio::post(context_, [this] {
        close_listener();
        drain_sessions();
    });
}

void Worker::drain_sessions() {
    for (auto session = sessions_.begin(); session != sessions_.end();) {
        (session++)->drain();
    }
}

void Worker::cut() {
    asio::post(context_, [this] {
        for (auto session = sessions_.begin(); session != sessions_.end();) {
            (session++)->cut();
        }
    });
}

void Worker::end() {
    context_.stop();
}

}  // namespace core::http
