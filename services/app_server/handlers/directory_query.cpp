#include "app_server/handlers/directory_query.hpp"

#include "app_server/catalogue/fold_case.hpp"
#include "core/base/decimal.hpp"

#include <array>

namespace app {

namespace {

using namespace core::domain;
using core::http::QueryReader;

constexpr std::size_t kMostNameBytes = 200;

// In the order of SortKey, each with its descending form.
constexpr std::array<std::string_view, kSortOrders> kSorts{
    "start", "-start", "cpd", "-cpd", "cost", "-cost", "name", "-name"
};
constexpr std::array<std::string_view, 3> kOngoing{"include", "exclude", "only"};
// In the order of Cpd::Kind and Cost::Kind.
constexpr std::array<std::string_view, 5> kCpdKinds{"points", "private", "tbc", "not-applicable", "unknown"};
constexpr std::array<std::string_view, 4> kCostKinds{"fixed", "free", "varying", "unknown"};

std::vector<std::uint32_t> read_kinds(
    QueryReader& query, std::string_view name, std::span<const std::string_view> allowed
) {
    const auto chosen = query.choices(name, allowed);
    return {chosen.begin(), chosen.end()};
}

std::optional<std::int64_t> read_amount(QueryReader& query, std::string_view name) {
    const auto text = query.text(name, 32);
    if (!text) return std::nullopt;
    const auto amount = Money::parse(*text);
    if (amount && amount->units() >= 0) return amount->units();
    query.fault(name, "invalid-value", "must be an amount such as 250 or 99.50");
    return std::nullopt;
}

std::string trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(" \t\r\n");
    if (first == std::string_view::npos) return {};
    return std::string(text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1));
}

void read_days(const View& view, QueryReader& query, Filter& filter) {
    const auto from = query.day("from");
    const auto to = query.day("to");
    if (from && to && *to < *from) query.fault("to", "empty-range", "must not be before from");
    if (from) filter.starts_from = view.presentation.zone.start_of(*from);
    if (to) filter.starts_before = view.presentation.zone.start_of(*to + std::chrono::days(1));
}

}  // namespace

DirectoryQuery DirectoryQuery::read(const View& view, QueryReader& query) {
    const Framework& data = view.snapshot.framework().data();
    DirectoryQuery result;
    Filter& filter = result.filter;
    const auto sort = query.choice("sort", kSorts).value_or(0);
    result.order = {static_cast<SortKey>(sort / 2), sort % 2 == 1};
    read_days(view, query, filter);
    filter.ongoing = static_cast<Ongoing>(query.choice("ongoing", kOngoing).value_or(0));
    filter.cpd_kinds = read_kinds(query, "cpd", kCpdKinds);
    filter.cost_kinds = read_kinds(query, "cost", kCostKinds);
    filter.cost_min = read_amount(query, "cost_min");
    filter.cost_max = read_amount(query, "cost_max");
    if (filter.cost_min && filter.cost_max && *filter.cost_max < *filter.cost_min) {
        query.fault("cost_max", "empty-range", "must not be below cost_min");
    }
    constexpr std::string_view kUnknown = " is not in the framework";
    filter.levels = read_ids<LevelId>(query, "level", data.levels, kUnknown);
    filter.formats = read_ids<FormatId>(query, "format", data.formats, kUnknown);
    filter.verticals = read_ids<VerticalId>(query, "vertical", data.verticals, kUnknown);
    filter.areas = read_ids<AreaId>(query, "area", data.areas, kUnknown);
    filter.competencies = read_ids<CompetencyId>(query, "competency", data.competencies, kUnknown);
    filter.needs = read_ids<NeedId>(query, "need", data.needs, kUnknown);
    filter.providers = read_ids<std::int32_t>(
        query, "provider", view.snapshot.parts().providers, " is not a known provider"
    );
    filter.name = fold_case(trimmed(query.text("q", kMostNameBytes).value_or("")));
    return result;
}

}  // namespace app
