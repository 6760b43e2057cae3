#pragma once

#include "core/async/task.hpp"
#include "core/data/inbox_list.hpp"
#include "core/data/scrape_runs.hpp"
#include "core/domain/scrape_review.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace core::data {

/// One course of a site, with all that is known of it.
struct InboxCourse {
    InboxRow row;
    domain::ScrapedCourse newest;                   ///< what the site said last, over all good runs
    std::optional<domain::ScrapedCourse> accepted;  ///< what staff last decided on; none: nothing yet
    std::vector<domain::Provenance> provenance;     ///< of `newest`, one entry a field
};

/// Why a page is rejected whose course staff rejected; it comes back with the course.
inline constexpr std::string_view kCourseRejected = "the course was rejected";

/// What a review found, for many courses at once.
struct ReviewMark {
    std::int64_t id = 0;
    InboxState state = InboxState::changed;
    std::int32_t offers = 0;
    std::int32_t conflicts = 0;
    std::optional<std::string> course_uid;
    std::optional<domain::ScrapedCourse> accepted;  ///< none: as it was
    bool by_rules = false;  ///< the source's standing rules were applied: its review is due no longer
};

/// What scrapes brought, and what staff decided about it. Part of a read session or a unit of work.
class InboxRepository {
public:
    virtual ~InboxRepository() = default;

    // Runs

    /// Opens a run. `created` false: it was open already, the same. `conflict`, code `run-taken`, when the
    /// name stands for a run of another spider, version or start.
    virtual Task<Result<OpenedRun>> open_run(NewRun run) = 0;
    virtual Task<std::optional<ScrapeRun>> find_run(std::string run) = 0;

    /// As `find_run`; the run is not closed, and nobody else stages items of it, before the end of the unit
    /// of work.
    virtual Task<std::optional<ScrapeRun>> find_run_for_items(std::string run) = 0;

    /// As `find_run`; nobody else changes the run, and no other run of its spider is applied, before the end
    /// of the unit of work.
    virtual Task<std::optional<ScrapeRun>> find_run_locked(std::string run) = 0;

    /// Stores outcome, state and counts of a locked run whose version is still `run.version`; gives the new
    /// version. `version_mismatch` when it is another one.
    virtual Task<Result<std::int64_t>> save_run(ScrapeRun run) = 0;

    /// How many courses the last `limit` complete and applied runs of a spider found, before the given run.
    virtual Task<std::vector<std::int64_t>> earlier_sizes(std::int64_t run, int limit) = 0;
    virtual Task<RunPage> list_runs(RunQuery query) = 0;

    // Items of a run

    /// Keeps items of a run until it is applied; a later one for the same URL takes the earlier one's place.
    /// Gives the number of items the run has now.
    virtual Task<std::int64_t> stage(
        std::int64_t run, std::vector<domain::ScrapedItem> items, Instant now
    ) = 0;

    /// Remembers that items of a run were refused because it has too many.
    virtual Task<void> note_overflow(std::int64_t run) = 0;

    /// Whether the run brought exactly these items.
    virtual Task<bool> has_brought(std::int64_t run, std::vector<domain::ScrapedItem> items) = 0;
    virtual Task<std::int64_t> count_staged(std::int64_t run) = 0;

    /// Matches the next `limit` staged items, in order of their URLs, with what is known: by spider and URL.
    /// What a newer run has seen already stays as it is.
    virtual Task<AppliedItems> apply_staged(std::int64_t run, std::string after_url, int limit) = 0;

    /// Marks up to `limit` courses of the run's spider as gone that neither it nor a newer run has seen.
    /// Gives them.
    virtual Task<std::vector<InboxRow>> mark_gone(std::int64_t run, int limit) = 0;

    /// Deletes up to `limit` staged items; gives how many.
    virtual Task<std::int64_t> drop_staged(std::int64_t run, int limit) = 0;

    // Courses: the pages of sites, and what they stand for. All lock in one order, and nobody passes over
    // what another one holds: a source, then courses of the office, then pages by id.

    /// Locks every course of the office that a page of a spider stands for: to be done before the pages of a
    /// run are changed.
    virtual Task<void> lock_courses_of(std::string spider) = 0;

    /// Up to `limit` courses that the run has changed, or found again, and that stand for a course of the
    /// office: their review is due. By id, behind `after_id`.
    virtual Task<std::vector<InboxCourse>> list_due(std::int64_t run, std::int64_t after_id, int limit) = 0;

    /// The same for all runs of a source, and those too that were last reviewed by other standing rules than
    /// it has now.
    virtual Task<std::vector<InboxCourse>> list_due_of_source(
        std::string spider, std::int64_t after_id, int limit
    ) = 0;
    virtual Task<std::int64_t> count_due_of_source(std::string spider) = 0;
    virtual Task<void> mark_reviewed(std::vector<ReviewMark> marks) = 0;

    virtual Task<std::optional<InboxCourse>> find(std::int64_t id) = 0;
    virtual Task<std::optional<InboxCourse>> find_locked(std::int64_t id) = 0;

    /// Those of the ids that are there, by id, as whoever changed them before has left them.
    virtual Task<std::vector<InboxCourse>> find_all_locked(std::vector<std::int64_t> ids) = 0;

    /// Those that stand for a course of the office.
    virtual Task<std::vector<InboxCourse>> find_by_course(std::string uid) = 0;

    /// The courses of the office with pages, by uid, behind `after_uid`, in whose review a provider plays a
    /// part: it is theirs, or what a page names.
    virtual Task<std::vector<std::string>> list_courses_of_provider(
        std::int64_t provider, std::string after_uid, int limit
    ) = 0;

    /// Those that stand for any of several courses, by id, locked: for whoever holds the courses' locks.
    virtual Task<std::vector<InboxCourse>> find_by_courses_locked(std::vector<std::string> uids) = 0;

    /// Stores state, link, review and accepted values of a course whose version is still `row.version`; gives
    /// the new version. `version_mismatch` when it is another one.
    virtual Task<Result<std::int64_t>> save(InboxCourse course) = 0;
    virtual Task<InboxPage> list(InboxQuery query) = 0;

    // Sources

    virtual Task<std::vector<SourceSummary>> list_sources() = 0;

    /// The source a spider feeds; none before its first run.
    virtual Task<std::optional<SourceRules>> find_rules(std::string spider) = 0;

    /// As `find_rules`; for changing them.
    virtual Task<std::optional<SourceRules>> find_rules_locked(std::string spider) = 0;

    /// Replaces a source's rules if their version is still `rules.version`; gives the new version.
    virtual Task<Result<std::int64_t>> save_rules(SourceRules rules) = 0;
};

}  // namespace core::data
