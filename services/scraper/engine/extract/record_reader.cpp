#include "scraper/engine/extract/record_reader.hpp"

#include "scraper/engine/extract/links.hpp"
#include "scraper/engine/normalise/values.hpp"
#include "scraper/engine/read/ascii.hpp"

#include <algorithm>
#include <charconv>

namespace scraper {

namespace {

constexpr std::size_t kMostDates = 500;

bool has(const Item& item, FieldName field) {
    switch (field) {
        case FieldName::url: return !item.url.empty();
        case FieldName::name: return !item.name.empty();
        case FieldName::provider: return item.provider.has_value();
        case FieldName::level: return item.level.has_value();
        case FieldName::format: return item.format.has_value();
        case FieldName::cost: return item.cost_kind.has_value();
        case FieldName::cpd: return item.cpd_kind.has_value();
        case FieldName::ongoing: return item.ongoing;
        case FieldName::duration_days: return item.duration_days.has_value();
    }
    return false;
}

/// Whole days of `2.0`, rounded up.
int whole_days(const std::string& days) {
    int whole = 0;
    const auto [end, error] = std::from_chars(days.data(), days.data() + days.size(), whole);
    const bool part =
        error == std::errc() &&
        std::string_view(end, days.data() + days.size()).find_first_of("123456789") != std::string_view::npos;
    return error == std::errc() ? whole + (part ? 1 : 0) : 0;
}

}  // namespace

Values RecordReader::values(read::Place place) {
    Values values;
    for (const auto& rule : kind_.values) {
        if (auto found = page_.first(rule.selects, place, &values))
            values.insert_or_assign(rule.name, found->text);
    }
    return values;
}

bool RecordReader::keeps(read::Place place, const Values& values) {
    return std::all_of(kind_.keep_if.begin(), kind_.keep_if.end(), [&](const CompiledCondition& condition) {
        const auto found = page_.first(condition.selects, place, &values);
        const bool holds = found && (!condition.matches || condition.matches->found_in(found->text));
        return holds != condition.absent;
    });
}

Item RecordReader::read(read::Place place, const Values& values) {
    Item item = carried_.item.value_or(Item());
    for (const auto& rule : kind_.fields) {
        if (const auto found = page_.first(rule.selects, place, &values)) set(item, rule.field, *found);
    }
    for (const auto& rule : kind_.defaults) {
        if (has(item, rule.field)) continue;
        if (const auto found = page_.first(rule.selects, place, &values)) set(item, rule.field, *found);
    }
    set_dates(item, place, values);
    std::sort(item.provenance.begin(), item.provenance.end(), [](const Provenance& a, const Provenance& b) {
        return a.field < b.field;
    });
    return item;
}

void RecordReader::set(Item& item, FieldName field, const Found& found) {
    switch (field) {
        case FieldName::url: return set_url(item, found);
        case FieldName::name: item.name = cut(found.text, 500); break;
        case FieldName::provider: item.provider = cut(found.text, 200); break;
        case FieldName::level: item.level = cut(normalise::level_name(found.text), 100); break;
        case FieldName::format: item.format = cut(found.text, 100); break;
        case FieldName::cost: return set_cost(item, found);
        case FieldName::cpd: return set_cpd(item, found);
        case FieldName::ongoing: item.ongoing = normalise::parse_flag(found.text); break;
        case FieldName::duration_days: return set_duration(item, found);
    }
    note(item, to_string(field), found);
}

void RecordReader::set_url(Item& item, const Found& found) {
    auto url = item_url(found.text, page_.base(), page_.page().url);
    if (url.empty()) {
        page_.fault(
            "bad-url", "\"" + cut(found.text, 80) + "\" is no web address", "url", found.by->rule.pointer
        );
        return;
    }
    item.url = std::move(url);
    note(item, "url", found);
}

void RecordReader::set_cost(Item& item, const Found& found) {
    auto cost = normalise::parse_cost(found.text);
    if (!cost) return fault(cost.error(), "cost", *found.by);
    if (!*cost) return;
    item.cost_kind = (*cost)->kind;
    item.cost_amount = (*cost)->amount;
    note(item, "cost", found);
}

void RecordReader::set_cpd(Item& item, const Found& found) {
    auto cpd = normalise::parse_cpd(found.text);
    if (!cpd) return fault(cpd.error(), "cpd", *found.by);
    if (!*cpd) return;
    item.cpd_kind = (*cpd)->kind;
    item.cpd_points = (*cpd)->points;
    note(item, "cpd", found);
}

void RecordReader::set_duration(Item& item, const Found& found) {
    auto days = normalise::parse_duration_days(found.text);
    if (!days) return fault(days.error(), "duration_days", *found.by);
    if (!*days) return;
    item.duration_days = **days;
    note(item, "duration_days", found);
}

void RecordReader::set_dates(Item& item, read::Place place, const Values& values) {
    for (const auto& rule : kind_.dates) {
        if (add_dates(item, rule, place, values)) break;
        if (rule.rule.required && &rule == &kind_.dates.back()) {
            page_.fault("no-dates", "the record has no dates", "dates", rule.rule.pointer);
        }
    }
    auto& dates = item.dates;
    std::sort(dates.begin(), dates.end(), [](const Occurrence& a, const Occurrence& b) {
        return std::tie(a.starts_at, a.ends_at) < std::tie(b.starts_at, b.ends_at);
    });
    dates.erase(std::unique(dates.begin(), dates.end()), dates.end());
}

bool RecordReader::add_dates(Item& item, const CompiledDates& rule, read::Place place, const Values& values) {
    if (!rule.each) return add_date(item, rule, place, values);
    bool any = false;
    for (const auto each : page_.places(*rule.each, place, kMostDates)) {
        any = add_date(item, rule, each, values) || any;
    }
    return any;
}

bool RecordReader::add_date(Item& item, const CompiledDates& rule, read::Place place, const Values& values) {
    const auto start = page_.first(rule.text.empty() ? rule.start : rule.text, place, &values);
    if (!start) return false;
    const auto end = rule.end.empty() ? std::nullopt : page_.first(rule.end, place, &values);
    if (!rule.split) return add_span(item, rule, *start, end);
    bool any = false;
    for (auto& part : rule.split->split(start->text)) {
        if (read::trimmed(part).empty()) continue;
        Found one = *start;
        one.text = std::move(part);
        any = add_span(item, rule, one, end) || any;
    }
    return any;
}

bool RecordReader::add_span(
    Item& item, const CompiledDates& rule, const Found& start, const std::optional<Found>& end
) {
    if (item.dates.size() >= kMostDates) return false;
    const auto now = page_.page().fetched_at;
    auto span = rule.text.empty() ? rule.reader.read(start.text, end ? end->text : "", now)
                                  : rule.reader.read(start.text, now);
    if (!span) {
        fault(span.error(), "dates", *start.by);
        // A start that can be read counts even when what stands as its end cannot.
        if (!end || !rule.text.empty()) return false;
        span = rule.reader.read(start.text, now);
        if (!span) return false;
    }
    if (rule.rule.end_by_duration && !span->end && item.duration_days) {
        const int days = whole_days(*item.duration_days);
        if (days > 1) span->end = rule.reader.day_after(span->start, days - 1);
    }
    if (rule.rule.drop_equal_end && span->end == span->start) span->end.reset();
    Occurrence occurrence{rule.reader.format(span->start), std::nullopt};
    if (span->end) occurrence.ends_at = rule.reader.format(*span->end);
    item.dates.push_back(std::move(occurrence));
    note(item, "dates", start);
    return true;
}

/// Keeps the first source of the dates, and the last of any other field.
void RecordReader::note(Item& item, std::string_view field, const Found& found) {
    Provenance source{
        std::string(field), page_.page().url, found.by->label, found.raw, page_.page().fetched_at
    };
    const auto known = std::find_if(item.provenance.begin(), item.provenance.end(), [&](const auto& p) {
        return p.field == field;
    });
    if (known == item.provenance.end()) {
        item.provenance.push_back(std::move(source));
    } else if (field != "dates") {
        *known = std::move(source);
    }
}

void RecordReader::fault(const core::Error& error, std::string_view field, const CompiledSelect& rule) {
    page_.fault(error.code, error.detail, std::string(field), rule.rule.pointer);
}

}  // namespace scraper
