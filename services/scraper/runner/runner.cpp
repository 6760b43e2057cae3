#include "scraper/runner/runner.hpp"

#include "core/base/log.hpp"
#include "scraper/engine/crawl/live_pages.hpp"
#include "scraper/runner/job_run.hpp"
#include "scraper/spool/job_store.hpp"
#include "scraper/spool/project_store.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <fmt/format.h>

namespace scraper {

namespace logging = core::log;

Runner::Runner(SpoolFile& spool, SnapshotStore& snapshots, const core::Clock& clock, RunnerOptions options)
    : spool_(spool),
      snapshots_(snapshots),
      clock_(clock),
      options_(std::move(options)),
      web_(context_.get_executor(), options_.web) {}

Runner::~Runner() {
    stop();
}

void Runner::start() {
    recover();
    asio::post(context_, [this] {
        keep_house();
        begin_jobs();
    });
    thread_ = std::thread([this] {
        // A spool that cannot be written for a while must not end the service.
        while (true) {
            try {
                context_.run();
                return;
            } catch (const std::exception& error) {
                logging::error("a step of the runner failed", {{"reason", error.what()}});
            }
        }
    });
}

void Runner::stop() {
    if (!thread_.joinable()) return;
    // The runs are ended, not dropped: what they hold refers to each other.
    asio::post(context_, [this] {
        stopping_ = true;
        house_.cancel();
        for (const auto& [id, run] : runs_) run->cancel(true);
        work_.reset();
    });
    thread_.join();
}

void Runner::recover() {
    const auto failed = options_.hand_in ? HandIn::waiting : HandIn::none;
    for (const auto& job : JobStore(spool_).recover(options_.attempts, failed, clock_.now())) {
        const bool again = job.state == JobState::pending;
        RunWriter writer(spool_, job.id, 0);
        JobLog(writer, clock_, job.spider)
            .warning(
                again ? "interrupted: the service died; the job will be resumed"
                      : "interrupted too often: the job is given up"
            );
        writer.flush();
        logging::warning("interrupted job", {{"job", job.id}, {"spider", job.spider}, {"resumed", again}});
    }
}

void Runner::wake() {
    asio::post(context_, [this] { begin_jobs(); });
}

bool Runner::cancel(std::string_view id, bool at_once) {
    {
        const std::lock_guard lock(mutex_);
        const auto found = shown_.find(id);
        if (found == shown_.end()) return false;
        at_once = at_once || found->second.cancelled;
        found->second.cancelled = true;
    }
    asio::post(context_, [this, id = std::string(id), at_once] {
        const auto run = runs_.find(id);
        if (run != runs_.end()) run->second->cancel(at_once);
    });
    return true;
}

core::Task<core::Result<FetchedPage>> Runner::fetch(Spider spider, Follow follow) {
    // Without a slot: a cancel would reach the other thread as a pointer into this coroutine, which may have
    // ended before it is looked at. The fetch has a limit of its own.
    co_return co_await asio::co_spawn(
        context_,
        fetch_here(std::move(spider), std::move(follow)),
        asio::bind_cancellation_slot(asio::cancellation_slot(), asio::use_awaitable)
    );
}

core::Task<core::Result<FetchedPage>> Runner::fetch_here(Spider spider, Follow follow) {
    constexpr std::chrono::seconds kLongest(15);  // somebody waits for the answer
    spider.limits.page_time = std::min(spider.limits.page_time, kLongest);
    spider.politeness.retries = 0;
    LivePages pages(web_, spider, nullptr, clock_, {});
    co_return co_await pages.get(std::move(follow));
}

std::optional<CrawlFigures> Runner::progress(std::string_view id) const {
    const std::lock_guard lock(mutex_);
    const auto found = shown_.find(id);
    if (found == shown_.end()) return std::nullopt;
    return found->second.figures;
}

void Runner::begin_jobs() {
    JobStore jobs(spool_);
    while (running_ < options_.jobs && !stopping_) {
        auto job = jobs.start_next(clock_.now());
        if (!job) return;
        ++running_;
        {
            const std::lock_guard lock(mutex_);
            shown_[job->id] = {};
        }
        const auto id = job->id;
        asio::co_spawn(context_, run_job(std::move(*job)), [this, id](const std::exception_ptr& failure) {
            --running_;
            runs_.erase(id);
            {
                const std::lock_guard lock(mutex_);
                shown_.erase(id);
            }
            if (failure) logging::error("a job's end could not be written", {{"job", id}});
            begin_jobs();
        });
    }
}

core::Task<> Runner::run_job(Job job) {
    std::string reason;
    try {
        const ProjectStore projects(spool_);
        const auto versions = projects.versions(job.project);
        const bool again = !job.version.empty();
        job.version = job.asked_version.value_or(versions.empty() ? "" : versions.back());
        const auto document = projects.document(job.project, job.version, job.spider);
        if (!document) {
            fail(job, fmt::format("version '{}' has no spider '{}' any more", job.version, job.spider));
            co_return;
        }
        JobStore(spool_).set_version(job.id, job.version);
        ProjectStore(spool_).mark_run(job.project, job.version);
        co_await run_planned(job, *document, projects.project_document(job.project, job.version), again);
        co_return;
    } catch (const std::exception& error) {
        reason = error.what();
    }
    logging::error("a job failed", {{"job", job.id}, {"spider", job.spider}, {"reason", reason}});
    fail(job, "internal error: " + reason);
}

core::Task<> Runner::run_planned(Job job, std::string document, std::string project, bool again) {
    CrawlOptions crawl;
    crawl.concurrency = options_.concurrency;
    crawl.reading = &readers_;
    auto plan = plan_run(job, document, project, crawl);
    if (!plan) {
        // The documents of an older service, or arguments for another version than the one that runs.
        const bool arguments = plan.error().code == "bad-argument";
        fail(job, (arguments ? "" : "the document is refused: ") + plan.error().detail);
        co_return;
    }
    plan->again = again;
    plan->spider.limits.run_time = std::min(plan->spider.limits.run_time, options_.longest);
    const RunContext context{spool_, web_, &snapshots_, clock_, options_.hand_in};
    const auto run = std::make_shared<JobRun>(context, job, std::move(*plan));
    runs_[job.id] = run;
    const auto show = [this, id = job.id](const CrawlFigures& figures) {
        const std::lock_guard lock(mutex_);
        if (const auto found = shown_.find(id); found != shown_.end()) found->second.figures = figures;
    };
    {
        // Asked to stop between its start and now.
        const std::lock_guard lock(mutex_);
        if (const auto found = shown_.find(job.id); found != shown_.end() && found->second.cancelled)
            run->cancel(false);
    }
    const auto end = co_await run->run(show);
    finished(job, end);
}

void Runner::fail(const Job& job, const std::string& reason) {
    RunWriter writer(spool_, job.id, 0);
    JobLog log(writer, clock_, job.spider);
    log.error(reason);
    log.stats({}, "failed");
    writer.flush();
    finished(job, {"failed", "failed", reason, "", options_.hand_in ? HandIn::waiting : HandIn::none});
}

void Runner::finished(const Job& job, const JobEnd& end) {
    JobStore jobs(spool_);
    bool asked = false;
    {
        const std::lock_guard lock(mutex_);
        const auto shown = shown_.find(job.id);
        asked = shown != shown_.end() && shown->second.cancelled;
    }
    if (stopping_ && end.finish_reason == "cancelled" && !asked) {
        jobs.put_back(job.id);
        return;
    }
    jobs.finish(job.id, end, clock_.now());
    jobs.forget(options_.keep_finished);
    logging::info(
        "job finished",
        {{"job", job.id},
         {"spider", job.spider},
         {"finish_reason", end.finish_reason},
         {"outcome", end.outcome},
         {"reason", end.outcome_reason}}
    );
    if (options_.on_finished) options_.on_finished();
}

/// Forgets old snapshots, at the start and every hour.
void Runner::keep_house() {
    try {
        snapshots_.expire(clock_.now() - options_.keep_snapshots);
    } catch (const std::exception& error) {
        logging::error("old snapshots could not be removed", {{"reason", error.what()}});
    }
    house_.expires_after(std::chrono::hours(1));
    house_.async_wait([this](const boost::system::error_code& cancelled) {
        if (!cancelled) keep_house();
    });
}

}  // namespace scraper
