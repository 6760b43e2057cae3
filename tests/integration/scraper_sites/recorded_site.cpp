#include "recorded_site.hpp"

#include "core/base/json.hpp"
#include "core/base/time_zone.hpp"
#include "support/run.hpp"

#include <fstream>
#include <set>
#include <sstream>
#include <stdexcept>

namespace scraper::tests {

namespace {

constexpr std::string_view kNotRecorded = "not-recorded";

class RecordedPages final : public PageSource {
public:
    RecordedPages(const RecordedSites& sites, core::Instant at) : sites_(sites), at_(at) {}

    core::Task<core::Result<FetchedPage>> get(Follow follow) override {
        auto page = sites_.find(follow);
        if (!page)
            co_return core::Error{core::ErrorKind::not_found, std::string(kNotRecorded), "was not recorded"};
        page->fetched_at = at_;
        co_return FetchedPage{std::move(*page), 200};
    }

private:
    const RecordedSites& sites_;
    core::Instant at_;
};

class Gather final : public CrawlObserver {
public:
    void on_item(const Item& item) override {
        crawl.items.push_back(item);
        if (known_.insert(item.url).second) crawl.distinct.push_back(item);
    }

    void on_error(const PageError& error) override {
        if (error.code == kNotRecorded) {
            crawl.missing.push_back(error.url);
        } else {
            crawl.faults.push_back(error);
        }
    }

    void on_page(const FetchedPage&, const Extracted&) override {}

    Crawl crawl;

private:
    std::set<std::string> known_;
};

}  // namespace

std::string read_file(const std::filesystem::path& path) {
    std::ifstream in(path, std::ios::binary);
    if (!in) throw std::runtime_error("cannot read " + path.string());
    std::ostringstream out;
    out << in.rdbuf();
    return out.str();
}

Spider load_spider(const std::filesystem::path& path) {
    auto spider = parse_spider(read_file(path));
    if (spider) return *spider;
    std::string why = path.string() + ": " + spider.error().detail;
    for (const auto& fault : spider.error().fields) why += "\n" + fault.name + " " + fault.detail;
    throw std::runtime_error(why);
}

std::optional<RecordedSites> RecordedSites::open(const std::filesystem::path& folder) {
    if (!std::filesystem::exists(folder / "manifest.json")) return std::nullopt;
    RecordedSites sites;
    sites.folder_ = folder;
    const auto document = core::json::Document::parse(read_file(folder / "manifest.json")).value();
    const auto files = document.root().find("files");
    const auto text = [](core::json::Value file, std::string_view name) {
        return std::string(file.find(name).as_string().value_or(""));
    };
    for (std::size_t i = 0; i < files.size(); ++i) {
        const auto file = files.at(i);
        const auto url = text(file, "url");
        sites.answers_[{canonical_url(url, url), text(file, "request_body")}] = {
            text(file, "file"), text(file, "content_type"), url
        };
    }
    return sites;
}

Crawl RecordedSites::crawl(const Spider& spider, std::string_view now) const {
    const auto at = core::parse_instant(now).value();
    boost::asio::io_context io;
    RecordedPages pages(*this, at);
    Gather seen;
    const Extractor extractor(spider);
    CrawlOptions options;
    options.concurrency = 1;  // in the order of the lists
    Crawler crawler(io.get_executor(), spider, extractor, pages, seen, options);
    const auto figures = ::tests::run(io, crawler.run(at));
    seen.crawl.pages = static_cast<std::size_t>(figures.pages);
    return seen.crawl;
}

std::optional<Page> RecordedSites::find(const Follow& follow) const {
    const auto answer = answers_.find({follow.url, follow.body});
    if (answer == answers_.end()) return std::nullopt;
    const auto& [file, content_type, url] = answer->second;
    return Page{url, content_type, read_file(folder_ / file), {}, follow.kind};
}

}  // namespace scraper::tests
