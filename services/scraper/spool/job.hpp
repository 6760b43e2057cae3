#pragma once

#include "core/base/clock.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>

namespace scraper {

using TextMap = std::map<std::string, std::string>;

enum class JobState { pending, running, finished };

/// Whether a run's results have still to be handed in.
enum class HandIn { none, waiting, acknowledged };

/// One run of a spider, asked for, under way or over.
struct Job {
    std::int64_t number = 0;  ///< in the order asked for
    std::string id;
    std::string project;
    std::string spider;
    std::optional<std::string> asked_version;
    std::string version;  ///< that runs or ran; empty while pending
    double priority = 0;
    TextMap settings;
    TextMap arguments;
    JobState state = JobState::pending;
    core::Instant created_at;
    std::optional<core::Instant> started_at;
    std::optional<core::Instant> ended_at;
    std::string finish_reason;  ///< `finished`, `cancelled`, `failed`, `timeout`
    std::int64_t attempt = 0;   ///< 1 for the first; more after an interruption
    std::int64_t pages = 0;
    std::int64_t items = 0;
    std::int64_t errors = 0;
    std::string outcome;         ///< `complete`, `suspicious`, `failed`, `cancelled`
    std::string outcome_reason;  ///< for people
    HandIn hand_in = HandIn::none;
    std::int64_t handed_position = 0;  ///< items up to here are acknowledged
};

struct JobCounts {
    std::int64_t pending = 0;
    std::int64_t running = 0;
    std::int64_t finished = 0;
};

/// How a job ended.
struct JobEnd {
    std::string finish_reason;
    std::string outcome;
    std::string outcome_reason;
    std::string record;  ///< the figures later runs are compared with, JSON
    HandIn hand_in = HandIn::none;
};

}  // namespace scraper
