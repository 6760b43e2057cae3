#pragma once

#include "core/base/clock.hpp"
#include "core/domain/scrape_review.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace core::data {

/// How far a run has come in the inbox.
enum class RunState {
    open,       ///< items may come
    applied,    ///< its items are in the inbox
    held,       ///< closed, and not applied: a person decides
    discarded,  ///< a person decided against it; its items are forgotten
};

/// What the scraper says of a finished run.
enum class RunOutcome { complete, suspicious, failed, cancelled };

/// `open`, `applied`, `held`, `discarded`.
std::string_view to_string(RunState state);
std::optional<RunState> parse_run_state(std::string_view text);
/// `complete`, `suspicious`, `failed`, `cancelled`.
std::string_view to_string(RunOutcome outcome);
std::optional<RunOutcome> parse_run_outcome(std::string_view text);

struct NewRun {
    std::string run;  ///< 1–64 of `A–Z a–z 0–9 - _`
    std::string spider;
    std::string spider_version;
    Instant started_at;
    Instant now;
};

/// How a run ended, as the scraper counts.
struct RunReport {
    RunOutcome outcome = RunOutcome::complete;
    std::optional<std::string> reason;
    std::int64_t pages = 0;
    std::int64_t items = 0;
    std::int64_t errors = 0;
    friend bool operator==(const RunReport&, const RunReport&) = default;
};

/// What applying a run did to the inbox, in courses.
struct RunEffect {
    std::int64_t added = 0;
    std::int64_t changed = 0;
    std::int64_t unchanged = 0;
    std::int64_t gone = 0;
    std::int64_t rejected = 0;  ///< seen again, and still rejected
    std::int64_t taken = 0;     ///< courses of the office changed by standing rules
};

struct ScrapeRun {
    std::int64_t number = 0;  ///< in order of opening
    std::int64_t version = 0;
    std::string run;
    std::string spider;
    std::string spider_version;
    Instant started_at;
    Instant opened_at;
    RunState state = RunState::open;
    std::optional<RunReport> report;          ///< none while open
    std::int64_t found = 0;                   ///< distinct courses, counted when it was closed
    std::optional<std::string> held_because;  ///< why a person had, or has, to decide
    std::optional<Instant> closed_at;
    RunEffect effect;
    bool overflowed = false;  ///< items were refused because it has too many
};

struct OpenedRun {
    ScrapeRun run;
    bool created = false;
};

struct RunFilter {
    std::optional<std::string> spider;
    std::optional<RunState> state;
};

struct RunQuery {
    RunFilter filter;
    std::optional<std::int64_t> place;  ///< the number of a run: the page is behind it in the order
    bool backwards = false;             ///< or before it
    int limit = 30;
};

struct RunPage {
    std::vector<ScrapeRun> items;  ///< newest first
    std::int64_t total = 0;
};

/// What one batch of a run's items did.
struct AppliedItems {
    std::int64_t taken = 0;  ///< items of the batch; fewer than asked for: it was the last one
    std::string last_url;
    RunEffect effect;
};

/// A spider, as the inbox sees it.
struct SourceSummary {
    std::string spider;
    std::optional<ScrapeRun> last_run;       ///< the one opened last
    std::optional<Instant> last_success_at;  ///< when its last complete run was applied
    std::int64_t courses = 0;                ///< all but rejected and gone ones
    std::int64_t fresh = 0;
    std::int64_t changed = 0;
    std::int64_t conflicts = 0;  ///< courses with at least one
    std::int64_t gone = 0;
    std::int64_t rejected = 0;
    std::int64_t held_runs = 0;
};

/// What is done with a source's offers without asking; a field without a rule asks.
struct SourceRules {
    std::string spider;
    std::int64_t version = 0;
    std::vector<domain::FieldRule> rules;
};

}  // namespace core::data
