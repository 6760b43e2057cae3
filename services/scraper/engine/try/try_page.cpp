#include "scraper/engine/try/try_page.hpp"

#include "core/base/json.hpp"

#include <fmt/format.h>

#include <iterator>

namespace scraper {

namespace {

using core::json::Writer;

void write_rules(Writer& json, const Extracted& found) {
    json.key("rules").begin_array();
    for (const auto& rule : found.rules) {
        json.begin_object().member("pointer", rule.pointer).member("field", rule.field);
        json.member("selector", rule.selector).member("asked", rule.asked).member("found", rule.found);
        json.member("example", rule.example).member("why_nothing", why_nothing(rule)).end_object();
    }
    json.end_array();
}

void write_follow(Writer& json, const Extracted& found) {
    json.key("follow").begin_array();
    for (const auto& follow : found.follow) {
        json.begin_object().member("url", follow.url).member("method", follow.method);
        json.member("body", follow.body).member("kind", follow.kind).member("next_page", follow.next_page);
        json.end_object();
    }
    json.end_array();
}

void write_faults(Writer& json, const Extracted& found) {
    json.key("faults").begin_array();
    for (const auto& fault : found.faults) {
        json.begin_object().member("code", fault.code).member("detail", fault.detail);
        json.member("field", fault.field).member("pointer", fault.selector).end_object();
    }
    json.end_array();
}

void print_item(std::string& out, const Item& item) {
    const auto line = [&](std::string_view name, const std::string& value) {
        const auto* source = item.source_of(name);
        fmt::format_to(std::back_inserter(out), "    {:<14}{}", name, value);
        if (source != nullptr) fmt::format_to(std::back_inserter(out), "   <- {}", source->selector);
        out += '\n';
    };
    fmt::format_to(std::back_inserter(out), "  {}\n", item.name);
    line("url", item.url);
    if (item.provider) line("provider", *item.provider);
    if (item.level) line("level", *item.level);
    if (item.format) line("format", *item.format);
    if (item.cost_kind) line("cost", *item.cost_kind + ' ' + item.cost_amount.value_or(""));
    if (item.cpd_kind) line("cpd", *item.cpd_kind + ' ' + item.cpd_points.value_or(""));
    if (item.duration_days) line("duration_days", *item.duration_days);
    for (const auto& date : item.dates)
        line("dates", date.starts_at + (date.ends_at ? " to " + *date.ends_at : ""));
}

}  // namespace

std::string why_nothing(const RuleUse& rule) {
    if (rule.found > 0) return {};
    if (rule.asked == 0) return "not asked: a rule before it found a value, or there is no record";
    return "asked, but nothing on the page matches it, or nothing is left of the text";
}

std::string try_json(const Spider& spider, const Page& page, const CarriedValues& carried) {
    const auto found = Extractor(spider).read(page, carried);
    std::string out;
    Writer json(out);
    json.begin_object().member("url", page.url).member("kind", page.kind).key("items").begin_array();
    for (const auto& item : found.items) json.raw(to_json(item, spider.version));
    json.end_array();
    write_follow(json, found);
    write_faults(json, found);
    write_rules(json, found);
    json.end_object();
    return out;
}

std::string try_text(const Spider& spider, const Page& page, const CarriedValues& carried) {
    const auto found = Extractor(spider).read(page, carried);
    auto out = fmt::format("{} as \"{}\"\n\nitems: {}\n", page.url, page.kind, found.items.size());
    for (const auto& item : found.items) print_item(out, item);
    fmt::format_to(std::back_inserter(out), "\nfollow: {}\n", found.follow.size());
    for (const auto& follow : found.follow) {
        const auto* next = follow.next_page ? " (next page)" : "";
        fmt::format_to(
            std::back_inserter(out), "  {} {} as \"{}\"{}\n", follow.method, follow.url, follow.kind, next
        );
    }
    fmt::format_to(std::back_inserter(out), "\nfaults: {}\n", found.faults.size());
    for (const auto& fault : found.faults) {
        fmt::format_to(
            std::back_inserter(out), "  {} {} {}: {}\n", fault.code, fault.field, fault.selector, fault.detail
        );
    }
    out += "\nrules:\n";
    for (const auto& rule : found.rules) {
        const auto outcome = rule.found > 0 ? "\"" + rule.example + "\"" : why_nothing(rule);
        fmt::format_to(
            std::back_inserter(out),
            "  {:<14}{}: {} of {}  {}\n",
            rule.field,
            rule.selector,
            rule.found,
            rule.asked,
            outcome
        );
    }
    return out;
}

}  // namespace scraper
