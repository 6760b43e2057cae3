#pragma once

#include "core/async/task.hpp"

#include <chrono>
#include <optional>
#include <utility>

namespace core {

/// Awaits `operation` for at most `limit`; true when it finished. Past the limit it is cancelled (terminal,
/// so the Asio operation it waits in ends with operation_aborted) and awaited to its end. What it throws in
/// time passes through; what it throws because of the cancellation does not. A result that arrives with the
/// deadline counts.
Task<bool> with_deadline(std::chrono::steady_clock::duration limit, Task<> operation);

namespace detail {

template <class T>
Task<> keep_result(Task<T> operation, std::optional<T>& result) {
    result.emplace(co_await std::move(operation));
}

}  // namespace detail

/// The same for an operation with a value: no value past the limit.
template <class T>
Task<std::optional<T>> with_deadline(std::chrono::steady_clock::duration limit, Task<T> operation) {
    std::optional<T> result;
    co_await with_deadline(limit, detail::keep_result(std::move(operation), result));
    co_return result;
}

}  // namespace core
