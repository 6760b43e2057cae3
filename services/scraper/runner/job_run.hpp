#pragma once

#include "core/async/task.hpp"
#include "scraper/engine/crawl/crawler.hpp"
#include "scraper/engine/crawl/live_pages.hpp"
#include "scraper/runner/job_log.hpp"
#include "scraper/runner/settings.hpp"
#include "scraper/spool/job_store.hpp"
#include "scraper/spool/project_store.hpp"
#include "scraper/spool/result_store.hpp"
#include "scraper/spool/run_writer.hpp"

#include <boost/asio/steady_timer.hpp>

#include <functional>
#include <memory>
#include <string>

namespace scraper {

/// What every run needs; all of it outlives the runs.
struct RunContext {
    SpoolFile& spool;
    Web& web;
    SnapshotStore* snapshots = nullptr;
    const core::Clock& clock;
    bool hand_in = false;  ///< results are to be handed in
};

/// One job while it runs.
class JobRun final : public CrawlObserver {
public:
    JobRun(RunContext context, Job job, RunPlan plan);

    /// To the end, everything written to the spool. `on_progress` is called now and then with the figures.
    core::Task<JobEnd> run(std::function<void(const CrawlFigures&)> on_progress);

    void cancel(bool at_once) { crawler_.cancel(at_once); }

    [[nodiscard]] const Job& job() const { return job_; }

    void on_item(const Item& item) override;
    void on_error(const PageError& error) override;
    void on_page(const FetchedPage& page, const Extracted& extracted) override;

private:
    void flush();
    core::Task<> flush_now_and_then(std::function<void(const CrawlFigures&)> on_progress);
    JobEnd conclude(const CrawlFigures& figures);

    RunContext context_;
    Job job_;
    RunPlan plan_;
    JobStore jobs_;
    ResultStore results_;
    std::int64_t before_;  ///< position of the last item of an attempt before this one
    RunWriter writer_;
    JobLog log_;
    Extractor extractor_;
    LivePages pages_;
    Crawler crawler_;
    asio::steady_timer tick_;
};

}  // namespace scraper
