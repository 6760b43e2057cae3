#pragma once

#include "core/base/error.hpp"
#include "scraper/engine/document/argument.hpp"
#include "scraper/engine/document/page_kind.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace scraper {

/// Bounds of one run.
struct Limits {
    std::int64_t pages = 2'000;  ///< fetched, robots.txt not counted
    std::int64_t items = 20'000;
    std::int64_t depth = 10;             ///< links from a start address; next pages count as none
    std::int64_t page_bytes = 10 << 20;  ///< decoded body
    std::int64_t records_per_page = 5'000;
    std::chrono::seconds run_time{3'600};
    std::chrono::seconds page_time{30};
};

/// How a host is treated. robots.txt is always obeyed.
struct Politeness {
    std::int64_t concurrency_per_host = 1;        ///< requests at a time; 1–16
    std::chrono::milliseconds delay{500};         ///< least time between two requests to a host
    std::chrono::milliseconds max_delay{20'000};  ///< to which the adaptive throttle may grow it
    bool adaptive = true;
    std::int64_t retries = 3;
};

/// How far a run may lie from the past ones before it counts as suspicious.
struct DriftBand {
    std::int64_t items_drop_percent = 50;     ///< fewer items than the usual by more than this
    std::int64_t items_growth_percent = 300;  ///< more items by more than this
    std::int64_t fill_drop_points = 30;       ///< percentage points by which a field's fill rate fell
    std::int64_t pages_drop_percent = 70;
    std::int64_t new_percent = 90;  ///< share of items not seen before
    std::int64_t least_items = 1;   ///< fewer is suspicious even without a past
};

/// A request the run begins with. `address` and `body` are templates: `{today}`, `{today+30d:%d %b %Y}`,
/// `{offset}` …
struct StartRequest {
    std::string address;
    std::string method = "GET";
    std::string body;
    std::string content_type;
    std::string kind;
    std::vector<std::pair<std::string, std::string>> headers;
    /// Page variables and their first values; they are carried to the pages reached from here.
    std::vector<std::pair<std::string, std::string>> variables;
};

/// A spider: what to fetch and how to read it. A value; immutable once parsed.
struct Spider {
    std::string name;     ///< a–z, 0–9, `-`, `_`; 1–64
    std::string version;  ///< 1–64 of A–Za–z0–9._-
    std::string title;    ///< full name of the source
    std::string home;     ///< address of the source for people
    std::string time_zone = "UTC";
    std::vector<std::string> allowed_hosts;  ///< exact names, or `*.example.org` for every name below
    std::vector<StartRequest> start;
    std::vector<PageKind> pages;
    std::vector<Argument> arguments;  ///< that its jobs may give
    std::vector<FieldRule> defaults;  ///< for fields a record lacks; constants and carried values
    Limits limits;
    Politeness politeness;
    DriftBand drift;

    [[nodiscard]] const PageKind* page(std::string_view kind) const;  ///< null when unknown

    /// Whether the run may ask this host (name without port, any case).
    [[nodiscard]] bool allows_host(std::string_view host) const;
};

/// A host in the form that `allowed_hosts` keeps it: lower case, an IPv6 address without brackets. None when
/// it cannot be allowed by name.
std::optional<std::string> host_name(std::string_view text);

/// Reads a spider document (see spider.schema.json). Refuses malformed and unknown members, selectors and
/// patterns that do not compile, unknown normalisers, kinds nobody defines: `invalid_input` with code
/// `bad-spider`, one FieldError per fault whose name is the JSON Pointer.
core::Result<Spider> parse_spider(std::string_view json);

}  // namespace scraper
