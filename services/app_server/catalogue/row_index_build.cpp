#include <algorithm>
#include <numeric>

#include "app_server/catalogue/row_index.hpp"

namespace app {

namespace {

using namespace core::domain;

std::int32_t start_group(const Row& row, bool ongoing) {
    if (ongoing) return 2;
    return row.date == Row::kNoDate ? 1 : 0;
}

std::int32_t cpd_group(Cpd::Kind kind) {
    switch (kind) {
        case Cpd::Kind::points: return 0;
        case Cpd::Kind::to_be_confirmed: return 1;
        case Cpd::Kind::private_study: return 2;
        case Cpd::Kind::not_applicable: return 3;
        case Cpd::Kind::unknown: break;
    }
    return 4;
}

/// Varying costs count as less than nothing: first ascending, last descending; unknown ones are last in both.
std::int32_t cost_group(Cost::Kind kind, bool descending) {
    switch (kind) {
        case Cost::Kind::fixed:
        case Cost::Kind::free: return descending ? 0 : 1;
        case Cost::Kind::varying: return descending ? 1 : 0;
        case Cost::Kind::unknown: break;
    }
    return 2;
}

/// Ranks of texts: equal texts share one.
std::vector<std::uint32_t> name_ranks(std::span<const CoursePtr> courses) {
    std::vector<std::uint32_t> by_name(courses.size());
    std::iota(by_name.begin(), by_name.end(), 0U);
    std::sort(by_name.begin(), by_name.end(), [&](std::uint32_t a, std::uint32_t b) {
        return courses[a]->folded_name < courses[b]->folded_name;
    });
    std::vector<std::uint32_t> ranks(courses.size());
    std::uint32_t rank = 0;
    for (std::size_t i = 0; i < by_name.size(); ++i) {
        if (i > 0 && courses[by_name[i]]->folded_name != courses[by_name[i - 1]]->folded_name) ++rank;
        ranks[by_name[i]] = rank;
    }
    return ranks;
}

struct SortEntry {
    std::int64_t group;
    std::int64_t value;
    std::uint64_t tie;  ///< course, then row: rows of one course are in order of their starts
    friend auto operator<=>(const SortEntry&, const SortEntry&) = default;
};

}  // namespace

RowIndex::Key RowIndex::key_of(const Row& row, SortOrder order) const {
    const Course& course = courses_[row.course]->course();
    const std::int64_t sign = order.descending ? -1 : 1;
    switch (order.key) {
        case SortKey::start: {
            const auto group = start_group(row, course.schedule.is_ongoing());
            return {group, group == 0 ? sign * row.starts_at.time_since_epoch().count() : 0};
        }
        case SortKey::cpd:
            return {cpd_group(course.cpd.kind()), sign * course.cpd.number().units()};
        case SortKey::cost:
            return {cost_group(course.cost.kind(), order.descending), sign * course.cost.amount().units()};
        case SortKey::name: break;
    }
    return {0, 0};
}

RowIndex::RowIndex(
    std::span<const CoursePtr> courses,
    std::vector<Row> rows,
    const FrameworkView& framework,
    const std::vector<Provider>& providers
)
    : courses_(courses), rows_(std::move(rows)), ongoing_(rows_.size()) {
    const SortOrder natural{SortKey::start, false};
    std::sort(rows_.begin(), rows_.end(), [&](const Row& a, const Row& b) {
        const Key x = key_of(a, natural);
        const Key y = key_of(b, natural);
        if (x.group != y.group) return x.group < y.group;
        if (x.value != y.value) return x.value < y.value;
        return a.course != b.course ? a.course < b.course : a.date < b.date;
    });

    course_offsets_.resize(courses.size() + 1);
    for (const auto& row : rows_) ++course_offsets_[row.course + 1];
    std::partial_sum(course_offsets_.begin(), course_offsets_.end(), course_offsets_.begin());
    course_rows_.resize(rows_.size());
    auto at = course_offsets_;
    for (std::uint32_t r = 0; r < rows_.size(); ++r) course_rows_[at[rows_[r].course]++] = r;

    index_terms(framework, providers);
    index_orders();
}

void RowIndex::index_terms(const FrameworkView& framework, const std::vector<Provider>& providers) {
    using Postings = std::vector<TermIndex::Posting>;
    Postings levels, formats, by_provider, verticals, areas, competencies, needs, cpd, cost;
    std::vector<std::pair<std::int64_t, std::uint32_t>> starts, amounts;
    std::vector<std::uint32_t> of_course;

    for (std::uint32_t r = 0; r < rows_.size(); ++r) {
        const auto& published = *courses_[rows_[r].course];
        const Course& course = published.course();
        const auto level = framework.level(course.level);
        const auto format = framework.format(course.format);
        levels.push_back({level, r});
        formats.push_back({format, r});
        for (const auto need : framework.needs_of(level, format)) needs.push_back({need, r});
        if (const auto provider = published.stored.provider) {
            if (const auto position = position_in(providers, *provider)) by_provider.push_back({*position, r});
        }
        of_course.clear();
        for (const auto id : course.areas) {
            const auto area = framework.area(id);
            areas.push_back({area, r});
            of_course.push_back(framework.vertical_of_area(area));
        }
        std::sort(of_course.begin(), of_course.end());
        of_course.erase(std::unique(of_course.begin(), of_course.end()), of_course.end());
        for (const auto vertical : of_course) verticals.push_back({vertical, r});
        for (const auto id : course.competencies) competencies.push_back({framework.competency(id), r});
        cpd.push_back({static_cast<std::uint32_t>(course.cpd.kind()), r});
        cost.push_back({static_cast<std::uint32_t>(course.cost.kind()), r});
        if (course.cost.kind() == Cost::Kind::fixed || course.cost.kind() == Cost::Kind::free) {
            amounts.emplace_back(course.cost.amount().units(), r);
        }
        if (rows_[r].date != Row::kNoDate) starts.emplace_back(rows_[r].starts_at.time_since_epoch().count(), r);
        if (course.schedule.is_ongoing()) ongoing_.set(r);
    }

    const auto& data = framework.data();
    const std::size_t n = rows_.size();
    levels_ = TermIndex(data.levels.size(), n, levels);
    formats_ = TermIndex(data.formats.size(), n, formats);
    needs_ = TermIndex(data.needs.size(), n, needs);
    providers_ = TermIndex(providers.size(), n, by_provider);
    verticals_ = TermIndex(data.verticals.size(), n, verticals);
    areas_ = TermIndex(data.areas.size(), n, areas);
    competencies_ = TermIndex(data.competencies.size(), n, competencies);
    cpd_kinds_ = TermIndex(5, n, cpd);
    cost_kinds_ = TermIndex(4, n, cost);
    starts_ = RangeIndex(n, std::move(starts));
    amounts_ = RangeIndex(n, std::move(amounts));
}

void RowIndex::index_orders() {
    const auto ranks = name_ranks(courses_);
    std::vector<SortEntry> entries(rows_.size());
    for (const auto key : {SortKey::start, SortKey::cpd, SortKey::cost, SortKey::name}) {
        for (const bool descending : {false, true}) {
            const SortOrder order{key, descending};
            if (order.index() == 0) continue;  // rows are numbered in this order
            for (std::uint32_t r = 0; r < rows_.size(); ++r) {
                Key k = key_of(rows_[r], order);
                if (key == SortKey::name) {
                    const std::int64_t rank = ranks[rows_[r].course];
                    k.value = descending ? -rank : rank;
                }
                entries[r] = {k.group, k.value, std::uint64_t{rows_[r].course} << 32 | r};
            }
            std::sort(entries.begin(), entries.end());
            auto& rows = orders_[order.index()];
            auto& places = places_[order.index()];
            rows.resize(rows_.size());
            places.resize(rows_.size());
            for (std::uint32_t place = 0; place < entries.size(); ++place) {
                const auto row = static_cast<std::uint32_t>(entries[place].tie);
                rows[place] = row;
                places[row] = place;
            }
        }
    }
}

}  // namespace app
