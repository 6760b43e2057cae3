#pragma once

#include "core/async/task.hpp"
#include "core/async/work_pool.hpp"
#include "scraper/engine/crawl/crawl_queue.hpp"
#include "scraper/engine/crawl/page_source.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/steady_timer.hpp>

#include <list>
#include <map>
#include <memory>
#include <string>

namespace scraper {

namespace asio = boost::asio;

/// A page, or a value of it, that could not be had.
struct PageError {
    std::string code;  ///< of Fetcher, PageSource, PageFault or the crawler's own; kebab-case
    std::string url;
    std::string detail;
    std::string field;
    std::string selector;  ///< pointer into the spider document
};

enum class CrawlEnd { finished, cancelled, timeout, page_limit, item_limit };

std::string_view to_string(CrawlEnd end);

/// What a run has done so far, or did.
struct CrawlFigures {
    std::int64_t pages = 0;      ///< read
    std::int64_t unchanged = 0;  ///< of these, answered with 304
    std::int64_t kept = 0;       ///< of these, from snapshots
    std::int64_t http2 = 0;      ///< of these, by HTTP/2
    std::int64_t items = 0;      ///< with different addresses
    std::int64_t errors = 0;
    std::int64_t bytes = 0;   ///< of bodies
    std::int64_t queued = 0;  ///< pages waiting
    std::map<std::string, std::int64_t> errors_by_kind;
    std::map<std::string, std::int64_t> filled;  ///< by field: items that have it
    std::map<std::string, RuleUse> rules;        ///< by pointer
    CrawlEnd end = CrawlEnd::finished;
};

/// Is told what a run finds, on its io_context, as it finds it.
class CrawlObserver {
public:
    virtual ~CrawlObserver() = default;
    virtual void on_item(const Item& item) = 0;  ///< a second item with an address replaces the first
    virtual void on_error(const PageError& error) = 0;
    virtual void on_page(const FetchedPage& page, const Extracted& extracted) = 0;
};

struct CrawlOptions {
    std::size_t concurrency = 16;             ///< pages under way at once, over all hosts
    std::chrono::milliseconds gentle{5'000};  ///< how long open requests may last after a cancel
    /// Where pages are read, so that one that takes long does not hold up the requests under way; none: where
    /// the run is. Must outlive the run.
    core::WorkPool* reading = nullptr;
};

/// Visits the pages of one spider, each once, within its limits. Belongs to one io_context; only the
/// extractor is used elsewhere, when the options say so. What fails on a page is an error of that page; the
/// run goes on.
class Crawler {
public:
    Crawler(
        asio::any_io_executor executor,
        const Spider& spider,
        const Extractor& extractor,
        PageSource& source,
        CrawlObserver& observer,
        CrawlOptions options = {}
    );

    /// To the end; `now` fills the date variables of the start addresses. Call once.
    core::Task<CrawlFigures> run(core::Instant now);

    /// Ends the run: open requests within the gentle time, or at once.
    void cancel(bool at_once = false);

    [[nodiscard]] const CrawlFigures& figures() const { return figures_; }

private:
    void begin_visits();
    core::Task<> visit(Visit visit);
    core::Task<Extracted> extract(const FetchedPage& fetched, const CarriedValues& carried) const;
    void take(const Visit& visit, const FetchedPage& fetched, Extracted extracted);
    void take_items(const Extracted& extracted);
    /// What the next page of the list is told; a page that repeats an earlier one brings nothing.
    std::shared_ptr<ListMemory> list_after(const Visit& from, Extracted& extracted);
    void add_links(const Visit& from, Extracted& extracted, const std::shared_ptr<ListMemory>& list);
    void count_rules(const Extracted& extracted);
    void report(PageError error);
    void stop(CrawlEnd why);
    void cut();

    asio::any_io_executor executor_;
    const Spider& spider_;
    const Extractor& extractor_;
    PageSource& source_;
    CrawlObserver& observer_;
    CrawlOptions options_;
    CrawlQueue queue_;
    CrawlFigures figures_;
    std::map<std::string, std::uint64_t, std::less<>> item_fields_;  ///< by address: which fields it had
    std::list<asio::cancellation_signal> open_;
    std::int64_t begun_ = 0;
    bool stopping_ = false;
    asio::steady_timer changed_;
    asio::steady_timer deadline_;
};

}  // namespace scraper
