#include "scraper/engine/extract/compiled.hpp"

#include <fmt/format.h>

#include <stdexcept>

namespace scraper {

namespace {

template <class T>
T sound(core::Result<T> result) {
    if (result) return std::move(*result);
    throw std::invalid_argument(result.error().detail);
}

std::string_view language_name(Language language) {
    switch (language) {
        case Language::css: return "css";
        case Language::xpath: return "xpath";
        case Language::pointer: return "pointer";
        case Language::property: return "property";
        case Language::constant: return "constant";
        case Language::value: return "value";
        case Language::url: return "url";
    }
    return {};
}

std::optional<read::Pattern> pattern_of(const std::optional<std::string>& text) {
    if (!text || text->empty()) return std::nullopt;
    return sound(read::Pattern::parse(*text));
}

class Compiler {
public:
    CompiledSelect select(const Select& rule, std::string_view field) {
        CompiledSelect out;
        out.rule = rule;
        out.locator = sound(read::Locator::make(rule.language, rule.text));
        out.locator.attribute = rule.html.empty() ? rule.attribute : std::string();
        out.locator.own_text = rule.own_text;
        if (!rule.pattern.empty()) out.pattern = sound(read::Pattern::parse(rule.pattern));
        if (!rule.html.empty()) out.html = sound(read::CssSelector::parse(rule.html));
        for (const auto& name : rule.normalise) {
            const auto step = normalise::find_text_step(name);
            if (step == nullptr) throw std::invalid_argument("unknown normaliser " + name);
            out.steps.push_back(step);
        }
        out.field = field;
        out.label = fmt::format("{} {}", language_name(rule.language), rule.text);
        if (!rule.html.empty()) out.label += " > " + rule.html;
        if (!rule.attribute.empty()) out.label += " @" + rule.attribute;
        out.number = rules_.size();
        RuleUse use;
        use.pointer = rule.pointer;
        use.selector = out.label;
        use.field = field;
        rules_.push_back(std::move(use));
        return out;
    }

    CompiledSelects selects(const Selects& rules, std::string_view field) {
        CompiledSelects out;
        for (const auto& rule : rules) out.push_back(select(rule, field));
        return out;
    }

    std::vector<CompiledField> fields(const std::vector<FieldRule>& rules) {
        std::vector<CompiledField> out;
        for (const auto& rule : rules)
            out.push_back({rule.field, selects(rule.selects, to_string(rule.field))});
        return out;
    }

    CompiledDates dates(const DateRule& rule, const Spider& spider) {
        const auto& zone = rule.time_zone.empty() ? spider.time_zone : rule.time_zone;
        CompiledDates out{
            rule,
            std::nullopt,
            selects(rule.text, "dates"),
            selects(rule.start, "dates"),
            selects(rule.end, "dates"),
            sound(normalise::DateReader::make(rule.formats, zone, rule.separator)),
            pattern_of(rule.split)
        };
        if (rule.each) out.each = select(*rule.each, "dates");
        return out;
    }

    std::vector<CompiledFollow> follow(const std::vector<FollowRule>& rules) {
        std::vector<CompiledFollow> out;
        for (const auto& rule : rules) {
            out.push_back({rule, selects(rule.selects, "follow"), pattern_of(rule.matches)});
        }
        return out;
    }

    [[nodiscard]] std::vector<RuleUse> take_rules() { return std::move(rules_); }

private:
    std::vector<RuleUse> rules_;
};

}  // namespace

CompiledKind compile_kind(const PageKind& plain, const Spider& spider) {
    CompiledKind out;
    out.kind = with_standard_rules(plain);
    const auto& kind = out.kind;
    Compiler compiler;
    if (kind.records) out.records = compiler.select(*kind.records, "records");
    for (const auto& rule : kind.keep_if) {
        out.keep_if.push_back(
            {compiler.selects(rule.selects, "keep_if"), pattern_of(rule.matches), rule.absent}
        );
    }
    for (const auto& rule : kind.values)
        out.values.push_back({rule.name, compiler.selects(rule.selects, rule.name)});
    out.fields = compiler.fields(kind.fields);
    out.defaults = compiler.fields(spider.defaults);
    for (const auto& rule : kind.dates) out.dates.push_back(compiler.dates(rule, spider));
    out.follow = compiler.follow(kind.follow);
    out.page_follow = compiler.follow(kind.page_follow);
    for (const auto& rule : kind.forms)
        out.forms.push_back({rule, sound(read::CssSelector::parse(rule.css))});
    if (kind.next) {
        out.next = CompiledNext{
            *kind.next,
            compiler.selects(kind.next->selects, "next"),
            compiler.selects(kind.next->total, "next")
        };
    }
    out.rules = compiler.take_rules();
    return out;
}

}  // namespace scraper
