#include "scraper/engine/try/suggest.hpp"

#include "core/base/json.hpp"
#include "scraper/engine/extract/links.hpp"
#include "scraper/engine/read/ascii.hpp"
#include "scraper/engine/read/charset.hpp"
#include "scraper/engine/read/json_reading.hpp"
#include "scraper/engine/read/reading.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace scraper {

namespace {

using core::json::Value;
using core::json::Writer;

/// How a start page is read, and what it leads to.
struct Proposal {
    std::string format;   ///< of the start page
    std::string records;  ///< pointer, for JSON
    std::string name;     ///< pointer to a record's name, for JSON
    std::string link;     ///< css selector of a link to follow; empty: none
    std::string linked;   ///< format behind the link
    std::string found;
};

std::string spider_name(std::string_view host) {
    std::string name;
    for (const char c : host) name += read::is_letter(c) || read::is_digit(c) ? read::lower_ascii(c) : '-';
    return name.substr(0, 64);
}

/// The longest list of objects, and the member of them that looks like a name.
void find_list(Value value, const std::string& pointer, int depth, Proposal& best, std::size_t& most) {
    if (depth > 6) return;
    if (value.is_array()) {
        const auto first = value.at(0);
        for (const auto* name : {"title", "name", "Title", "Name", "course_title", "summary"}) {
            if (value.size() <= most || !first.find(name).is_string()) continue;
            most = value.size();
            best.format = "json";
            best.records = pointer + "/*";
            best.name = std::string("/") + name;
            best.found =
                fmt::format("JSON: a list of {} objects with \"{}\" at {}", value.size(), name, pointer);
            break;
        }
        return;
    }
    for (std::size_t i = 0; value.is_object() && i < value.size(); ++i) {
        auto inner = pointer;
        core::json::append_pointer(inner, value.member_name(i));
        find_list(value.member_value(i), inner, depth + 1, best, most);
    }
}

Proposal of_json(std::string_view text) {
    Proposal best;
    std::size_t most = 0;
    if (const auto document = core::json::Document::parse(text, {.depth = 64, .values = 2'000'000})) {
        find_list(document->root(), "", 0, best, most);
    }
    return best;
}

Proposal of_xml(std::string_view text) {
    const auto reading = read::read_xml(text, {});
    const auto records = reading->records().size();
    if (records == 0) return {};
    Proposal out;
    const bool sitemap = text.find("<urlset") != std::string_view::npos ||
                         text.find("<sitemapindex") != std::string_view::npos;
    out.format = sitemap ? "sitemap" : "feed";
    out.found = fmt::format("{}: {} entries", sitemap ? "sitemap" : "feed", records);
    return out;
}

/// Links in a page's head and body that lead to calendars or feeds.
Proposal of_links(std::string_view text) {
    const auto page = read::read_html(text);

    struct Kind {
        const char* css;
        const char* format;
        const char* what;
    };

    for (const auto& kind :
         {Kind{"a[href$='.ics']", "icalendar", "links to calendars"},
          Kind{"link[type='text/calendar']", "icalendar", "a linked calendar"},
          Kind{"link[type='application/rss+xml']", "feed", "a linked feed"},
          Kind{"link[type='application/atom+xml']", "feed", "a linked feed"}}) {
        std::vector<read::Place> found;
        page->find(read::Locator::make(read::Language::css, kind.css).value(), 0, 1'000, found);
        if (found.empty()) continue;
        return {
            "html", "", "", kind.css, kind.format, fmt::format("{} {}: {}", found.size(), kind.what, kind.css)
        };
    }
    return {};
}

Proposal propose(std::string_view text, core::Instant now) {
    const auto start = read::trimmed(text);
    if (read::equal_ignoring_case(start.substr(0, 15), "BEGIN:VCALENDAR")) {
        const auto events = read::read_calendar(text, now)->records().size();
        return {"icalendar", "", "", "", "", fmt::format("calendar: {} events", events)};
    }
    const auto entities = read::read_structured(text, {})->records().size();
    if (entities > 0) {
        return {"structured", "", "", "", "", fmt::format("structured data: {} courses or events", entities)};
    }
    if (start.starts_with('{') || start.starts_with('[')) return of_json(start);
    const auto head = read::lower_ascii(start.substr(0, 512));
    const bool page =
        head.find("<html") != std::string::npos || head.find("<!doctype html") != std::string::npos;
    if (start.starts_with('<') && !page) {
        if (auto found = of_xml(text); !found.format.empty()) return found;
    }
    return of_links(text);
}

void write_page(Writer& json, const Proposal& proposal, const std::string& format, bool start) {
    json.begin_object().member("format", format);
    const bool leads_on = start && !proposal.link.empty();
    if (leads_on) {
        json.member("items", false).key("page_follow").begin_array().begin_object();
        json.key("link").begin_object().member("css", proposal.link).member("attribute", "href").end_object();
        json.member("kind", "linked").end_object().end_array();
    }
    if (format == "json") {
        json.key("records")
            .begin_object()
            .member("pointer", proposal.records)
            .member("required", true)
            .end_object();
        json.key("fields")
            .begin_object()
            .key("name")
            .begin_object()
            .member("pointer", proposal.name)
            .end_object();
        json.end_object();
    }
    if (format == "sitemap") {
        json.member("items", false).key("follow").begin_array().begin_object();
        json.key("link").begin_object().member("property", "loc").end_object();
        json.member("kind", "linked").end_object().end_array();
    }
    json.end_object();
}

std::string write_document(const Page& page, const std::string& host, const Proposal& proposal) {
    std::string out;
    Writer json(out);
    json.begin_object().member("name", spider_name(host)).member("version", "1").member("title", host);
    json.member("home", page.url).key("allowed_hosts").begin_array().value(host).end_array();
    json.key("start").begin_array().begin_object().member("url", page.url).member("kind", "start");
    json.end_object().end_array().key("pages").begin_object().key("start");
    write_page(json, proposal, proposal.format, true);
    const auto linked = proposal.format == "sitemap" ? std::string("structured") : proposal.linked;
    if (!linked.empty()) {
        json.key("linked");
        write_page(json, proposal, linked, false);
    }
    json.end_object().end_object();
    return out;
}

}  // namespace

core::Result<Suggestion> suggest(const Page& page) {
    const auto host = host_of(page.url);
    if (host.empty()) {
        return core::Error{
            core::ErrorKind::invalid_input, "bad-url", "the page needs an http or https address"
        };
    }
    const auto decoded = read::decode_body(page.body, page.content_type);
    const auto proposal = propose(decoded.text, page.fetched_at);
    if (proposal.format.empty()) {
        return core::Error{
            core::ErrorKind::not_found,
            "nothing-structured",
            "the page holds no structured data and links to no calendar or feed"
        };
    }
    return Suggestion{proposal.found, write_document(page, host, proposal)};
}

}  // namespace scraper
