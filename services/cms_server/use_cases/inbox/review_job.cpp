#include "cms_server/use_cases/inbox/review_job.hpp"

#include "cms_server/use_cases/inbox/review_scrapes.hpp"
#include "core/base/json.hpp"
#include "core/data/jobs.hpp"

#include <fmt/format.h>

namespace cms {

namespace {

using namespace core::data;
using core::Result;
using core::Task;
using core::jobs::JobContext;
using core::jobs::JobOutcome;

// A batch holds the source's lock, for which runs that are closed meanwhile wait: some tens of milliseconds.
constexpr int kAtOnce = 25;

Task<JobOutcome> review_all(
    CmsDataSource& cms, FrameworkSource framework, std::string spider, JobContext job
) {
    std::int64_t total = 0;
    {
        const auto session = co_await cms.read();
        total = co_await session->inbox().count_due_of_source(spider);
    }
    std::int64_t done = 0;
    std::int64_t taken = 0;
    for (std::int64_t after = 0;;) {
        if (job.cancelled()) co_return JobOutcome::snooze(std::chrono::milliseconds(0));
        auto words = co_await known_words(framework);
        if (!words) co_return JobOutcome::retry(words.error().detail);
        const auto batch =
            co_await review_due(cms, spider, after, kAtOnce, std::move(*words), job.trace_id());
        if (!batch) co_return JobOutcome::retry(batch.error().detail);
        if (batch->reviewed == 0) break;
        after = batch->last_id;
        done += static_cast<std::int64_t>(batch->reviewed);
        taken += batch->taken;
        job.progress(done, std::max(done, total), fmt::format("{} taken by rule", taken));
    }
    co_return JobOutcome::done();
}

}  // namespace

Task<Result<void>> request_review(CmsUnitOfWork& work, std::string spider, std::string trace_id) {
    JobRequest request;
    request.kind = std::string(kReviewJob);
    request.payload.clear();
    core::json::Writer json(request.payload);
    json.begin_object().member("spider", spider).end_object();
    request.timeout = std::chrono::hours(1);
    request.unique_key = fmt::format("{}:{}", kReviewJob, spider);
    request.trace_id = std::move(trace_id);
    const auto job = co_await work.jobs().enqueue(std::move(request));
    if (!job) co_return job.error();
    co_return Result<void>();
}

Task<Result<ReviewedBatch>> review_due(
    CmsDataSource& cms,
    std::string spider,
    std::int64_t after_id,
    int limit,
    core::domain::Vocabulary vocabulary,
    std::string trace_id
) {
    const auto work = co_await cms.begin();
    // Neither a run of the source is applied nor are its rules changed meanwhile.
    if (!co_await work->inbox().find_rules_locked(spider)) co_return ReviewedBatch{};
    auto due = co_await work->inbox().list_due_of_source(spider, after_id, limit);
    if (due.empty()) co_return ReviewedBatch{};
    ReviewedBatch batch;
    batch.reviewed = due.size();
    batch.last_id = due.back().row.id;
    AuditEntry by;
    by.actor = "system";
    by.request_id = std::move(trace_id);
    ScrapeReviewer reviewer(*work, vocabulary, std::move(by));
    const auto reviewed = co_await reviewer.review(std::move(due));
    if (!reviewed) co_return reviewed.error();
    co_await reviewer.finish();
    batch.taken = reviewer.taken();
    co_await work->commit();
    co_return batch;
}

void add_inbox_jobs(core::jobs::JobKinds& kinds, CmsDataSource& cms, FrameworkSource framework) {
    kinds.add(std::string(kReviewJob), 1, [&cms, framework](JobContext job) -> Task<JobOutcome> {
        const auto payload = core::json::Document::parse(job.payload());
        const auto spider = payload ? payload->root().find("spider").as_string() : std::nullopt;
        if (!spider) co_return JobOutcome::dead("the payload names no spider");
        co_return co_await review_all(cms, framework, std::string(*spider), job);
    });
}

}  // namespace cms
