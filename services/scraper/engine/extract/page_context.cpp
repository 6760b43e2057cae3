#include "scraper/engine/extract/page_context.hpp"

#include "scraper/engine/read/html_tree.hpp"

#include <fmt/format.h>

#include <utility>

namespace scraper {

namespace {

constexpr std::size_t kMostFaults = 100;
constexpr std::size_t kMostMatches = 50'000;
constexpr std::size_t kLongestValue = 256 << 10;

/// What a CSS selector finds in a value that is HTML itself.
std::vector<std::string> inside_html(const CompiledSelect& rule, const std::string& text) {
    const read::HtmlTree tree(text);
    std::vector<read::HtmlTree::Index> found;
    std::int64_t budget = 1'000'000;
    rule.html->select(tree, 0, rule.rule.all ? 1'000 : 1, budget, found);
    std::vector<std::string> out;
    for (const auto node : found) {
        out.push_back(
            rule.rule.attribute.empty() ? tree.text(node, rule.rule.own_text)
                                        : tree.attribute(node, rule.rule.attribute).value_or("")
        );
    }
    return out;
}

}  // namespace

std::string cut(std::string_view text, std::size_t bytes) {
    if (text.size() <= bytes) return std::string(text);
    while (bytes > 0 && (static_cast<unsigned char>(text[bytes]) & 0xC0U) == 0x80U) --bytes;
    return std::string(text.substr(0, bytes));
}

PageContext::PageContext(
    const CompiledKind& kind,
    const Page& page,
    read::Reading& reading,
    const Spider& spider,
    const Values& carried
)
    : page_(page), reading_(reading), spider_(spider), carried_(carried), uses_(kind.rules) {
    base_ = page.url;
    if (const auto own = reading.base(); !own.empty()) {
        if (auto absolute = canonical_url(own, page.url); !absolute.empty()) base_ = std::move(absolute);
    }
}

void PageContext::fault(std::string code, std::string detail, std::string field, std::string selector) {
    if (faults_.size() < kMostFaults) {
        faults_.push_back({std::move(code), std::move(detail), std::move(field), std::move(selector)});
    } else if (!std::exchange(faults_cut_, true)) {
        faults_.push_back({"more-faults", "this page has more faults than are listed", {}, {}});
    }
}

const std::string* PageContext::value(std::string_view name, const Values* record) const {
    if (record != nullptr) {
        if (const auto found = record->find(name); found != record->end()) return &found->second;
    }
    const auto found = carried_.find(name);
    return found == carried_.end() ? nullptr : &found->second;
}

std::string PageContext::fill(std::string_view text, const Values* record, Escape escape, bool* missing) {
    const TemplateValues values{
        [&](std::string_view name) { return value(name, record); }, page_.fetched_at, spider_.time_zone
    };
    return fill_template(text, values, escape, missing);
}

std::vector<read::Place> PageContext::places(
    const CompiledSelect& rule, read::Place from, std::size_t limit
) {
    std::vector<read::Place> found;
    reading_.find(rule.locator, from, limit, found);
    auto& use = uses_[rule.number];
    ++use.asked;
    if (!found.empty()) ++use.found;
    return found;
}

void PageContext::texts(
    const CompiledSelect& rule,
    read::Place from,
    const Values* record,
    std::size_t limit,
    std::vector<std::string>& out
) {
    switch (rule.rule.language) {
        case Language::constant: {
            bool missing = false;
            const auto escape = rule.rule.text.starts_with("http") ? Escape::percent : Escape::none;
            auto text = fill(rule.rule.text, record, escape, &missing);
            if (!missing) out.push_back(std::move(text));
            return;
        }
        case Language::value:
            if (const auto* known = value(rule.rule.text, record)) out.push_back(*known);
            return;
        case Language::url: out.push_back(page_.url); return;
        case Language::css:
        case Language::xpath:
        case Language::pointer:
        case Language::property: break;
    }
    std::vector<read::Place> found;
    reading_.find(rule.locator, from, limit, found);
    for (const auto place : found) out.push_back(reading_.text(rule.locator, place));
}

/// The value a text becomes; none when nothing is left of it.
std::optional<std::string> PageContext::finish(const CompiledSelect& rule, std::string_view text) const {
    std::string value(text);
    if (rule.pattern) {
        auto matched = rule.pattern->first(value);
        if (!matched) return std::nullopt;
        value = std::move(*matched);
    }
    for (const auto step : rule.steps) value = step(value);
    value = normalise::clean(value);
    bool mapped = rule.rule.map.empty();
    for (const auto& [from, to] : rule.rule.map) {
        if (from != value) continue;
        value = to;
        mapped = true;
        break;
    }
    if (!mapped && rule.rule.otherwise) value = *rule.rule.otherwise;
    if (value.empty()) return std::nullopt;
    return value;
}

std::vector<Found> PageContext::run(
    const CompiledSelect& rule, read::Place from, const Values* record, std::size_t limit
) {
    auto& use = uses_[rule.number];
    ++use.asked;
    // The first match may be empty while a later one is not: one value still asks for several places.
    const std::size_t places = rule.rule.all ? 1'000 : limit == 1 ? 8 : limit;
    std::vector<std::string> raw;
    texts(rule, from, record, places, raw);
    if (rule.html) {
        std::vector<std::string> inner;
        for (const auto& text : raw) {
            for (auto& part : inside_html(rule, text)) inner.push_back(std::move(part));
        }
        raw = std::move(inner);
    }
    std::vector<Found> found;
    std::string joined;
    std::string joined_raw;
    for (const auto& text : raw) {
        if (text.size() > kLongestValue) {
            fault("value-too-long", "a value has more than 256 KiB", rule.field, rule.rule.pointer);
            continue;
        }
        auto value = finish(rule, text);
        if (!value) continue;
        if (rule.rule.all) {
            joined += (joined.empty() ? "" : rule.rule.join) + *value;
            joined_raw += (joined_raw.empty() ? "" : " ") + normalise::clean(cut(text, 500));
            continue;
        }
        found.push_back({std::move(*value), cut(normalise::clean(cut(text, 2'000)), 500), &rule});
        if (found.size() >= limit) break;
    }
    if (!joined.empty()) found.push_back({std::move(joined), cut(joined_raw, 500), &rule});
    if (!found.empty() && use.found++ == 0) use.example = cut(found.front().text, 120);
    return found;
}

std::optional<Found> PageContext::first(
    const CompiledSelects& rules, read::Place from, const Values* record
) {
    for (const auto& rule : rules) {
        auto found = run(rule, from, record, 1);
        if (!found.empty()) return std::move(found.front());
    }
    note_required(rules);
    return std::nullopt;
}

std::vector<Found> PageContext::all(const CompiledSelects& rules, read::Place from, const Values* record) {
    for (const auto& rule : rules) {
        auto found = run(rule, from, record, kMostMatches);
        if (!found.empty()) return found;
    }
    note_required(rules);
    return {};
}

void PageContext::note_required(const CompiledSelects& rules) {
    for (const auto& rule : rules) {
        if (!rule.rule.required) continue;
        fault("no-match", fmt::format("\"{}\" finds nothing", rule.label), rule.field, rule.rule.pointer);
    }
}

}  // namespace scraper
