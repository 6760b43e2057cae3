#pragma once

#include "core/base/clock.hpp"
#include "scraper/engine/document/spider.hpp"
#include "scraper/engine/extract/item.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace scraper {

/// A fetched page; also what a snapshot holds.
struct Page {
    std::string url;           ///< after redirects
    std::string content_type;  ///< as the server said it, parameters included; may be wrong or empty
    std::string body;          ///< content codings removed
    core::Instant fetched_at;
    std::string kind;  ///< name of the spider's page kind
};

/// A request that a page leads to.
struct Follow {
    std::string url;  ///< absolute, canonical: http or https, no fragment
    std::string method = "GET";
    std::string body;
    std::string content_type;  ///< of the body
    std::vector<std::pair<std::string, std::string>> headers;
    std::string kind;
    int priority = 0;
    bool next_page = false;  ///< the next page of the same list; depth does not grow
    CarriedValues carried;
};

/// Something on a page that could not be read. The rest of the page still was.
struct PageFault {
    std::string code;  ///< kebab-case: `bad-date`, `too-deep`, `no-records`, `host-not-allowed` …
    std::string detail;
    std::string field;     ///< empty when it concerns the page
    std::string selector;  ///< pointer of the rule in the spider document; empty when none
};

/// How often a rule was asked and found something, for the drift guard. Not asked at all: a rule before it
/// found what was wanted, or there was no record to ask for.
struct RuleUse {
    std::string pointer;   ///< of the rule in the spider document
    std::string selector;  ///< `css h1`
    std::string field;
    std::int64_t asked = 0;
    std::int64_t found = 0;
    std::string example;  ///< the first value found
};

struct Extracted {
    std::vector<Item> items;
    std::vector<Follow> follow;
    std::vector<PageFault> faults;
    std::vector<RuleUse> rules;  ///< every rule of the page kind, in a fixed order
};

/// Absolute http(s) address in one spelling: scheme and host in lower case, default port, fragment and dot
/// segments removed, percent escapes in upper case. Empty when `link` cannot be one, seen from `base`.
std::string canonical_url(std::string_view link, std::string_view base);

/// Reads pages of one spider. No I/O, no clock: the same page gives the same answer. Never throws for what a
/// page holds. Immutable; may be shared by threads.
class Extractor {
public:
    explicit Extractor(const Spider& spider);  ///< copies what it needs
    ~Extractor();
    Extractor(Extractor&&) noexcept;
    Extractor& operator=(Extractor&&) noexcept;

    /// The requests a run begins with; `now` fills the date variables.
    [[nodiscard]] std::vector<Follow> start(core::Instant now) const;

    [[nodiscard]] Extracted read(const Page& page, const CarriedValues& carried) const;

private:
    struct Plan;
    std::unique_ptr<const Plan> plan_;
};

}  // namespace scraper
