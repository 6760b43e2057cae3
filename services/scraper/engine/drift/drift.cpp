#include "scraper/engine/drift/drift.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace scraper {

namespace {

constexpr std::size_t kPastRuns = 10;

template <class Measure>
double median(const std::vector<RunRecord>& past, Measure measure) {
    std::vector<double> values;
    for (const auto& run : past) values.push_back(measure(run));
    std::ranges::sort(values);
    const auto middle = values.size() / 2;
    return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

double percent(std::int64_t part, std::int64_t whole) {
    return whole == 0 ? 0.0 : 100.0 * static_cast<double>(part) / static_cast<double>(whole);
}

double hits(const RunRecord& run, const std::string& pointer) {
    const auto rule = run.rules.find(pointer);
    return rule == run.rules.end() ? 0.0 : percent(rule->second.found, rule->second.asked);
}

double fill_rate(const RunRecord& run, const std::string& field) {
    const auto found = run.filled.find(field);
    return found == run.filled.end() ? 0.0 : percent(found->second, run.items);
}

/// The rule that used to find something and now finds the least of what it did; only those of `field`, unless
/// that is empty.
std::string stopped_selector(
    const RunRecord& run, const std::vector<RunRecord>& past, const std::string& field
) {
    const RuleRecord* worst = nullptr;
    double worst_fall = 50;  // points; less may be chance
    std::string where;
    for (const auto& [pointer, before] : past.front().rules) {
        if (!field.empty() && before.field != field) continue;
        const auto usual = median(past, [&](const RunRecord& one) { return hits(one, pointer); });
        const auto fall = usual - hits(run, pointer);
        if (fall <= worst_fall) continue;
        worst = &before;
        worst_fall = fall;
        where = pointer;
    }
    if (worst == nullptr) return {};
    return fmt::format("; {} at {} stopped matching", worst->selector, where);
}

}  // namespace

std::optional<std::string> find_drift(
    const RunRecord& run, const std::vector<RunRecord>& all_past, const DriftBand& band
) {
    if (run.items < band.least_items) {
        auto reason = fmt::format("{} items, at least {} were expected", run.items, band.least_items);
        return all_past.empty() ? reason : reason + stopped_selector(run, all_past, "");
    }
    if (all_past.empty()) return std::nullopt;
    const auto last = static_cast<std::ptrdiff_t>(std::min(all_past.size(), kPastRuns));
    const std::vector<RunRecord> past(all_past.begin(), all_past.begin() + last);

    const auto items = median(past, [](const RunRecord& one) { return static_cast<double>(one.items); });
    const auto now = static_cast<double>(run.items);
    if (now < items * static_cast<double>(100 - band.items_drop_percent) / 100)
        return fmt::format("{} items where {:.0f} are usual", run.items, items) +
               stopped_selector(run, past, "");
    if (items > 0 && now > items * static_cast<double>(100 + band.items_growth_percent) / 100)
        return fmt::format("{} items where {:.0f} are usual", run.items, items);
    const auto pages = median(past, [](const RunRecord& one) { return static_cast<double>(one.pages); });
    if (static_cast<double>(run.pages) < pages * static_cast<double>(100 - band.pages_drop_percent) / 100)
        return fmt::format("{} pages where {:.0f} are usual", run.pages, pages) +
               stopped_selector(run, past, "");

    for (const auto& [field, count] : past.front().filled) {
        const auto usual =
            median(past, [&name = field](const RunRecord& one) { return fill_rate(one, name); });
        const auto filled = fill_rate(run, field);
        if (usual - filled <= static_cast<double>(band.fill_drop_points)) continue;
        return fmt::format(
                   "{} is filled in {:.0f} % of the items where {:.0f} % are usual", field, filled, usual
               ) +
               stopped_selector(run, past, field);
    }
    const auto fresh = percent(run.new_items, run.items);
    if (fresh > static_cast<double>(band.new_percent))
        return fmt::format("{} of {} items were never seen before", run.new_items, run.items);
    return std::nullopt;
}

}  // namespace scraper
