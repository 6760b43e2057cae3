#pragma once

#include "scraper/engine/crawl/web.hpp"
#include "scraper/engine/snapshots/snapshot_store.hpp"
#include "scraper/runner/job_control.hpp"
#include "scraper/spool/job.hpp"
#include "scraper/spool/schema.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

namespace scraper {

class JobRun;

struct RunnerOptions {
    WebOptions web;
    std::size_t jobs = 4;       ///< that run at once
    std::int64_t attempts = 2;  ///< of a job whose process died
    std::int64_t keep_finished = 100;
    std::size_t concurrency = 16;             ///< pages of one job under way at once
    std::chrono::seconds longest{12 * 3600};  ///< ceiling of a run's time, whatever its document says
    std::chrono::hours keep_snapshots{30 * 24};
    bool hand_in = false;
    std::function<void()> on_finished;  ///< called on the runner's thread after each job
};

/// Runs the pending jobs, several at a time, on one thread of its own; a second one reads what they fetch.
class Runner final : public JobControl {
public:
    Runner(SpoolFile& spool, SnapshotStore& snapshots, const core::Clock& clock, RunnerOptions options);
    ~Runner() override;

    /// Takes up what a dead process left behind, and begins.
    void start();

    /// Ends the thread. Jobs that run are cut off and put back, to be resumed by the next start.
    void stop();

    void wake() override;
    bool cancel(std::string_view id, bool at_once) override;
    core::Task<core::Result<FetchedPage>> fetch(Spider spider, Follow follow) override;
    [[nodiscard]] std::optional<CrawlFigures> progress(std::string_view id) const override;

private:
    struct Shown {
        CrawlFigures figures;
        bool cancelled = false;
    };

    core::Task<core::Result<FetchedPage>> fetch_here(Spider spider, Follow follow);
    void recover();
    void begin_jobs();
    core::Task<> run_job(Job job);
    core::Task<> run_planned(Job job, std::string document, std::string project, bool again);
    void fail(const Job& job, const std::string& reason);
    void finished(const Job& job, const JobEnd& end);
    void keep_house();

    SpoolFile& spool_;
    SnapshotStore& snapshots_;
    const core::Clock& clock_;
    RunnerOptions options_;
    core::WorkPool readers_{1};  ///< pages are read here, in the order they come
    asio::io_context context_{1};
    asio::executor_work_guard<asio::io_context::executor_type> work_{context_.get_executor()};
    Web web_;
    asio::steady_timer house_{context_};
    std::map<std::string, std::shared_ptr<JobRun>, std::less<>> runs_;  ///< on the thread
    std::size_t running_ = 0;
    bool stopping_ = false;
    mutable std::mutex mutex_;
    std::map<std::string, Shown, std::less<>> shown_;  ///< guarded by mutex_
    std::thread thread_;
};

}  // namespace scraper
