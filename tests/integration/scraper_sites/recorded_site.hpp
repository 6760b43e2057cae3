#pragma once

#include "scraper/engine/crawl/crawler.hpp"

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace scraper::tests {

/// What walking through a recorded site gave.
struct Crawl {
    std::vector<Item> items;           ///< in the order they were read, repeats included
    std::vector<Item> distinct;        ///< the first of each address
    std::vector<std::string> missing;  ///< addresses that were asked for but not recorded
    std::vector<PageError> faults;
    std::size_t pages = 0;
};

/// Recorded answers of web sites by address and body, in which runs take place without a network.
class RecordedSites {
public:
    /// `folder` holds a `manifest.json`; none when there is no such folder here.
    static std::optional<RecordedSites> open(const std::filesystem::path& folder);

    [[nodiscard]] Crawl crawl(const Spider& spider, std::string_view now) const;

    /// The recorded answer; the time it was fetched is left open.
    [[nodiscard]] std::optional<Page> find(const Follow& follow) const;

private:
    struct Answer {
        std::string file;
        std::string content_type;
        std::string url;
    };

    std::filesystem::path folder_;
    std::map<std::pair<std::string, std::string>, Answer> answers_;  ///< by address and body
};

std::string read_file(const std::filesystem::path& path);

/// A document of tests/data/scraper/documents or services/scraper/spiders; throws when it is refused.
Spider load_spider(const std::filesystem::path& path);

}  // namespace scraper::tests
