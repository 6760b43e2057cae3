#include "core/async/with_deadline.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/experimental/parallel_group.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>

#include <algorithm>
#include <exception>

namespace core {

namespace {

// A caller's "no limit" must not overflow the clock.
constexpr std::chrono::steady_clock::duration kLongest = std::chrono::hours(24 * 365);

}  // namespace

Task<bool> with_deadline(std::chrono::steady_clock::duration limit, Task<> operation) {
    const auto executor = co_await asio::this_coro::executor;
    asio::steady_timer timer(executor, std::min(limit, kLongest));

    const auto [order, thrown, timer_error] =
        co_await asio::experimental::make_parallel_group(
            asio::co_spawn(executor, std::move(operation), asio::deferred), timer.async_wait(asio::deferred)
        )
            .async_wait(asio::experimental::wait_for_one(), asio::use_awaitable);

    if (!thrown) co_return true;
    // The caller's own cancellation ends both; then the timer has not expired.
    const bool expired = order[0] == 1 && !timer_error;
    if (!expired) std::rethrow_exception(thrown);
    co_return false;
}

}  // namespace core
