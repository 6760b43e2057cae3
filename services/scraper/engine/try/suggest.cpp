#include "scraper/engine/try/suggest.hpp"

#include "core/base/json.hpp"
#include "scraper/engine/extract/links.hpp"
#include "scraper/engine/read/ascii.hpp"
#include "scraper/engine/read/charset.hpp"
#include "scraper/engine/try/offers.hpp"

#include <algorithm>

namespace scraper {

namespace {

using core::json::Writer;

constexpr std::string_view kKinds[] = {"start", "linked", "behind"};

std::string spider_name(std::string_view host) {
    std::string name;
    for (const char c : host) name += read::is_letter(c) || read::is_digit(c) ? read::lower_ascii(c) : '-';
    return name.substr(0, 64);
}

void write_rule(Writer& json, std::string_view name, std::string_view language, std::string_view text) {
    json.key(name).begin_object().member(language, text).end_object();
}

/// The page kind at one step of the way from the start to the records.
void write_page(Writer& json, const Offer& offer, std::size_t step) {
    const auto& format = offer.formats[step];
    json.key(kKinds[step]).begin_object().member("format", format);
    if (step + 1 < offer.formats.size()) {
        const bool sitemap = format == "sitemap";
        json.member("items", false).key(sitemap ? "follow" : "page_follow").begin_array().begin_object();
        json.key("link").begin_object();
        if (sitemap) {
            json.member("property", "loc");
        } else {
            json.member("css", offer.link).member("attribute", "href");
        }
        json.end_object().member("kind", kKinds[step + 1]).end_object().end_array();
    } else if (format == "json") {
        json.key("records").begin_object().member("pointer", offer.records).member("required", true);
        json.end_object().key("fields").begin_object();
        write_rule(json, "name", "pointer", offer.name);
        if (!offer.url.empty()) write_rule(json, "url", "pointer", offer.url);
        json.end_object();
    }
    json.end_object();
}

std::string write_document(const std::string& url, const std::string& host, const Offer& offer) {
    std::string out;
    Writer json(out);
    json.begin_object().member("name", spider_name(host)).member("version", "1").member("title", host);
    json.member("home", url).key("allowed_hosts").begin_array().value(host);
    for (const auto& other : offer.hosts) {
        if (const auto name = host_name(other); name && *name != host) json.value(*name);
    }
    json.end_array().key("start").begin_array().begin_object();
    json.member("url", url).member("kind", kKinds[0]).end_object().end_array();
    json.key("pages").begin_object();
    for (std::size_t step = 0; step < offer.formats.size(); ++step) write_page(json, offer, step);
    json.end_object().end_object();
    return out;
}

}  // namespace

core::Result<Suggestion> suggest(const Page& page) {
    const auto url = canonical_url(page.url, page.url);
    const auto host = host_name(host_of(url));
    if (!host) {
        return core::Error{
            core::ErrorKind::invalid_input, "bad-url", "the page needs an http or https address"
        };
    }
    const auto decoded = read::decode_body(page.body, page.content_type);
    const auto offers = offers_of(page, decoded.text);
    if (offers.empty()) {
        return core::Error{
            core::ErrorKind::not_found,
            "nothing-structured",
            "the page holds no structured data and links to no calendar or feed"
        };
    }
    Suggestion suggestion;
    for (const auto& offer : offers) suggestion.found += (suggestion.found.empty() ? "" : "; ") + offer.found;
    suggestion.document = write_document(url, *host, offers.front());
    return suggestion;
}

}  // namespace scraper
