#include "recorded_site.hpp"

#include "core/base/json.hpp"
#include "core/base/time_zone.hpp"

#include <algorithm>
#include <fstream>
#include <set>
#include <sstream>
#include <stdexcept>

namespace scraper::tests {

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
    Crawl crawl;
    const Extractor extractor(spider);
    const auto at = core::parse_instant(now).value();
    auto queue = extractor.start(at);
    std::set<std::pair<std::string, std::string>> asked;
    std::set<std::string> known;
    for (std::size_t i = 0; i < queue.size() && i < 1'000; ++i) {
        const auto follow = queue[i];
        if (!asked.emplace(follow.url, follow.body).second && follow.carried.values.empty() &&
            !follow.carried.item) {
            continue;
        }
        const auto answer = answers_.find({follow.url, follow.body});
        if (answer == answers_.end()) {
            crawl.missing.push_back(follow.url);
            continue;
        }
        const auto& [file, content_type, url] = answer->second;
        const auto found =
            extractor.read({url, content_type, read_file(folder_ / file), at, follow.kind}, follow.carried);
        ++crawl.pages;
        bool any_new = false;
        for (const auto& item : found.items) {
            crawl.items.push_back(item);
            if (!known.insert(item.url).second) continue;
            any_new = true;
            crawl.distinct.push_back(item);
        }
        for (const auto& next : found.follow) {
            // A page that brings nothing new does not lead further down the list: paging may never end.
            if (next.next_page && !found.items.empty() && !any_new) continue;
            queue.push_back(next);
        }
        crawl.faults.insert(crawl.faults.end(), found.faults.begin(), found.faults.end());
    }
    return crawl;
}

}  // namespace scraper::tests
