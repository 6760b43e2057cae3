#include "core/async/with_deadline.hpp"

#include "support/run.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>

#include <stdexcept>

namespace {

using namespace std::chrono_literals;
using core::Task;
using core::with_deadline;
namespace asio = boost::asio;

Task<int> value_after(std::chrono::milliseconds delay, int value) {
    asio::steady_timer timer(co_await asio::this_coro::executor, delay);
    co_await timer.async_wait(asio::use_awaitable);
    co_return value;
}

Task<> nothing() {
    co_return;
}

Task<std::unique_ptr<int>> throws_at_once() {
    throw std::runtime_error("refused");
    co_return nullptr;
}

Task<> swallows_cancellation(bool& ended) {
    asio::steady_timer timer(co_await asio::this_coro::executor, 1h);
    co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
    ended = true;
}

struct NotDefaultConstructible {
    explicit NotDefaultConstructible(int n) : number(n) {}

    int number;
};

Task<NotDefaultConstructible> make_one() {
    co_return NotDefaultConstructible(7);
}

}  // namespace

TEST_CASE("with_deadline gives the value of an operation that ends in time") {
    CHECK(tests::run(with_deadline(10s, value_after(1ms, 42))) == 42);
    CHECK(tests::run(with_deadline(10s, nothing())));
    CHECK(tests::run(with_deadline(10s, make_one()))->number == 7);
    CHECK(tests::run(with_deadline(std::chrono::steady_clock::duration::max(), value_after(0ms, 1))) == 1);
}

TEST_CASE("with_deadline gives no value past the limit and ends the operation") {
    const auto limit = GENERATE(-5ms, 0ms, 5ms);
    const auto began = std::chrono::steady_clock::now();
    CHECK_FALSE(tests::run(with_deadline(limit, value_after(60s, 42))).has_value());
    CHECK(std::chrono::steady_clock::now() - began < 10s);
}

TEST_CASE("with_deadline passes on what the operation throws in time") {
    CHECK_THROWS_WITH(tests::run(with_deadline(10s, throws_at_once())), "refused");
}

TEST_CASE("with_deadline keeps the result of an operation that finishes in spite of the cancellation") {
    bool ended = false;
    CHECK(tests::run(with_deadline(1ms, swallows_cancellation(ended))));
    CHECK(ended);
}

TEST_CASE("with_deadline tells its caller's cancellation from its own limit") {
    asio::io_context io;
    asio::cancellation_signal signal;
    std::exception_ptr thrown;
    const auto finished = [&](const std::exception_ptr& error, std::optional<int>) { thrown = error; };
    asio::co_spawn(
        io, with_deadline(1h, value_after(1h, 1)), asio::bind_cancellation_slot(signal.slot(), finished)
    );
    asio::post(io, [&] { asio::post(io, [&] { signal.emit(asio::cancellation_type::terminal); }); });
    io.run();
    REQUIRE(thrown);
    CHECK_THROWS_AS(std::rethrow_exception(thrown), boost::system::system_error);
}

TEST_CASE("with_deadline nests: the inner limit ends the inner operation alone") {
    const auto outer = []() -> Task<int> {
        const auto inner = co_await with_deadline(1ms, value_after(60s, 1));
        co_return inner ? 1 : 2;
    };
    CHECK(tests::run(with_deadline(10s, outer())) == 2);
}
