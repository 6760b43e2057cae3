#include "core/base/log.hpp"
#include "core/postgres/migrator.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <fmt/format.h>

#include <algorithm>

namespace core::postgres {

namespace {

using std::chrono::steady_clock;

constexpr std::chrono::milliseconds kPause{500};
constexpr std::chrono::seconds kLogEvery{5};

// Why a connection cannot be opened now; empty when it can.
Task<std::string> try_once(ConnectionConfig config) {
    try {
        co_await Connection::open(std::move(config));
    } catch (const boost::system::system_error& error) {
        if (error.code() == asio::error::operation_aborted) throw;
        co_return error.what();
    } catch (const std::exception& error) {
        co_return error.what();
    }
    co_return "";
}

}  // namespace

Task<Result<void>> wait_until_reachable(ConnectionConfig config, std::chrono::milliseconds limit) {
    const auto until = steady_clock::now() + limit;
    std::string logged;
    steady_clock::time_point logged_at;
    for (;;) {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - steady_clock::now());
        auto attempt = config;
        attempt.connect_timeout = std::clamp(left, std::chrono::milliseconds(1), config.connect_timeout);
        const auto reason = co_await try_once(std::move(attempt));
        if (reason.empty()) co_return Result<void>();

        const auto now = steady_clock::now();
        if (reason != logged || now - logged_at >= kLogEvery) {
            log::warning("waiting for the database", {{"reason", reason}});
            logged = reason;
            logged_at = now;
        }
        if (now >= until) {
            co_return Error{
                ErrorKind::unavailable,
                "database-unreachable",
                fmt::format("the database could not be reached within {} ms: {}", limit.count(), reason)
            };
        }
        asio::steady_timer pause(co_await asio::this_coro::executor, std::min(now + kPause, until));
        co_await pause.async_wait(asio::use_awaitable);
    }
}

}  // namespace core::postgres
