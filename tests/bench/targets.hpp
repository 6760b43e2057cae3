#pragma once

#include <fmt/format.h>

#include <string_view>

namespace bench {

/// What a benchmark must reach. Each miss is printed; the exit status of the program tells of them.
class Targets {
public:
    void at_least(std::string_view what, double measured, double target) {
        judge(measured >= target, what, measured, "at least", target);
    }

    void below(std::string_view what, double measured, double target) {
        judge(measured < target, what, measured, "below", target);
    }

    /// Of `main`: 1 when something was missed.
    [[nodiscard]] int exit_status() const { return missed_ ? 1 : 0; }

private:
    void judge(bool met, std::string_view what, double measured, std::string_view relation, double target) {
        if (met) return;
        missed_ = true;
        fmt::print(stderr, "MISSED: {}: {:.1f}, must be {} {:.0f}\n", what, measured, relation, target);
    }

    bool missed_ = false;
};

}  // namespace bench
