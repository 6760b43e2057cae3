#include "app_server/catalogue/row_index.hpp"

#include <algorithm>
#include <numeric>

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

}  // namespace

std::vector<std::uint32_t> rank_names(std::span<const CoursePtr> courses) {
    using Named = std::pair<std::string_view, std::uint32_t>;
    std::vector<Named> by_name;
    by_name.reserve(courses.size());
    for (const auto& course : courses) {
        by_name.emplace_back(course->folded_name, static_cast<std::uint32_t>(by_name.size()));
    }
    std::sort(by_name.begin(), by_name.end());
    std::vector<std::uint32_t> ranks(courses.size());
    std::uint32_t rank = 0;
    for (std::size_t i = 0; i < by_name.size(); ++i) {
        if (i > 0 && by_name[i].first != by_name[i - 1].first) ++rank;
        ranks[by_name[i].second] = rank;
    }
    return ranks;
}

RowIndex::Key RowIndex::key_of(const Row& row, SortOrder order) const {
    const Course& course = courses_[row.course]->course();
    const std::int64_t sign = order.descending ? -1 : 1;
    switch (order.key) {
        case SortKey::start: {
            const auto group = start_group(row, course.schedule.is_ongoing());
            return {group, group == 0 ? sign * row.starts_at.time_since_epoch().count() : 0};
        }
        case SortKey::cpd: return {cpd_group(course.cpd.kind()), sign * course.cpd.number().units()};
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
    const std::vector<Provider>& providers,
    std::span<const std::uint32_t> name_ranks
)
    : courses_(courses), rows_(std::move(rows)) {
    const SortOrder natural{SortKey::start, false};
    std::vector<Keyed> keyed;
    keyed.reserve(rows_.size());
    for (const auto& row : rows_) {
        const Key key = key_of(row, natural);
        keyed.push_back({key.value, key.group, static_cast<std::uint32_t>(keyed.size())});
    }
    std::sort(keyed.begin(), keyed.end());
    std::vector<Row> ordered;
    ordered.reserve(rows_.size());
    for (const auto& one : keyed) ordered.push_back(rows_[one.tie]);
    rows_ = std::move(ordered);

    course_offsets_.resize(courses.size() + 1);
    for (const auto& row : rows_) ++course_offsets_[row.course + 1];
    std::partial_sum(course_offsets_.begin(), course_offsets_.end(), course_offsets_.begin());
    course_rows_.resize(rows_.size());
    auto at = course_offsets_;
    for (std::uint32_t r = 0; r < rows_.size(); ++r) course_rows_[at[rows_[r].course]++] = r;

    index_terms(framework, providers);
    index_orders(name_ranks);
}

void RowIndex::index_terms(const FrameworkView& framework, const std::vector<Provider>& providers) {
    using Postings = std::vector<TermIndex::Posting>;
    Postings levels, formats, by_provider, verticals, areas, competencies, needs, cpd, cost;
    std::vector<std::pair<std::int64_t, std::uint32_t>> amounts;
    std::vector<std::uint32_t> of_areas;
    std::vector<std::uint32_t> of_verticals;
    std::vector<std::uint32_t> of_competencies;

    for (std::uint32_t c = 0; c < courses_.size(); ++c) {
        const auto& published = *courses_[c];
        const Course& course = published.course();
        const auto level = framework.level(course.level);
        const auto format = framework.format(course.format);
        const auto provider =
            published.stored.provider ? position_in(providers, *published.stored.provider) : std::nullopt;
        of_areas.clear();
        of_verticals.clear();
        of_competencies.clear();
        for (const auto id : course.areas) {
            of_areas.push_back(framework.area(id));
            of_verticals.push_back(framework.vertical_of_area(of_areas.back()));
        }
        std::sort(of_verticals.begin(), of_verticals.end());
        of_verticals.erase(std::unique(of_verticals.begin(), of_verticals.end()), of_verticals.end());
        for (const auto id : course.competencies) of_competencies.push_back(framework.competency(id));
        const bool has_amount =
            course.cost.kind() == Cost::Kind::fixed || course.cost.kind() == Cost::Kind::free;

        for (const auto r : rows_of(c)) {
            levels.push_back({level, r});
            formats.push_back({format, r});
            for (const auto need : framework.needs_of(level, format)) needs.push_back({need, r});
            if (provider) by_provider.push_back({*provider, r});
            for (const auto area : of_areas) areas.push_back({area, r});
            for (const auto vertical : of_verticals) verticals.push_back({vertical, r});
            for (const auto competency : of_competencies) competencies.push_back({competency, r});
            cpd.push_back({static_cast<std::uint32_t>(course.cpd.kind()), r});
            cost.push_back({static_cast<std::uint32_t>(course.cost.kind()), r});
            if (has_amount) amounts.emplace_back(course.cost.amount().units(), r);
            // Rows are in order of their groups: dated, without a date yet, ongoing.
            if (rows_[r].date != Row::kNoDate) dated_end_ = std::max(dated_end_, r + 1);
            if (!course.schedule.is_ongoing()) ongoing_begin_ = std::max(ongoing_begin_, r + 1);
        }
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
    amounts_ = RangeIndex(n, std::move(amounts));
}

std::size_t RowIndex::block_size() const {
    constexpr std::size_t kLeast = 256;
    constexpr std::size_t kMostBlocks = 64;  // their bitmaps take as much memory as both lists of an order
    return std::max(kLeast, (rows_.size() + kMostBlocks - 1) / kMostBlocks);
}

std::vector<RowIndex::Keyed> RowIndex::ascending(SortKey by, std::span<const std::uint32_t> name_ranks)
    const {
    const SortOrder order{by, false};
    std::vector<Keyed> keyed(rows_.size());
    if (by == SortKey::start) {  // rows are numbered in this order
        for (std::uint32_t r = 0; r < rows_.size(); ++r) {
            const Key key = key_of(rows_[r], order);
            keyed[r] = {key.value, key.group, r};
        }
        return keyed;
    }
    // Ties are broken by course, then by start: the order of course_rows_.
    for (std::uint32_t i = 0; i < course_rows_.size(); ++i) {
        const Row& row = rows_[course_rows_[i]];
        const Key key = key_of(row, order);
        keyed[i] = {by == SortKey::name ? name_ranks[row.course] : key.value, key.group, i};
    }
    std::sort(keyed.begin(), keyed.end());
    for (auto& one : keyed) one.tie = course_rows_[one.tie];
    return keyed;
}

/// The other direction, from the ascending one: rows of equal keys keep their order, so whole runs of them
/// change places.
std::vector<RowIndex::Keyed> RowIndex::turned(const std::vector<Keyed>& keyed, SortKey by) const {
    const auto same = [](const Keyed& a, const Keyed& b) { return a.group == b.group && a.value == b.value; };
    std::vector<Keyed> runs;  // `tie` is where the run begins
    for (std::uint32_t i = 0; i < keyed.size(); ++i) {
        if (i > 0 && same(keyed[i], keyed[i - 1])) continue;
        const Key key = key_of(rows_[keyed[i].tie], {by, true});
        runs.push_back({-keyed[i].value, key.group, i});
    }
    std::sort(runs.begin(), runs.end());
    std::vector<Keyed> out;
    out.reserve(keyed.size());
    for (const auto& run : runs) {
        for (std::size_t i = run.tie; i < keyed.size() && same(keyed[i], keyed[run.tie]); ++i)
            out.push_back(keyed[i]);
    }
    return out;
}

void RowIndex::place(SortOrder order, const std::vector<Keyed>& keyed) {
    Order& made = orders_[order.index()];
    made.rows.resize(rows_.size());
    made.places.resize(rows_.size());
    for (std::uint32_t place = 0; place < keyed.size(); ++place) {
        const std::uint32_t row = keyed[place].tie;
        made.rows[place] = row;
        made.places[row] = place;
        if (place % block_size() == 0) made.blocks.emplace_back(rows_.size());
        made.blocks.back().set(row);
    }
}

void RowIndex::index_orders(std::span<const std::uint32_t> name_ranks) {
    for (const auto by : {SortKey::start, SortKey::cpd, SortKey::cost, SortKey::name}) {
        const auto keyed = ascending(by, name_ranks);
        if (by != SortKey::start) place({by, false}, keyed);
        place({by, true}, turned(keyed, by));
    }
}

}  // namespace app
