#include "cms_server/use_cases/inbox/hand_in.hpp"

#include "cms_server/use_cases/inbox/apply_run.hpp"

#include <fmt/format.h>

namespace cms {

namespace {

using namespace core::data;
using core::Error;
using core::ErrorKind;
using core::Result;
using core::Task;

/// So many earlier runs say how much a spider usually finds.
constexpr int kEarlierRuns = 5;

Error no_such_run() {
    return {ErrorKind::not_found, "run-not-found", "no such run was opened"};
}

/// Why a person must decide about a run; none when it can be applied as it is.
std::optional<std::string> doubt(
    const ScrapeRun& run, const RunReport& report, const std::vector<std::int64_t>& earlier
) {
    if (report.outcome != RunOutcome::complete) {
        return fmt::format("the scraper calls the run {}", to_string(report.outcome));
    }
    if (run.overflowed) return "the run brought more items than a run may have; the rest was refused";
    if (run.found == 0) return "the run found nothing";
    if (core::domain::is_plausible(run.found, earlier)) return std::nullopt;
    return fmt::format("the run found {}, less than half of what the runs before it found", run.found);
}

/// Remembers that the run is not whole, so that its outcome cannot be taken as it is.
Task<Error> refuse_overflow(CmsDataSource& source, std::int64_t run, std::int64_t most) {
    const auto work = co_await source.begin();
    co_await work->inbox().note_overflow(run);
    co_await work->commit();
    co_return Error{
        ErrorKind::too_large, "too-many-items", fmt::format("a run may bring at most {} items", most)
    };
}

}  // namespace

Task<Result<OpenedRun>> open_run(CmsDataSource& source, NewRun run) {
    const auto work = co_await source.begin();
    auto opened = co_await work->inbox().open_run(std::move(run));
    if (opened) co_await work->commit();
    co_return opened;
}

Task<Result<RunState>> hand_in_items(
    CmsDataSource& source,
    std::string run,
    std::vector<core::domain::ScrapedItem> items,
    core::Instant now,
    std::int64_t most
) {
    auto work = co_await source.begin();
    const auto known = co_await work->inbox().find_run_for_items(run);
    if (!known) co_return no_such_run();
    if (known->state != RunState::open) {
        const bool repeated = co_await work->inbox().has_brought(known->number, std::move(items));
        if (repeated) co_return known->state;
        co_return Error{ErrorKind::conflict, "run-closed", "the run is closed; it takes no more items"};
    }
    const auto staged = co_await work->inbox().stage(known->number, std::move(items), now);
    if (staged > most) {
        work.reset();  // nothing of it is kept
        co_return co_await refuse_overflow(source, known->number, most);
    }
    co_await work->commit();
    co_return known->state;
}

Task<Result<ScrapeRun>> close_run(
    CmsDataSource& source,
    std::string run,
    RunReport report,
    core::domain::Vocabulary vocabulary,
    AuditEntry by,
    core::Instant now
) {
    const auto work = co_await source.begin();
    auto known = co_await work->inbox().find_run_locked(run);
    if (!known) co_return no_such_run();
    if (known->state != RunState::open) {
        if (known->report == report) co_return std::move(*known);
        co_return Error{ErrorKind::conflict, "outcome-taken", "the run was closed with another outcome"};
    }
    known->found = co_await work->inbox().count_staged(known->number);
    const auto earlier = co_await work->inbox().earlier_sizes(known->number, kEarlierRuns);
    known->held_because = doubt(*known, report, earlier);
    known->closed_at = now;
    const bool fruitless = known->found == 0 &&
                           (report.outcome == RunOutcome::failed || report.outcome == RunOutcome::cancelled);
    known->report = std::move(report);
    if (fruitless) {
        known->state = RunState::discarded;  // there is nothing to decide about
    } else if (known->held_because) {
        known->state = RunState::held;
    } else {
        const auto applied = co_await apply_run(
            *work, *known, ApplyOptions{.mark_gone = true}, vocabulary, std::move(by), now
        );
        if (!applied) co_return applied.error();
    }
    const auto saved = co_await work->inbox().save_run(*known);
    if (!saved) co_return saved.error();
    known->version = *saved;
    co_await work->commit();
    co_return std::move(*known);
}

}  // namespace cms
