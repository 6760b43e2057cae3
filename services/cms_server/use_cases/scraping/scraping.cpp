#include "cms_server/use_cases/scraping/scraping.hpp"

#include "core/base/json.hpp"
#include "core/data/audit.hpp"

#include <algorithm>

namespace cms {

namespace {

using core::Error;
using core::ErrorKind;
using core::Result;
using core::Task;
using core::jobs::JobContext;
using core::jobs::JobOutcome;

std::string payload_of(const SpiderName& spider) {
    std::string payload;
    core::json::Writer(payload)
        .begin_object()
        .member("project", spider.project)
        .member("spider", spider.spider)
        .end_object();
    return payload;
}

core::data::AuditEntry entry(
    const Actor& actor, std::string action, std::string object, std::string difference
) {
    return {
        actor.id,
        actor.name,
        std::move(action),
        "spider",
        std::move(object),
        actor.client,
        actor.request_id,
        std::move(difference)
    };
}

Task<JobOutcome> start(ScraperDaemon& scraper, JobContext job) {
    const auto payload = core::json::Document::parse(job.payload());
    const auto text = [&](std::string_view name) {
        return std::string(payload ? payload->root().find(name).as_string().value_or("") : "");
    };
    SpiderName spider{text("project"), text("spider")};
    if (!is_spider_name(spider.project) || !is_spider_name(spider.spider))
        co_return JobOutcome::dead("the payload names no spider");
    const auto id = "cms-" + std::to_string(static_cast<std::int64_t>(job.lease().job));
    const auto started = co_await scraper.schedule(std::move(spider), id);
    if (started) co_return JobOutcome::done();
    if (started.error().kind == ErrorKind::conflict) co_return JobOutcome::dead(started.error().detail);
    co_return JobOutcome::retry(started.error().detail);
}

}  // namespace

std::string_view to_string(SpiderJobState state) {
    switch (state) {
        case SpiderJobState::pending: return "pending";
        case SpiderJobState::running: return "running";
        case SpiderJobState::finished: return "finished";
    }
    return {};
}

bool is_spider_name(std::string_view text) {
    return !text.empty() && text.size() <= 100 && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
               c == '_' || c == '-';
    });
}

Task<Result<std::int64_t>> request_scrape(core::data::CmsDataSource& cms, Actor actor, SpiderName spider) {
    if (!is_spider_name(spider.project) || !is_spider_name(spider.spider)) {
        co_return Error{
            ErrorKind::invalid_input, "invalid-spider", "project and spider must be names of the scraper"
        };
    }
    const auto work = co_await cms.begin();
    core::data::JobRequest request;
    request.kind = std::string(kScrapeJob);
    request.payload = payload_of(spider);
    request.max_attempts = 5;
    request.trace_id = actor.request_id;
    request.unique_key = "scrape:" + spider.project + "/" + spider.spider;
    co_await work->audit().append(entry(actor, "spider.run", spider.spider, payload_of(spider)));
    const auto id = co_await work->jobs().enqueue(std::move(request));
    if (!id) co_return id.error();
    co_await work->commit();
    co_return static_cast<std::int64_t>(*id);
}

Task<Result<void>> cancel_scrape(
    core::data::CmsDataSource& cms, ScraperDaemon& scraper, Actor actor, std::string project, std::string job
) {
    const auto cancelled = co_await scraper.cancel(project, job);
    if (!cancelled) co_return cancelled.error();
    if (!*cancelled) {
        co_return Error{ErrorKind::not_found, "scrape-not-found", "there is no such run to end"};
    }
    std::string difference;
    core::json::Writer(difference).begin_object().member("project", project).end_object();
    const auto work = co_await cms.begin();
    co_await work->audit().append(entry(actor, "spider.cancel", std::move(job), std::move(difference)));
    co_await work->commit();
    co_return Result<void>();
}

void add_scraping_jobs(core::jobs::JobKinds& kinds, ScraperDaemon& scraper) {
    kinds.add(std::string(kScrapeJob), 1, [&scraper](JobContext job) {
        return start(scraper, std::move(job));
    });
}

}  // namespace cms
