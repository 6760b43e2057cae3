#include "scraper/runner/job_run.hpp"

#include "core/base/log.hpp"
#include "scraper/runner/judge.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <fmt/format.h>

namespace scraper {

namespace {

LiveOptions live_options(const Job& job, const RunPlan& plan, JobLog& log) {
    LiveOptions options;
    options.run = job.id;
    options.user_agent = plan.user_agent;
    options.resume = plan.again;
    options.on_retry = [&log](std::string_view url, std::string_view why, std::chrono::milliseconds wait) {
        // Where the site named the pause, the host queue keeps it and there is no other.
        log.info(
            wait.count() > 0 ? fmt::format("Retrying <{}> in {} ms: {}", url, wait.count(), why)
                             : fmt::format("Retrying <{}> as the site says: {}", url, why)
        );
    };
    return options;
}

}  // namespace

JobRun::JobRun(RunContext context, Job job, RunPlan plan)
    : context_(context),
      job_(std::move(job)),
      plan_(std::move(plan)),
      jobs_(context_.spool),
      results_(context_.spool),
      before_(results_.last_position(job_.id)),
      writer_(context_.spool, job_.id, before_),
      log_(writer_, context_.clock, job_.spider, plan_.log_info, plan_.log_warnings),
      extractor_(plan_.spider),
      pages_(context_.web, plan_.spider, context_.snapshots, context_.clock, live_options(job_, plan_, log_)),
      crawler_(context_.web.executor(), plan_.spider, extractor_, pages_, *this, plan_.crawl),
      tick_(context_.web.executor()) {}

core::Task<JobEnd> JobRun::run(std::function<void(const CrawlFigures&)> on_progress) {
    results_.begin_attempt(job_.id);
    log_.info(fmt::format("Spider opened (version {}, attempt {})", plan_.spider.version, job_.attempt));
    if (plan_.again) {
        const bool kept = context_.snapshots != nullptr && !context_.snapshots->list(job_.id, 1).empty();
        log_.warning(
            kept ? "resumed after an interruption: pages fetched before come from their snapshots"
                 : "begun again after an interruption: no page of it had been kept"
        );
    }
    for (const auto& name : plan_.unused)
        log_.warning(fmt::format("argument '{}' is not declared by the document and has no effect", name));
    bool running = true;
    const auto ticking = [&](const std::exception_ptr&) { running = false; };
    asio::co_spawn(context_.web.executor(), flush_now_and_then(std::move(on_progress)), ticking);

    // The date variables keep the meaning they had when the job began, also in a second attempt.
    CrawlFigures figures;
    std::exception_ptr failure;
    try {
        figures = co_await crawler_.run(job_.created_at);
    } catch (...) {
        failure = std::current_exception();
    }
    while (running) {
        tick_.cancel();
        asio::steady_timer soon(context_.web.executor(), std::chrono::milliseconds(1));
        co_await soon.async_wait(asio::use_awaitable);
    }
    if (failure) std::rethrow_exception(failure);
    co_return conclude(figures);
}

JobEnd JobRun::conclude(const CrawlFigures& figures) {
    writer_.figures(figures.pages, figures.items, figures.errors);
    writer_.flush();
    // What only the interrupted attempt found is not there any more.
    if (figures.end == CrawlEnd::finished) results_.drop_items_up_to(job_.id, before_);
    if (context_.snapshots != nullptr) context_.snapshots->flush();
    const auto record = record_of(figures, results_.new_items(job_.id));
    auto end = judge(figures, record, jobs_.past_records(job_.project, job_.spider), plan_.spider.drift);
    end.hand_in = context_.hand_in && plan_.hand_in ? HandIn::waiting : HandIn::none;
    if (!end.outcome_reason.empty()) log_.warning(fmt::format("{}: {}", end.outcome, end.outcome_reason));
    if (figures.kept > 0) log_.info(fmt::format("{} pages came from the interrupted attempt", figures.kept));
    log_.stats(figures, end.finish_reason);
    writer_.flush();
    return end;
}

core::Task<> JobRun::flush_now_and_then(std::function<void(const CrawlFigures&)> on_progress) {
    constexpr std::chrono::milliseconds kInterval(500);
    while (true) {
        const auto& figures = crawler_.figures();
        on_progress(figures);
        writer_.figures(figures.pages, figures.items, figures.errors);
        writer_.flush();
        if (context_.snapshots != nullptr) context_.snapshots->flush();
        tick_.expires_after(kInterval);
        const auto [ended] = co_await tick_.async_wait(asio::as_tuple(asio::use_awaitable));
        if (ended) co_return;
    }
}

void JobRun::on_item(const Item& item) {
    writer_.item(item.url, to_json(item, plan_.spider.version));
    if (writer_.full()) writer_.flush();
}

void JobRun::on_error(const PageError& error) {
    auto text = fmt::format("{} at {}: {}", error.code, error.url, error.detail);
    if (!error.selector.empty()) text += fmt::format(" (rule {})", error.selector);
    log_.error(text);
    writer_.error({error.code, error.url, error.detail, error.field, error.selector});
    if (writer_.full()) writer_.flush();
}

void JobRun::on_page(const FetchedPage& page, const Extracted& extracted) {
    log_.info(fmt::format(
        "Crawled ({}{}) <{}>: {} items, {} links",
        page.status,
        page.kept ? ", kept" : "",
        page.page.url,
        extracted.items.size(),
        extracted.follow.size()
    ));
}

}  // namespace scraper
