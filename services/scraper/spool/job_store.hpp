#pragma once

#include "core/base/error.hpp"
#include "scraper/spool/job.hpp"
#include "scraper/spool/schema.hpp"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace scraper {

/// The jobs in their three states. A job is in one of them at any moment, whatever happens to the process.
class JobStore {
public:
    explicit JobStore(SpoolFile& file) : file_(file) {}

    /// `conflict`, code `job-exists`, when a job of that id is kept.
    core::Result<void> schedule(const Job& job);

    [[nodiscard]] std::optional<Job> find(std::string_view id) const;

    /// Pending in the order they would start, running by start, finished by their end, latest first. An empty
    /// project means all.
    [[nodiscard]] std::vector<Job> list(JobState state, std::string_view project) const;

    /// The jobs of a project, or of all, as they stand at one moment: pending, running, finished, each in the
    /// order of `list`. Only pending ones have their settings and arguments.
    void visit(std::string_view project, const std::function<void(const Job&)>& each) const;

    [[nodiscard]] JobCounts counts() const;

    /// The next job to start, now running: of the projects the one whose first job waits longest, of its jobs
    /// the first by priority, then age. `version` is filled by the caller (see `set_version`).
    std::optional<Job> start_next(core::Instant now);

    void set_version(std::string_view id, std::string_view version);
    void set_figures(std::string_view id, std::int64_t pages, std::int64_t items, std::int64_t errors);
    void finish(std::string_view id, const JobEnd& end, core::Instant now);

    /// False when it was not pending.
    bool remove_pending(std::string_view id);

    /// After a start: what a dead process left running is pending again, or, when it was tried `attempts`
    /// times, finished as failed. Returns these jobs as they are now.
    std::vector<Job> recover(std::int64_t attempts, HandIn failed, core::Instant now);

    /// Gives a running job back to be started again, as at a stop of the service.
    void put_back(std::string_view id);

    /// Finished jobs with results to hand in, oldest first.
    [[nodiscard]] std::vector<Job> to_hand_in(std::size_t most) const;
    void set_handed(std::string_view id, std::int64_t position);
    void set_acknowledged(std::string_view id);

    /// Forgets all but the latest `keep` finished jobs, those with results to hand in excepted. What later
    /// runs are compared with stays.
    std::int64_t forget(std::int64_t keep);

    /// How many complete runs of a spider are remembered.
    static constexpr std::size_t kPastRuns = 10;

    /// Records of the latest complete runs of a spider, latest first, whether or not the jobs are still kept.
    [[nodiscard]] std::vector<std::string> past_records(std::string_view project, std::string_view spider)
        const;

private:
    SpoolFile& file_;
};

}  // namespace scraper
