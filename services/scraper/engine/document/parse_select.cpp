#include "scraper/engine/document/parse_select.hpp"

#include "scraper/engine/normalise/text.hpp"
#include "scraper/engine/read/pattern.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <array>

namespace scraper {

namespace {

using core::json::add_fault;
using core::json::Value;

struct LanguageName {
    std::string_view member;
    Language language;
};

constexpr std::array<LanguageName, 7> kLanguages = {
    LanguageName{"css", Language::css},
    LanguageName{"xpath", Language::xpath},
    LanguageName{"pointer", Language::pointer},
    LanguageName{"property", Language::property},
    LanguageName{"constant", Language::constant},
    LanguageName{"value", Language::value},
    LanguageName{"url", Language::url}
};

bool suits(Language language, Format format) {
    switch (language) {
        case Language::css: return format == Format::html;
        case Language::xpath:
            return format == Format::html || format == Format::xml || format == Format::feed ||
                   format == Format::sitemap;
        case Language::pointer: return format == Format::json || format == Format::structured;
        case Language::property:
            return format == Format::xml || format == Format::feed || format == Format::sitemap ||
                   format == Format::icalendar || format == Format::structured;
        case Language::constant:
        case Language::value:
        case Language::url: return true;
    }
    return false;
}

void read_place(Members& in, Select& select, const RuleContext& context) {
    int named = 0;
    for (const auto& [member, language] : kLanguages) {
        if (!in.has(member)) continue;
        ++named;
        select.language = language;
        select.text = language == Language::url ? "" : in.text_or(member, "");
        if (language == Language::url) in.flag_or(member, true);
        if (!suits(language, context.format)) {
            in.fault(member, "wrong-language", "cannot be used on pages of this format");
        } else if (const auto made = read::Locator::make(language, select.text); !made) {
            in.fault(member, made.error().code, made.error().detail);
        }
    }
    if (named == 1) return;
    add_fault(
        context.faults,
        in.here(),
        named == 0 ? "required" : "ambiguous",
        "must name exactly one of css, xpath, pointer, property, constant, value, url"
    );
}

Select read_rule(Value value, const std::string& pointer, const RuleContext& context) {
    Select select;
    select.pointer = pointer;
    if (const auto constant = value.as_string()) {
        select.text = *constant;
        return select;
    }
    Members in(value, pointer, context.faults);
    if (!value.is_object()) return select;
    read_place(in, select, context);
    select.attribute = in.text_or("attribute", "");
    select.own_text = in.flag_or("own_text", false);
    select.required = in.flag_or("required", false);
    select.all = in.flag_or("all", false);
    select.join = in.text_or("join", ", ");
    select.pattern = in.text_or("pattern", "");
    if (!select.pattern.empty()) check_pattern(select.pattern, in.pointer("pattern"), context.faults);
    select.html = in.text_or("html", "");
    if (!select.html.empty()) {
        const auto css = read::CssSelector::parse(select.html);
        if (!css) in.fault("html", css.error().code, css.error().detail);
    }
    select.normalise = in.texts("normalise");
    for (std::size_t i = 0; i < select.normalise.size(); ++i) {
        if (normalise::find_text_step(select.normalise[i]) != nullptr) continue;
        const auto names = fmt::format("{}", fmt::join(normalise::text_step_names(), ", "));
        add_fault(
            context.faults,
            fmt::format("{}/{}", in.pointer("normalise"), i),
            "unknown-value",
            "is not one of " + names
        );
    }
    select.map = in.text_map("map");
    if (in.has("otherwise")) select.otherwise = in.text_or("otherwise", "");
    in.finish();
    return select;
}

}  // namespace

void check_pattern(const std::string& pattern, const std::string& pointer, core::json::Faults& faults) {
    const auto parsed = read::Pattern::parse(pattern);
    if (!parsed) add_fault(faults, pointer, parsed.error().code, parsed.error().detail);
}

Select parse_select(Value value, const std::string& pointer, const RuleContext& context) {
    if (!value.exists()) {
        add_fault(context.faults, pointer, "required", "is missing");
        return {};
    }
    return read_rule(value, pointer, context);
}

Selects parse_selects(Value value, const std::string& pointer, const RuleContext& context) {
    Selects selects;
    if (!value.exists()) return selects;
    if (!value.is_array()) {
        selects.push_back(read_rule(value, pointer, context));
        return selects;
    }
    if (value.size() == 0) add_fault(context.faults, pointer, "required", "must not be empty");
    for (std::size_t i = 0; i < value.size(); ++i) {
        selects.push_back(read_rule(value.at(i), fmt::format("{}/{}", pointer, i), context));
    }
    return selects;
}

}  // namespace scraper
