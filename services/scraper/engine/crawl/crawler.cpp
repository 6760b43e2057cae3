#include "scraper/engine/crawl/crawler.hpp"

#include "core/base/digest.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

namespace scraper {

namespace {

using std::chrono::steady_clock;

struct FieldTest {
    std::string_view name;
    bool (*has)(const Item& item);
};

// The fields whose fill rate the drift guard watches; name and address are always there.
constexpr std::array<FieldTest, 7> kFields{{
    {"provider", [](const Item& item) { return item.provider.has_value(); }},
    {"level", [](const Item& item) { return item.level.has_value(); }},
    {"format", [](const Item& item) { return item.format.has_value(); }},
    {"cost", [](const Item& item) { return item.cost_kind.has_value(); }},
    {"cpd", [](const Item& item) { return item.cpd_kind.has_value(); }},
    {"duration_days", [](const Item& item) { return item.duration_days.has_value(); }},
    {"dates", [](const Item& item) { return !item.dates.empty(); }},
}};

std::uint64_t fields_of(const Item& item) {
    std::uint64_t fields = 0;
    for (std::size_t i = 0; i < kFields.size(); ++i) fields |= std::uint64_t{kFields[i].has(item)} << i;
    return fields;
}

/// What a page of a list brought, without the way to its neighbours, whatever the order; empty when nothing.
std::string digest_of(const Extracted& extracted) {
    std::set<std::string> brought;
    for (const auto& item : extracted.items) {
        // An address that the site does not name is made of the page's, which is another one each time.
        auto one = fmt::format("item {} {}", item.source_of("url") ? item.url : "", item.name);
        for (const auto& date : item.dates) one += ' ' + date.starts_at;
        brought.insert(std::move(one));
    }
    for (const auto& follow : extracted.follow) {
        if (!follow.next_page) brought.insert(request_key(follow));
    }
    if (brought.empty()) return {};
    std::string all;
    for (const auto& one : brought) all += fmt::format("{}:{}", one.size(), one);
    return core::sha256_hex(all);
}

}  // namespace

std::string_view to_string(CrawlEnd end) {
    switch (end) {
        case CrawlEnd::finished: return "finished";
        case CrawlEnd::cancelled: return "cancelled";
        case CrawlEnd::timeout: return "timeout";
        case CrawlEnd::page_limit: return "page-limit";
        case CrawlEnd::item_limit: return "item-limit";
    }
    return "finished";
}

Crawler::Crawler(
    asio::any_io_executor executor,
    const Spider& spider,
    const Extractor& extractor,
    PageSource& source,
    CrawlObserver& observer,
    CrawlOptions options
)
    : executor_(std::move(executor)),
      spider_(spider),
      extractor_(extractor),
      source_(source),
      observer_(observer),
      options_(options),
      changed_(executor_, steady_clock::time_point::max()),
      deadline_(executor_) {}

core::Task<CrawlFigures> Crawler::run(core::Instant now) {
    // The visits hold on to this crawler: whoever cancels the run waits for them.
    co_await asio::this_coro::throw_if_cancelled(false);
    deadline_.expires_after(spider_.limits.run_time);
    deadline_.async_wait([this](const boost::system::error_code& cancelled) {
        if (cancelled) return;
        if (stopping_) {
            cut();
        } else {
            stop(CrawlEnd::timeout);
        }
    });
    for (auto& follow : extractor_.start(now)) queue_.add({std::move(follow), 0});
    begin_visits();
    while (!open_.empty()) {
        changed_.expires_at(steady_clock::time_point::max());
        co_await changed_.async_wait(asio::as_tuple(asio::use_awaitable));
        const auto cancelled = (co_await asio::this_coro::cancellation_state).cancelled();
        if (cancelled != asio::cancellation_type::none) cancel(true);
        begin_visits();
    }
    deadline_.cancel();
    figures_.queued = static_cast<std::int64_t>(queue_.size());
    for (const auto& [url, fields] : item_fields_) {
        for (std::size_t i = 0; i < kFields.size(); ++i)
            figures_.filled[std::string(kFields[i].name)] += static_cast<std::int64_t>(fields >> i & 1U);
    }
    co_return figures_;
}

void Crawler::begin_visits() {
    while (!stopping_ && open_.size() < options_.concurrency) {
        if (begun_ >= spider_.limits.pages && queue_.size() > 0) {
            stop(CrawlEnd::page_limit);
            return;
        }
        auto next = queue_.take();
        if (!next) return;
        ++begun_;
        const auto place = open_.emplace(open_.end());
        // A task of its own for each page; its failures are caught in `visit`, so only a cancel ends up here.
        asio::co_spawn(
            executor_,
            visit(std::move(*next)),
            asio::bind_cancellation_slot(
                place->slot(),
                [this, place](const std::exception_ptr&) {
                    open_.erase(place);
                    changed_.cancel();
                }
            )
        );
    }
}

core::Task<> Crawler::visit(Visit visit) {
    try {
        const auto fetched = co_await source_.get(visit.follow);
        if (fetched) {
            auto extracted = co_await extract(*fetched, visit.follow.carried);
            take(visit, *fetched, std::move(extracted));
        } else {
            report({fetched.error().code, visit.follow.url, fetched.error().detail, {}, {}});
        }
    } catch (const boost::system::system_error& error) {
        const bool cancelled = error.code() == asio::error::operation_aborted;
        report({cancelled ? "cancelled" : "internal-error", visit.follow.url, error.what(), {}, {}});
    } catch (const std::exception& error) {
        report({"internal-error", visit.follow.url, error.what(), {}, {}});
    }
}

// The reading ends before the visit that waits for it, also when that is cancelled: references will do.
core::Task<Extracted> Crawler::extract(const FetchedPage& fetched, const CarriedValues& carried) const {
    if (options_.reading == nullptr) co_return extractor_.read(fetched.page, carried);
    co_return co_await options_.reading->run([&] { return extractor_.read(fetched.page, carried); });
}

void Crawler::take(const Visit& visit, const FetchedPage& fetched, Extracted extracted) {
    ++figures_.pages;
    figures_.unchanged += fetched.unchanged ? 1 : 0;
    figures_.kept += fetched.kept ? 1 : 0;
    figures_.http2 += fetched.http_version == 20 ? 1 : 0;
    figures_.bytes += static_cast<std::int64_t>(fetched.page.body.size());
    count_rules(extracted);
    for (auto& fault : extracted.faults)
        report({fault.code, visit.follow.url, fault.detail, fault.field, fault.selector});
    const auto list = list_after(visit, extracted);
    take_items(extracted);
    add_links(visit, extracted, list);
    figures_.queued = static_cast<std::int64_t>(queue_.size());
    observer_.on_page(fetched, extracted);
}

void Crawler::take_items(const Extracted& extracted) {
    for (const auto& item : extracted.items) {
        const bool known = item_fields_.contains(item.url);
        if (!known && figures_.items >= spider_.limits.items) {
            stop(CrawlEnd::item_limit);
            return;
        }
        if (!known) ++figures_.items;
        item_fields_[item.url] = fields_of(item);
        observer_.on_item(item);
    }
}

// Sites answer a page number past the end with the last page, or the first, and lead on from there for ever.
std::shared_ptr<ListMemory> Crawler::list_after(const Visit& from, Extracted& extracted) {
    if (std::ranges::none_of(extracted.follow, &Follow::next_page)) return nullptr;
    auto list = from.list ? from.list : std::make_shared<ListMemory>();
    auto digest = digest_of(extracted);
    // A page without anything, such as a month without courses, says nothing about where the list ends.
    if (digest.empty() || list->insert(std::move(digest)).second) return list;
    report({"repeats-itself", from.follow.url, "brings what an earlier page of the list brought", {}, {}});
    extracted.items.clear();
    extracted.follow.clear();
    return nullptr;
}

void Crawler::add_links(const Visit& from, Extracted& extracted, const std::shared_ptr<ListMemory>& list) {
    for (auto& follow : extracted.follow) {
        const auto depth = from.depth + (follow.next_page ? 0 : 1);
        if (depth > spider_.limits.depth) {
            report({"depth-limit", follow.url, "lies further from the start than the spider may go", {}, {}});
            continue;
        }
        auto url = follow.url;
        auto same_list = follow.next_page ? list : nullptr;
        if (queue_.add({std::move(follow), depth, std::move(same_list)}) == CrawlQueue::Added::full)
            report({"queue-full", std::move(url), "too many pages", {}, {}});
    }
}

void Crawler::count_rules(const Extracted& extracted) {
    for (const auto& rule : extracted.rules) {
        auto& sum = figures_.rules[rule.pointer];
        if (sum.pointer.empty()) {
            sum = rule;
            continue;
        }
        sum.asked += rule.asked;
        sum.found += rule.found;
    }
}

void Crawler::report(PageError error) {
    ++figures_.errors;
    ++figures_.errors_by_kind[error.code];
    observer_.on_error(error);
}

void Crawler::cancel(bool at_once) {
    stop(CrawlEnd::cancelled);
    if (at_once) cut();
}

void Crawler::stop(CrawlEnd why) {
    if (stopping_) return;
    stopping_ = true;
    figures_.end = why;
    changed_.cancel();
    // A limit ends the search, not what is under way.
    if (why == CrawlEnd::page_limit || why == CrawlEnd::item_limit) return;
    deadline_.expires_after(options_.gentle);
    deadline_.async_wait([this](const boost::system::error_code& cancelled) {
        if (!cancelled) cut();
    });
}

void Crawler::cut() {
    for (auto& visit : open_) visit.emit(asio::cancellation_type::terminal);
}

}  // namespace scraper
