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

std::size_t RowIndex::count_values(
    Attribute attribute, const FrameworkView& framework, const std::vector<Provider>& providers
) {
    const auto& data = framework.data();
    switch (attribute) {
        case Attribute::competency: return data.competencies.size();
        case Attribute::provider: return providers.size();
        case Attribute::area: return data.areas.size();
        case Attribute::need: return data.needs.size();
        case Attribute::format: return data.formats.size();
        case Attribute::level: return data.levels.size();
        case Attribute::vertical: return data.verticals.size();
        case Attribute::cpd_kind: return 5;
        case Attribute::cost_kind: return 4;
    }
    return 0;
}

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

    index_courses();

    std::vector<std::uint32_t> all(courses.size());
    std::iota(all.begin(), all.end(), 0U);
    auto postings = postings_of(all, framework, providers);
    Terms terms;
    for (std::size_t a = 0; a < kAttributes; ++a) {
        const auto attribute = static_cast<Attribute>(a);
        terms[a] = TermIndex(count_values(attribute, framework, providers), size(), postings.terms[a]);
    }
    std::sort(postings.amounts.begin(), postings.amounts.end());
    index_amounts(postings.amounts);
    orders_[0] = RowOrder(std::move(terms));
    index_orders(name_ranks);
}

void RowIndex::index_courses() {
    course_offsets_.resize(courses_.size() + 1);
    for (const auto& row : rows_) ++course_offsets_[row.course + 1];
    std::partial_sum(course_offsets_.begin(), course_offsets_.end(), course_offsets_.begin());
    course_rows_.resize(rows_.size());
    auto at = course_offsets_;
    for (std::uint32_t r = 0; r < rows_.size(); ++r) course_rows_[at[rows_[r].course]++] = r;

    // Rows are in order of their groups: dated, without a date yet, ongoing.
    const auto end_of = [&](auto belongs) {
        const auto at_end = std::partition_point(rows_.begin(), rows_.end(), belongs);
        return static_cast<std::uint32_t>(at_end - rows_.begin());
    };
    dated_end_ = end_of([](const Row& row) { return row.date != Row::kNoDate; });
    ongoing_begin_ =
        end_of([&](const Row& row) { return !courses_[row.course]->course().schedule.is_ongoing(); });
    index_starts();

    texts_.reserve(rows_.size());
    for (const auto& row : rows_) texts_.push_back(find_text(row));
}

/// Days begin on the hour in nearly every time zone: what is looked up there is found at once.
void RowIndex::index_starts() {
    if (dated_end_ == 0) return;
    constexpr std::int64_t kMostSteps = 1 << 16;
    first_hour_ = std::chrono::floor<std::chrono::hours>(rows_.front().starts_at);
    const auto hours =
        std::chrono::floor<std::chrono::hours>(rows_[dated_end_ - 1].starts_at - first_hour_).count();
    step_ = std::chrono::hours(hours / kMostSteps + 1);
    starts_.resize(static_cast<std::size_t>(hours / step_.count()) + 2);
    std::uint32_t row = 0;
    for (std::size_t i = 0; i < starts_.size(); ++i) {
        while (row < dated_end_ && rows_[row].starts_at < first_hour_ + static_cast<std::int64_t>(i) * step_)
            ++row;
        starts_[i] = row;
    }
}

RowIndex::Text RowIndex::find_text(const Row& row) const {
    const PublishedCourse& course = *courses_[row.course];
    if (course.ends.empty()) return {};
    const EntryText entry = course.entry(row.date);
    Text text{entry.course.data(), static_cast<std::uint32_t>(entry.course.size())};
    if (!entry.date.empty()) {
        text.date_begin = static_cast<std::uint32_t>(entry.date.data() - text.begin);
        text.date_size = static_cast<std::uint32_t>(entry.date.size());
    }
    return text;
}

/// `amounts` ascending.
void RowIndex::index_amounts(const std::vector<Amount>& amounts) {
    by_amount_.reserve(amounts.size());
    for (const auto& [amount, row] : amounts) {
        const auto place = static_cast<std::uint32_t>(by_amount_.size());
        if (place == 0 || amount_begins_.back().first != amount) amount_begins_.emplace_back(amount, place);
        by_amount_.push_back(row);
    }
    amounts_ = RangeIndex(by_amount_, size());
}

/// What `index_amounts` was given.
std::vector<RowIndex::Amount> RowIndex::amounts() const {
    std::vector<Amount> all;
    all.reserve(by_amount_.size());
    for (std::size_t i = 0; i < amount_begins_.size(); ++i) {
        const std::size_t end =
            i + 1 < amount_begins_.size() ? amount_begins_[i + 1].second : by_amount_.size();
        while (all.size() < end) all.emplace_back(amount_begins_[i].first, by_amount_[all.size()]);
    }
    return all;
}

RowIndex::Postings RowIndex::postings_of(
    std::span<const std::uint32_t> courses,
    const FrameworkView& framework,
    const std::vector<Provider>& providers
) const {
    Postings postings;
    std::array<std::vector<std::uint32_t>, kAttributes> values;
    const auto of = [&](Attribute attribute) -> std::vector<std::uint32_t>& {
        return values[static_cast<std::size_t>(attribute)];
    };
    for (const auto c : courses) {
        const auto& published = *courses_[c];
        const Course& course = published.course();
        for (auto& list : values) list.clear();
        const auto level = framework.level(course.level);
        const auto format = framework.format(course.format);
        of(Attribute::level) = {level};
        of(Attribute::format) = {format};
        of(Attribute::need) = framework.needs_of(level, format);
        if (published.stored.provider) {
            if (const auto provider = position_in(providers, *published.stored.provider))
                of(Attribute::provider) = {*provider};
        }
        auto& verticals = of(Attribute::vertical);
        for (const auto id : course.areas) {
            of(Attribute::area).push_back(framework.area(id));
            verticals.push_back(framework.vertical_of_area(of(Attribute::area).back()));
        }
        std::sort(verticals.begin(), verticals.end());
        verticals.erase(std::unique(verticals.begin(), verticals.end()), verticals.end());
        for (const auto id : course.competencies)
            of(Attribute::competency).push_back(framework.competency(id));
        of(Attribute::cpd_kind) = {static_cast<std::uint32_t>(course.cpd.kind())};
        of(Attribute::cost_kind) = {static_cast<std::uint32_t>(course.cost.kind())};
        const bool has_amount =
            course.cost.kind() == Cost::Kind::fixed || course.cost.kind() == Cost::Kind::free;

        for (const auto r : rows_of(c)) {
            for (std::size_t a = 0; a < kAttributes; ++a) {
                for (const auto value : values[a]) postings.terms[a].push_back({value, r});
            }
            if (has_amount) postings.amounts.emplace_back(course.cost.amount().units(), r);
        }
    }
    return postings;
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
    std::vector<std::uint32_t> rows;
    rows.reserve(keyed.size());
    for (const auto& one : keyed) rows.push_back(one.tie);
    orders_[order.index()] = RowOrder(order, std::move(rows), orders_[0].terms());
}

void RowIndex::index_orders(std::span<const std::uint32_t> name_ranks) {
    for (const auto by : {SortKey::start, SortKey::cpd, SortKey::cost, SortKey::name}) {
        const auto keyed = ascending(by, name_ranks);
        if (by != SortKey::start) place({by, false}, keyed);
        place({by, true}, turned(keyed, by));
    }
}

}  // namespace app
