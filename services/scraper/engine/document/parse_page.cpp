#include "scraper/engine/document/parse_page.hpp"

#include "scraper/engine/normalise/dates.hpp"

#include <fmt/format.h>

#include <array>

namespace scraper {

namespace {

using core::json::add_fault;
using core::json::Value;

struct FormatName {
    std::string_view name;
    Format format;
};

constexpr std::array<FormatName, 7> kFormats = {
    FormatName{"html", Format::html},
    FormatName{"json", Format::json},
    FormatName{"xml", Format::xml},
    FormatName{"feed", Format::feed},
    FormatName{"icalendar", Format::icalendar},
    FormatName{"sitemap", Format::sitemap},
    FormatName{"structured", Format::structured}
};

constexpr std::array<std::pair<std::string_view, FieldName>, 9> kFields = {{
    {"url", FieldName::url},
    {"name", FieldName::name},
    {"provider", FieldName::provider},
    {"level", FieldName::level},
    {"format", FieldName::format},
    {"cost", FieldName::cost},
    {"cpd", FieldName::cpd},
    {"ongoing", FieldName::ongoing},
    {"duration_days", FieldName::duration_days},
}};

Format parse_format(Members& in) {
    const auto name = in.text("format");
    for (const auto& known : kFormats) {
        if (known.name == name) return known.format;
    }
    in.fault("format", "unknown-value", "must be html, json, xml, feed, icalendar, sitemap or structured");
    return Format::html;
}

class PageReader {
public:
    PageReader(Value value, const std::string& pointer, core::json::Faults& faults)
        : in_(value, pointer, faults), context_{Format::html, faults} {}

    PageKind read(std::string name) {
        PageKind kind;
        kind.name = std::move(name);
        kind.pointer = in_.here();
        kind.format = context_.format = parse_format(in_);
        kind.charset = in_.text_or("charset", "");
        kind.namespaces = in_.text_map("namespaces");
        kind.standard = in_.flag_or("standard", true);
        kind.items = in_.flag_or("items", true);
        if (in_.has("records")) kind.records = place("records", in_);
        kind.types = in_.texts("types");
        each("keep_if", [&](Members& m) { kind.keep_if.push_back(condition(m)); });
        kind.values = values();
        kind.fields = parse_fields(in_.any("fields"), in_.pointer("fields"), context_);
        dates(kind);
        each("follow", [&](Members& m) { kind.follow.push_back(follow(m)); });
        each("page_follow", [&](Members& m) { kind.page_follow.push_back(follow(m)); });
        each("forms", [&](Members& m) { kind.forms.push_back(form(m)); });
        if (in_.has("next")) {
            Members next(in_.any("next"), in_.pointer("next"), context_.faults);
            kind.next = this->next(next);
            next.finish();
        }
        in_.finish();
        return kind;
    }

private:
    /// Reads every element of an array of objects.
    template <class Read>
    void each(std::string_view name, const Read& read) {
        const auto listed = in_.elements(name);
        for (std::size_t i = 0; i < listed.size(); ++i) {
            Members member(listed[i], fmt::format("{}/{}", in_.pointer(name), i), context_.faults);
            read(member);
            member.finish();
        }
    }

    /// A rule that finds places on the page.
    Select place(std::string_view name, Members& in) {
        auto select = parse_select(in.any(name), in.pointer(name), context_);
        const bool finds = select.language != Language::constant && select.language != Language::value &&
                           select.language != Language::url;
        if (!finds) in.fault(name, "wrong-language", "must be css, xpath, pointer or property");
        return select;
    }

    Selects selects(Members& in, std::string_view name) {
        return parse_selects(in.any(name), in.pointer(name), context_);
    }

    std::optional<std::string> matches(Members& in) {
        if (!in.has("matches")) return std::nullopt;
        auto pattern = in.text("matches");
        check_pattern(pattern, in.pointer("matches"), context_.faults);
        return pattern;
    }

    Condition condition(Members& in) {
        Condition out;
        out.selects = selects(in, "value");
        if (out.selects.empty()) in.fault("value", "required", "is missing");
        out.matches = matches(in);
        out.absent = in.flag_or("absent", false);
        return out;
    }

    std::vector<ValueRule> values() {
        std::vector<ValueRule> out;
        const auto object = in_.any("values");
        if (object.exists() && !object.is_object()) in_.fault("values", "wrong-type", "must be an object");
        for (std::size_t i = 0; object.is_object() && i < object.size(); ++i) {
            auto pointer = in_.pointer("values");
            core::json::append_pointer(pointer, object.member_name(i));
            out.push_back(
                {std::string(object.member_name(i)), parse_selects(object.member_value(i), pointer, context_)}
            );
        }
        return out;
    }

    /// One rule, or a list of them.
    void dates(PageKind& kind) {
        const auto value = in_.any("dates");
        if (!value.exists()) return;
        const auto pointer = in_.pointer("dates");
        const auto add = [&](Value one, const std::string& at) {
            Members in(one, at, context_.faults);
            kind.dates.push_back(date(in));
            in.finish();
        };
        if (!value.is_array()) return add(value, pointer);
        for (std::size_t i = 0; i < value.size(); ++i) add(value.at(i), fmt::format("{}/{}", pointer, i));
    }

    DateRule date(Members& in) {
        DateRule rule;
        rule.pointer = in.here();
        if (in.has("each")) rule.each = place("each", in);
        rule.text = selects(in, "text");
        rule.start = selects(in, "start");
        rule.end = selects(in, "end");
        rule.formats = in.texts("formats");
        rule.time_zone = in.text_or("time_zone", "");
        rule.separator = in.text_or("separator", "");
        rule.split = in.text_or("split", "");
        if (!rule.split.empty()) check_pattern(rule.split, in.pointer("split"), context_.faults);
        rule.end_by_duration = in.flag_or("end_by_duration", false);
        rule.drop_equal_end = in.flag_or("drop_equal_end", false);
        rule.required = in.flag_or("required", false);
        if (rule.text.empty() == rule.start.empty()) {
            add_fault(context_.faults, rule.pointer, "required", "must have either text, or start");
        }
        const auto zone = rule.time_zone.empty() ? "UTC" : rule.time_zone;
        const auto made = normalise::DateReader::make(rule.formats, zone, rule.separator);
        if (!made) {
            const auto* member = made.error().code == "bad-date-format" ? "formats" : "time_zone";
            in.fault(member, made.error().code, made.error().detail);
        }
        return rule;
    }

    FollowRule follow(Members& in) {
        FollowRule rule;
        rule.pointer = in.here();
        rule.selects = links(in);
        rule.address = in.text_or("address", "");
        if (rule.selects.empty() && rule.address.empty()) {
            add_fault(context_.faults, rule.pointer, "required", "must have link, or address");
        }
        rule.kind = in.text("kind");
        rule.carry = in.flag_or("carry", false);
        rule.priority = static_cast<int>(in.number_or("priority", 0, -100, 100));
        rule.matches = matches(in);
        return rule;
    }

    /// Rules for links: of an element they mean its href.
    Selects links(Members& in) {
        auto out = selects(in, "link");
        for (auto& select : out) {
            if (select.language == Language::css && select.attribute.empty() && select.html.empty()) {
                select.attribute = "href";
            }
        }
        return out;
    }

    FormRule form(Members& in) {
        FormRule rule;
        rule.pointer = in.here();
        rule.css = in.text_or("css", "form");
        const auto css = read::CssSelector::parse(rule.css);
        if (!css) in.fault("css", css.error().code, css.error().detail);
        if (context_.format != Format::html)
            in.fault("css", "wrong-language", "forms stand on html pages only");
        rule.set = in.text_map("set");
        rule.submit = in.text_or("submit", "");
        rule.kind = in.text("kind");
        return rule;
    }

    NextRule next(Members& in) {
        NextRule rule;
        rule.pointer = in.here();
        rule.selects = links(in);
        rule.address = in.text_or("address", "");
        rule.variable = in.text_or("variable", "");
        rule.step = in.number_or("step", rule.variable.empty() ? 0 : 1, 0, 1'000'000);
        rule.total = selects(in, "total");
        rule.stop_without_records = in.flag_or("stop_without_records", true);
        rule.kind = in.text_or("kind", "");
        if (rule.selects.empty() && (rule.address.empty() || rule.variable.empty() || rule.step == 0)) {
            add_fault(
                context_.faults, rule.pointer, "required", "must have link, or address with variable and step"
            );
        }
        return rule;
    }

    Members in_;
    RuleContext context_;
};

}  // namespace

std::string_view to_string(FieldName field) {
    for (const auto& [name, known] : kFields) {
        if (known == field) return name;
    }
    return {};
}

std::optional<FieldName> parse_field_name(std::string_view text) {
    for (const auto& [name, field] : kFields) {
        if (name == text) return field;
    }
    return std::nullopt;
}

const FieldRule* PageKind::field(FieldName name_of) const {
    for (const auto& rule : fields) {
        if (rule.field == name_of) return &rule;
    }
    return nullptr;
}

std::vector<FieldRule> parse_fields(Value value, const std::string& pointer, const RuleContext& context) {
    std::vector<FieldRule> fields;
    if (value.exists() && !value.is_object())
        add_fault(context.faults, pointer, "wrong-type", "must be an object");
    for (std::size_t i = 0; value.is_object() && i < value.size(); ++i) {
        auto at = pointer;
        core::json::append_pointer(at, value.member_name(i));
        const auto field = parse_field_name(value.member_name(i));
        if (!field) {
            add_fault(
                context.faults,
                at,
                std::string(core::json::kUnknownMember),
                "is not a field: url, name, provider, level, format, cost, cpd, ongoing, duration_days"
            );
            continue;
        }
        fields.push_back({*field, parse_selects(value.member_value(i), at, context)});
    }
    return fields;
}

std::vector<FieldRule> parse_defaults(Value value, const std::string& pointer, core::json::Faults& faults) {
    auto fields = parse_fields(value, pointer, {Format::html, faults});
    for (const auto& rule : fields) {
        for (const auto& select : rule.selects) {
            const bool fits = select.language == Language::constant || select.language == Language::value ||
                              select.language == Language::url;
            if (!fits)
                add_fault(faults, select.pointer, "wrong-language", "a default is a constant, value or url");
        }
    }
    return fields;
}

PageKind parse_page_kind(
    Value value, std::string name, const std::string& pointer, core::json::Faults& faults
) {
    return PageReader(value, pointer, faults).read(std::move(name));
}

}  // namespace scraper
