#pragma once

#include "support/process.hpp"

#include <chrono>
#include <filesystem>

namespace tests {

/// A wall clock that is set while programs run by it (libfaketime); their steady clocks and timers go on as
/// they are.
class SteppedClock {
public:
    /// Right at first.
    SteppedClock();
    ~SteppedClock();
    SteppedClock(const SteppedClock&) = delete;
    SteppedClock& operator=(const SteppedClock&) = delete;

    /// False where programs cannot be given another clock: under a sanitizer, which must be loaded first.
    [[nodiscard]] static bool works();

    /// The environment of a program that lives by this clock.
    [[nodiscard]] Settings settings() const;

    /// From here on it is so far ahead of the right time, or behind.
    void set_off(std::chrono::seconds off) const;

private:
    std::filesystem::path folder_;
};

}  // namespace tests
