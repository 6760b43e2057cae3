#include "core/http/problem.hpp"
#include "scraper/engine/crawl/crawler.hpp"
#include "scraper/engine/crawl/snapshot_pages.hpp"
#include "scraper/handlers/v1/calls.hpp"
#include "scraper/runner/settings.hpp"

#include <boost/asio/this_coro.hpp>

#include <map>

namespace scraper::v1 {

namespace {

/// Gathers items by address.
class Gather final : public CrawlObserver {
public:
    explicit Gather(std::string version) : version_(std::move(version)) {}

    void on_item(const Item& item) override { items_[item.url] = to_json(item, version_); }

    void on_error(const PageError& error) override { static_cast<void>(error); }

    void on_page(const FetchedPage& page, const Extracted& extracted) override {
        static_cast<void>(page);
        static_cast<void>(extracted);
    }

    [[nodiscard]] std::string lines() const {
        std::string text;
        for (const auto& [url, json] : items_) text += json + "\n";
        return text;
    }

private:
    std::string version_;
    std::map<std::string, std::string> items_;
};

}  // namespace

core::Task<Response> replay_job(const Request& request, const Context& context) {
    const auto job = context.jobs.find(request.path_param("id"));
    if (!job)
        co_return core::http::problem(404, "job-not-found", "There is no such job.", request.request_id);
    const auto document = context.projects.document(job->project, job->version, job->spider);
    const auto project = context.projects.project_document(job->project, job->version);
    auto plan = document ? plan_run(*job, *document, project) : core::Result<RunPlan>(core::Error{});
    if (!plan)
        co_return core::http::problem(
            409, "spider-gone", "The version that ran is not kept any more.", request.request_id
        );
    context.snapshots.flush();
    plan->crawl.reading = &context.readers;
    const Extractor extractor(plan->spider);
    SnapshotPages pages(context.snapshots, job->id);
    Gather gather(plan->spider.version);
    Crawler crawler(
        co_await core::asio::this_coro::executor, plan->spider, extractor, pages, gather, plan->crawl
    );
    co_await crawler.run(job->created_at);
    Response response(200);
    response.content_type = "application/x-ndjson";
    response.body = gather.lines();
    co_return response;
}

}  // namespace scraper::v1
