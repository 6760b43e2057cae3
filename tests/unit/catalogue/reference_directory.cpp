#include "reference_directory.hpp"

#include "app_server/catalogue/fold_case.hpp"

#include <fmt/format.h>

#include <set>
#include <tuple>

namespace tests {

using namespace core::domain;
using app::Filter;
using app::SortKey;

namespace {

const Framework& framework() {
    static const Framework sample = sample_framework();
    return sample;
}

template <class Values, class Value>
bool allows(const Values& values, const Value& value) {
    return values.empty() || std::find(values.begin(), values.end(), value) != values.end();
}

/// Whether one of the ids is that of an item at one of the positions.
template <class Item, class Id>
bool any_of(
    const std::vector<std::uint32_t>& positions, const std::vector<Item>& items, const std::vector<Id>& ids
) {
    if (positions.empty()) return true;
    for (const auto position : positions) {
        if (std::find(ids.begin(), ids.end(), items[position].id) != ids.end()) return true;
    }
    return false;
}

template <class Id>
std::vector<Id> one(Id id) {
    return {id};
}

bool serves_need(const Filter& filter, const Course& course) {
    if (filter.needs.empty()) return true;
    for (const auto position : filter.needs) {
        const Need& need = framework().needs[position];
        if (!need.levels.empty() && !need.formats.empty() && allows(need.levels, course.level) &&
            allows(need.formats, course.format)) {
            return true;
        }
    }
    return false;
}

bool costs_within(const Filter& filter, const Cost& cost) {
    if (!filter.cost_min && !filter.cost_max) return true;
    if (cost.kind() != Cost::Kind::fixed && cost.kind() != Cost::Kind::free) return false;
    return cost.amount().units() >= filter.cost_min.value_or(0) &&
           (!filter.cost_max || cost.amount().units() <= *filter.cost_max);
}

bool course_matches(const Filter& filter, const StoredCourse& stored) {
    const Course& course = stored.course;
    const Framework& f = framework();
    std::vector<VerticalId> verticals;
    for (const auto id : course.areas) {
        for (const auto& area : f.areas) {
            if (area.id == id) verticals.push_back(area.vertical);
        }
    }
    std::vector<std::int32_t> provider;
    if (stored.provider) provider.push_back(*stored.provider);
    if (filter.ongoing == app::Ongoing::only && !course.schedule.is_ongoing()) return false;
    if (filter.ongoing == app::Ongoing::exclude && course.schedule.is_ongoing()) return false;
    return any_of(filter.levels, f.levels, one(course.level)) &&
           any_of(filter.formats, f.formats, one(course.format)) &&
           any_of(filter.providers, sample_providers(), provider) &&
           any_of(filter.verticals, f.verticals, verticals) && any_of(filter.areas, f.areas, course.areas) &&
           any_of(filter.competencies, f.competencies, course.competencies) && serves_need(filter, course) &&
           allows(filter.cpd_kinds, static_cast<std::uint32_t>(course.cpd.kind())) &&
           allows(filter.cost_kinds, static_cast<std::uint32_t>(course.cost.kind())) &&
           costs_within(filter, course.cost) &&
           app::fold_case(course.name).find(filter.name) != std::string::npos;
}

bool date_matches(const Filter& filter, const Entry& entry) {
    if (entry.stored->course.schedule.is_ongoing()) return true;
    if (!filter.starts_from && !filter.starts_before) return true;
    if (!entry.date) return false;
    return (!filter.starts_from || entry.date->starts_at >= *filter.starts_from) &&
           (!filter.starts_before || entry.date->starts_at < *filter.starts_before);
}

int compare(auto a, auto b) {
    return a < b ? -1 : b < a ? 1 : 0;
}

int compare_starts(const Entry& a, const Entry& b, int sign) {
    const auto group = [](const Entry& e) {
        return e.stored->course.schedule.is_ongoing() ? 2 : e.date ? 0 : 1;
    };
    if (group(a) != group(b)) return compare(group(a), group(b));
    return group(a) == 0 ? sign * compare(a.date->starts_at, b.date->starts_at) : 0;
}

int compare_cpd(const Cpd& a, const Cpd& b, int sign) {
    const auto group = [](const Cpd& cpd) {
        constexpr std::array kOrder{
            Cpd::Kind::points,
            Cpd::Kind::to_be_confirmed,
            Cpd::Kind::private_study,
            Cpd::Kind::not_applicable,
            Cpd::Kind::unknown
        };
        return std::find(kOrder.begin(), kOrder.end(), cpd.kind()) - kOrder.begin();
    };
    if (group(a) != group(b)) return compare(group(a), group(b));
    return group(a) == 0 ? sign * compare(a.number().units(), b.number().units()) : 0;
}

int compare_cost(const Cost& a, const Cost& b, int sign) {
    const auto unknown = [](const Cost& cost) { return cost.kind() == Cost::Kind::unknown; };
    if (unknown(a) || unknown(b)) return compare(unknown(a), unknown(b));
    const auto value = [](const Cost& cost) {
        return cost.kind() == Cost::Kind::varying ? -1 : cost.amount().units();
    };
    return sign * compare(value(a), value(b));
}

}  // namespace

ReferenceDirectory::ReferenceDirectory(std::vector<StoredCourse> courses) : courses_(std::move(courses)) {}

bool ReferenceDirectory::before(const Entry& a, const Entry& b, app::SortOrder order) {
    const int sign = order.descending ? -1 : 1;
    const Course& x = a.stored->course;
    const Course& y = b.stored->course;
    int compared = 0;
    switch (order.key) {
        case SortKey::start: compared = compare_starts(a, b, sign); break;
        case SortKey::cpd: compared = compare_cpd(x.cpd, y.cpd, sign); break;
        case SortKey::cost: compared = compare_cost(x.cost, y.cost, sign); break;
        case SortKey::name: compared = sign * app::fold_case(x.name).compare(app::fold_case(y.name)); break;
    }
    if (compared != 0) return compared < 0;
    if (a.stored->number != b.stored->number) return a.stored->number < b.stored->number;
    return a.date < b.date;
}

std::vector<Entry> ReferenceDirectory::entries(const Filter& filter, app::SortOrder order) const {
    std::vector<Entry> found;
    for (const auto& stored : courses_) {
        if (!course_matches(filter, stored)) continue;
        if (stored.course.schedule.is_ongoing()) found.push_back({&stored, std::nullopt});
        for (const auto& date : stored.course.schedule.dates()) {
            if (date_matches(filter, {&stored, date})) found.push_back({&stored, date});
        }
    }
    std::sort(found.begin(), found.end(), [&](const Entry& a, const Entry& b) {
        return before(a, b, order);
    });
    return found;
}

std::vector<Entry> ReferenceDirectory::courses(const Filter& filter, app::SortOrder order) const {
    std::vector<Entry> found;
    for (const auto& stored : courses_) {
        if (!course_matches(filter, stored)) continue;
        const auto& dates = stored.course.schedule.dates();
        bool any = dates.empty() && date_matches(filter, {&stored, std::nullopt});
        for (const auto& date : dates) any = any || date_matches(filter, {&stored, date});
        if (any) found.push_back({&stored, dates.empty() ? std::nullopt : std::optional(dates.front())});
    }
    std::sort(found.begin(), found.end(), [&](const Entry& a, const Entry& b) {
        return before(a, b, order);
    });
    return found;
}

std::vector<Filter> single_filters() {
    std::vector<Filter> filters(1);
    const auto add = [&](auto member, auto value) {
        Filter filter;
        filter.*member = std::move(value);
        filters.push_back(std::move(filter));
    };
    using Values = std::vector<std::uint32_t>;
    for (const auto part :
         {&Filter::levels,
          &Filter::formats,
          &Filter::providers,
          &Filter::verticals,
          &Filter::areas,
          &Filter::competencies,
          &Filter::needs,
          &Filter::cpd_kinds,
          &Filter::cost_kinds}) {
        add(part, Values{0});
        add(part, Values{1});
        add(part, Values{0, 1});
    }
    add(&Filter::needs, Values{3});
    add(&Filter::providers, Values{2});
    add(&Filter::starts_from, std::optional(singapore("2027-03-05")));
    add(&Filter::starts_before, std::optional(singapore("2027-03-05")));
    add(&Filter::ongoing, app::Ongoing::only);
    add(&Filter::ongoing, app::Ongoing::exclude);
    add(&Filter::cost_min, std::optional<std::int64_t>(5'051));
    add(&Filter::cost_max, std::optional<std::int64_t>(5'050));
    add(&Filter::cost_max, std::optional<std::int64_t>(0));
    add(&Filter::cost_max, std::optional(std::numeric_limits<std::int64_t>::max()));
    for (const std::string name : {"l", "law", "strasse", "ude", "law law", "nowhere"})
        add(&Filter::name, name);
    return filters;
}

Filter random_filter(Dice& dice) {
    Filter filter;
    const auto some = [&](std::vector<std::uint32_t>& part, std::uint32_t values) {
        if (!dice.once_in(4)) return;
        for (std::uint32_t value = 0; value < values; ++value) {
            if (dice.once_in(2)) part.push_back(value);
        }
    };
    some(filter.levels, 3);
    some(filter.formats, 2);
    some(filter.providers, 3);
    some(filter.verticals, 3);
    some(filter.areas, 5);
    some(filter.competencies, 12);
    some(filter.needs, 4);
    some(filter.cpd_kinds, 5);
    some(filter.cost_kinds, 4);
    const auto day = [&] { return singapore("2027-03-01") + std::chrono::hours(24 * dice.roll(14)); };
    if (dice.once_in(4)) filter.starts_from = day();
    if (dice.once_in(4)) filter.starts_before = day();
    filter.ongoing = static_cast<app::Ongoing>(dice.roll(6) < 3 ? 0 : dice.roll(3));
    if (dice.once_in(5)) filter.cost_min = static_cast<std::int64_t>(dice.roll(20'000));
    if (dice.once_in(5)) filter.cost_max = static_cast<std::int64_t>(dice.roll(40'000));
    if (dice.once_in(4)) filter.name = dice.once_in(2) ? "law" : "e";
    return filter;
}

Entry entry_of(const app::Snapshot& snapshot, const app::Row& row) {
    const auto& stored = snapshot.course(row.course).stored;
    if (row.date == app::Row::kNoDate) return {&stored, std::nullopt};
    return {&stored, stored.course.schedule.dates()[row.date]};
}

std::string to_string(const std::vector<Entry>& entries) {
    std::string text;
    for (const auto& entry : entries) {
        text += fmt::format(
            "{}{} ",
            entry.stored->course.uid,
            entry.date ? fmt::format("@{}", entry.date->starts_at.time_since_epoch().count()) : ""
        );
    }
    return text;
}

}  // namespace tests
