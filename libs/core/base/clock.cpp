#include "core/base/clock.hpp"

namespace core {

Instant SystemClock::now() const {
    return std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
}

ShiftedClock::ShiftedClock(Instant start) : start_(start), began_(std::chrono::steady_clock::now()) {}

Instant ShiftedClock::now() const {
    return start_ + std::chrono::floor<std::chrono::microseconds>(std::chrono::steady_clock::now() - began_);
}

}  // namespace core
