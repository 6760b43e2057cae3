#include "core/async/work_pool.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace core {

namespace detail {

Task<> run_elsewhere(asio::any_io_executor elsewhere, Task<> work) {
    // Without a slot: a cancel would reach the other thread as a pointer into this coroutine, which may have
    // ended before it is looked at. What runs there cannot be interrupted anyway.
    co_await asio::co_spawn(
        elsewhere,
        std::move(work),
        asio::bind_cancellation_slot(asio::cancellation_slot(), asio::use_awaitable)
    );
}

}  // namespace detail

struct WorkPool::Threads {
    explicit Threads(unsigned count) : pool(count) {}

    asio::thread_pool pool;
};

WorkPool::WorkPool(unsigned threads) : threads_(std::make_unique<Threads>(threads)) {}

WorkPool::~WorkPool() {
    threads_->pool.stop();
    threads_->pool.join();
}

asio::any_io_executor WorkPool::executor() const {
    return threads_->pool.get_executor();
}

}  // namespace core
