#pragma once

#include <memory>
#include <mutex>
#include <utility>

namespace app {

/// A shared pointer that threads read and replace. The lock is held for a pointer's copy only. Not
/// std::atomic<std::shared_ptr>: that of libstdc++ 12 is a spin lock which `load` releases with relaxed
/// order, a data race where memory is weakly ordered.
template <class T>
class SharedSlot {
public:
    SharedSlot() = default;

    explicit SharedSlot(std::shared_ptr<T> value) : value_(std::move(value)) {}

    [[nodiscard]] std::shared_ptr<T> load() const {
        const std::lock_guard lock(mutex_);
        return value_;
    }

    void store(std::shared_ptr<T> value) {
        {
            const std::lock_guard lock(mutex_);
            value_.swap(value);
        }
        // What was there ends here, outside the lock: it may be a whole catalogue.
    }

private:
    mutable std::mutex mutex_;
    std::shared_ptr<T> value_;
};

}  // namespace app
