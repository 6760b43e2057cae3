#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <chrono>
#include <exception>
#include <optional>
#include <stdexcept>
#include <utility>

namespace tests {

namespace detail {

inline void drive(boost::asio::io_context& io, const bool& done) {
    io.restart();
    while (!done) {
        if (io.run_one() == 0) throw std::logic_error("the task waits for something that nothing will do");
    }
}

}  // namespace detail

/// Drives `io` until `task` has finished and gives its value, or throws what it threw. Other work on `io` is
/// left where it stands, so several calls may follow each other.
template <class T>
T run(boost::asio::io_context& io, boost::asio::awaitable<T> task) {
    std::optional<T> value;
    std::exception_ptr error;
    bool done = false;
    const auto keep = [&](boost::asio::awaitable<T> inner) -> boost::asio::awaitable<void> {
        value.emplace(co_await std::move(inner));
    };
    boost::asio::co_spawn(io, keep(std::move(task)), [&](const std::exception_ptr& thrown) {
        error = thrown;
        done = true;
    });
    detail::drive(io, done);
    if (error) std::rethrow_exception(error);
    return std::move(*value);
}

inline void run(boost::asio::io_context& io, boost::asio::awaitable<void> task) {
    std::exception_ptr error;
    bool done = false;
    boost::asio::co_spawn(io, std::move(task), [&](const std::exception_ptr& thrown) {
        error = thrown;
        done = true;
    });
    detail::drive(io, done);
    if (error) std::rethrow_exception(error);
}

/// Drives `io` until `reached` says so; throws past a limit that no working code comes near.
template <class Predicate>
void run_until(boost::asio::io_context& io, Predicate reached) {
    const auto limit = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    while (!reached()) {
        if (std::chrono::steady_clock::now() > limit)
            throw std::logic_error("what the test waits for did not happen");
        io.restart();
        io.run_one_for(std::chrono::milliseconds(5));
    }
}

/// `run` on an io_context of its own.
template <class T>
T run(boost::asio::awaitable<T> task) {
    boost::asio::io_context io;
    return run(io, std::move(task));
}

}  // namespace tests
