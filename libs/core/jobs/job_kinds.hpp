#pragma once

#include "core/jobs/job_context.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>

namespace core::jobs {

/// Runs one attempt. May run at any time on several workers for different jobs, and again for the same job:
/// its effect must bear repetition, unless it ends by JobContext::complete_in. It must not block: what is
/// heavy on the CPU goes to a thread pool. The function lives as long as the worker; it may refer to what
/// main owns.
using JobHandler = std::function<Task<JobOutcome>(JobContext)>;

/// Pause before attempt n+1: random between 0 and min(most, least · 2^(n-1)) ("full jitter").
struct Backoff {
    std::chrono::milliseconds least{1'000};
    std::chrono::milliseconds most{10 * 60'000};
};

struct JobKind {
    JobHandler handler;
    Backoff backoff;
};

/// What a worker can do. A job of another kind or version is parked until a worker comes that can.
class JobKinds {
public:
    /// Throws std::logic_error for a kind and version that is there already.
    JobKinds& add(std::string kind, std::int32_t version, JobHandler handler, Backoff backoff = {});

    [[nodiscard]] const JobKind* find(const std::string& kind, std::int32_t version) const;

    [[nodiscard]] const std::map<std::pair<std::string, std::int32_t>, JobKind>& all() const {
        return kinds_;
    }

private:
    std::map<std::pair<std::string, std::int32_t>, JobKind> kinds_;
};

}  // namespace core::jobs
