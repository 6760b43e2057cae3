#pragma once

#include "core/async/task.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

namespace core {

namespace detail {

Task<> run_elsewhere(asio::any_io_executor elsewhere, Task<> work);

}  // namespace detail

/// Threads for what would hold up an io_context: files, compression, anything slow on the CPU.
class WorkPool {
public:
    explicit WorkPool(unsigned threads);
    ~WorkPool();  ///< waits for what runs; what only waits is dropped
    WorkPool(const WorkPool&) = delete;
    WorkPool& operator=(const WorkPool&) = delete;

    /// Runs `work` on a thread of the pool and resumes the caller where it was, with its value or what it
    /// threw.
    template <class F>
    Task<std::invoke_result_t<F>> run(F work) {
        std::optional<std::invoke_result_t<F>> value;
        co_await detail::run_elsewhere(executor(), call(std::move(work), value));
        co_return std::move(*value);
    }

private:
    template <class F, class T>
    static Task<> call(F work, std::optional<T>& value) {
        value.emplace(work());
        co_return;
    }

    [[nodiscard]] asio::any_io_executor executor() const;

    struct Threads;
    std::unique_ptr<Threads> threads_;
};

}  // namespace core
