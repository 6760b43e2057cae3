#pragma once

#include "core/base/error.hpp"

#include <chrono>
#include <memory>
#include <string_view>

namespace core {

using Instant = std::chrono::sys_time<std::chrono::microseconds>;  ///< microseconds: what PostgreSQL keeps

/// The service's idea of now. Time enters domain rules through this, never through the system clock directly.
class Clock {
public:
    virtual ~Clock() = default;
    [[nodiscard]] virtual Instant now() const = 0;
};

class SystemClock final : public Clock {
public:
    [[nodiscard]] Instant now() const override;
};

/// Runs on from a chosen instant at the speed of the steady clock; for trials and tests of "upcoming".
class ShiftedClock final : public Clock {
public:
    explicit ShiftedClock(Instant start);
    [[nodiscard]] Instant now() const override;

private:
    Instant start_;
    std::chrono::steady_clock::time_point began_;
};

/// Stands still until told; for tests.
class ManualClock final : public Clock {
public:
    explicit ManualClock(Instant now) : now_(now) {}

    [[nodiscard]] Instant now() const override { return now_; }

    void set(Instant now) { now_ = now; }

private:
    Instant now_;
};

}  // namespace core
