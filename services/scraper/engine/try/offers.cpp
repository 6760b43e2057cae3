#include "scraper/engine/try/offers.hpp"

#include "core/base/json.hpp"
#include "scraper/engine/extract/links.hpp"
#include "scraper/engine/read/ascii.hpp"
#include "scraper/engine/read/reading.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>

namespace scraper {

namespace {

using core::json::Value;
using read::Language;
using read::Locator;
using read::Place;

constexpr std::size_t kMostPlaces = 1'000;

std::vector<Place> places(read::Reading& reading, const Locator& locator) {
    std::vector<Place> found;
    reading.find(locator, 0, kMostPlaces, found);
    return found;
}

bool has(read::Reading& reading, const char* xpath) {
    return !places(reading, Locator::make(Language::xpath, xpath).value()).empty();
}

std::string counted(std::size_t count, std::string_view one, std::string_view many) {
    return fmt::format("{} {}", count, count == 1 ? one : many);
}

std::optional<Offer> calendar(std::string_view text, core::Instant now) {
    if (!read::equal_ignoring_case(read::trimmed(text).substr(0, 15), "BEGIN:VCALENDAR")) return std::nullopt;
    const auto events = read::read_calendar(text, now)->records().size();
    Offer offer;
    offer.found = "a calendar of " + counted(events, "event", "events");
    offer.formats = {"icalendar"};
    return offer;
}

/// Courses and events in JSON-LD and microdata, by type.
std::optional<Offer> structured(std::string_view text) {
    const auto reading = read::read_structured(text, {});
    const auto type = Locator::make(Language::property, "@type").value();
    std::map<std::string, std::size_t> counts;
    for (const auto record : reading->records()) {
        std::vector<Place> found;
        reading->find(type, record, 1, found);
        auto name = found.empty() ? std::string() : reading->text(type, found.front());
        ++counts[name.substr(name.find_last_of("/#:") + 1)];
    }
    if (counts.empty()) return std::nullopt;
    Offer offer;
    for (const auto& [name, count] : counts)
        offer.found += fmt::format("{}{} {}", offer.found.empty() ? "structured data: " : ", ", count, name);
    offer.formats = {"structured"};
    return offer;
}

/// The longest list of objects, and the members of them that look like a name and an address.
void find_list(Value value, const std::string& pointer, int depth, Offer& best, std::size_t& most) {
    if (depth > 6) return;
    if (!value.is_array()) {
        for (std::size_t i = 0; value.is_object() && i < value.size(); ++i) {
            auto inner = pointer;
            core::json::append_pointer(inner, value.member_name(i));
            find_list(value.member_value(i), inner, depth + 1, best, most);
        }
        return;
    }
    const auto first = value.at(0);
    const auto member = [first](std::initializer_list<const char*> names) -> std::string {
        for (const auto* name : names) {
            if (first.find(name).is_string()) return name;
        }
        return {};
    };
    const auto name = member({"title", "name", "Title", "Name", "course_title", "summary"});
    if (name.empty() || value.size() <= most) return;
    most = value.size();
    const auto url = member({"url", "link", "permalink", "href", "Url", "URL"});
    best.formats = {"json"};
    best.records = pointer + "/*";
    best.name = "/" + name;
    best.url = url.empty() ? "" : "/" + url;
    best.found = fmt::format(
        "JSON: a list of {} with \"{}\" at {}",
        counted(most, "object", "objects"),
        name,
        pointer.empty() ? "the top" : pointer
    );
}

std::optional<Offer> json_list(std::string_view text) {
    const auto start = read::trimmed(text).substr(0, 1);
    if (start != "{" && start != "[") return std::nullopt;
    const auto document = core::json::Document::parse(text, {.depth = 64, .values = 2'000'000});
    if (!document) return std::nullopt;
    Offer best;
    std::size_t most = 0;
    find_list(document->root(), "", 0, best, most);
    if (best.formats.empty()) return std::nullopt;
    return best;
}

std::optional<Offer> feed_or_sitemap(std::string_view text) {
    const auto reading = read::read_xml(text, {});
    const auto records = reading->records().size();
    Offer offer;
    if (has(*reading, "/*[local-name()='rss' or local-name()='feed' or local-name()='RDF']")) {
        offer.found = "a feed of " + counted(records, "entry", "entries");
        offer.formats = {"feed"};
    } else if (has(*reading, "/*[local-name()='urlset']")) {
        offer.found = "a sitemap of " + counted(records, "page", "pages");
        offer.formats = {"sitemap", "structured"};
    } else if (has(*reading, "/*[local-name()='sitemapindex']")) {
        offer.found = "an index of " + counted(records, "sitemap", "sitemaps");
        offer.formats = {"sitemap", "sitemap", "structured"};
    }
    if (offer.formats.empty()) return std::nullopt;
    return offer;
}

struct LinkKind {
    const char* css;
    const char* format;
    const char* one;
    const char* many;
};

constexpr LinkKind kLinkKinds[] = {
    {"a[href$='.ics']", "icalendar", "link to a calendar", "links to calendars"},
    {"link[type='text/calendar']", "icalendar", "linked calendar", "linked calendars"},
    {"link[type='application/rss+xml']", "feed", "linked RSS feed", "linked RSS feeds"},
    {"link[type='application/atom+xml']", "feed", "linked Atom feed", "linked Atom feeds"},
};

/// Links in a page's head and body that lead to calendars and feeds.
void add_linked(const Page& page, std::string_view text, std::vector<Offer>& offers) {
    const auto reading = read::read_html(text);
    const auto base = item_url(reading->base(), page.url, page.url);
    for (const auto& kind : kLinkKinds) {
        auto locator = Locator::make(Language::css, kind.css).value();
        locator.attribute = "href";
        Offer offer;
        const auto found = places(*reading, locator);
        for (const auto place : found) {
            auto host =
                host_of(item_url(reading->text(locator, place), base.empty() ? page.url : base, page.url));
            if (!host.empty() && std::ranges::find(offer.hosts, host) == offer.hosts.end())
                offer.hosts.push_back(std::move(host));
        }
        if (offer.hosts.empty()) continue;
        offer.found = fmt::format("{} ({})", counted(found.size(), kind.one, kind.many), kind.css);
        offer.formats = {"html", kind.format};
        offer.link = kind.css;
        offers.push_back(std::move(offer));
    }
}

}  // namespace

std::vector<Offer> offers_of(const Page& page, std::string_view text) {
    std::vector<Offer> offers;
    const auto add = [&](std::optional<Offer> offer) {
        const bool found = offer.has_value();
        if (found) offers.push_back(std::move(*offer));
        return found;
    };
    if (add(calendar(text, page.fetched_at))) return offers;
    add(structured(text));
    if (add(json_list(text))) return offers;
    const auto start = read::lower_ascii(read::trimmed(text).substr(0, 512));
    const bool html =
        start.find("<html") != std::string::npos || start.find("<!doctype html") != std::string::npos;
    if (!html && start.starts_with('<') && add(feed_or_sitemap(text))) return offers;
    add_linked(page, text, offers);
    return offers;
}

}  // namespace scraper
