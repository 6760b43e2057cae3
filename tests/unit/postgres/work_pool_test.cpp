#include "core/async/work_pool.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <catch2/catch.hpp>

#include <array>
#include <future>
#include <thread>

namespace {

namespace asio = boost::asio;
using core::Task;

}  // namespace

TEST_CASE("work runs on another thread and its caller goes on where it was", "[async]") {
    asio::io_context io;
    core::WorkPool pool(1);
    std::thread::id worked;
    std::thread::id resumed;
    const auto caller = [&]() -> Task<> {
        CHECK(co_await pool.run([&] {
            worked = std::this_thread::get_id();
            return 7;
        }) == 7);
        resumed = std::this_thread::get_id();
    };
    asio::co_spawn(io, caller(), [](const std::exception_ptr& failure) { CHECK_FALSE(failure); });
    io.run();
    CHECK(resumed == std::this_thread::get_id());
    CHECK(worked != resumed);
}

TEST_CASE("what the work throws is thrown to its caller", "[async]") {
    asio::io_context io;
    core::WorkPool pool(1);
    bool caught = false;
    const auto caller = [&]() -> Task<> {
        try {
            co_await pool.run([]() -> int { throw std::runtime_error("broken"); });
        } catch (const std::runtime_error&) {
            caught = true;
        }
    };
    asio::co_spawn(io, caller(), [](const std::exception_ptr& failure) { CHECK_FALSE(failure); });
    io.run();
    CHECK(caught);
}

TEST_CASE(
    "callers that are cancelled while their work waits get its value, and nothing of them is touched after",
    "[async]"
) {
    asio::io_context io;
    core::WorkPool pool(1);
    std::promise<void> gate;
    std::array<asio::cancellation_signal, 4> signals;
    int finished = 0;
    const auto caller = [&](bool first) -> Task<> {
        const auto value = co_await pool.run([&gate, first] {
            if (first) gate.get_future().wait();
            return 1;
        });
        finished += value;
    };
    for (std::size_t i = 0; i < signals.size(); ++i) {
        asio::co_spawn(
            io,
            caller(i == 0),
            asio::bind_cancellation_slot(signals[i].slot(), [](const std::exception_ptr&) {})
        );
    }
    io.poll();
    for (auto& signal : signals) signal.emit(asio::cancellation_type::terminal);
    gate.set_value();
    io.run();
    CHECK(finished == 4);
}
