#include "app_server/catalogue/row_index.hpp"

#include <algorithm>
#include <limits>

namespace app {

namespace {

constexpr auto kLowest = std::numeric_limits<std::int64_t>::min();

/// Start and end of a row's date; zeros without one. A missing end comes before every end.
std::pair<std::int64_t, std::int64_t> span_of(const Row& row, const core::domain::Course& course) {
    if (row.date == Row::kNoDate) return {0, 0};
    const auto& date = course.schedule.dates()[row.date];
    return {
        date.starts_at.time_since_epoch().count(),
        date.ends_at ? date.ends_at->time_since_epoch().count() : kLowest
    };
}

}  // namespace

std::span<const std::uint32_t> RowIndex::rows_of(std::uint32_t course) const {
    return std::span(course_rows_)
        .subspan(course_offsets_[course], course_offsets_[course + 1] - course_offsets_[course]);
}

Matches RowIndex::match(const Filter& filter, SortOrder order, bool by_number) const {
    const RowOrder& in = orders_[order.index()];
    const RowRanges ranges = ranges_of(filter);
    Matches matches(order, size());
    in.ask(matches.places(), filter);
    in.ask(matches.places(), ranges, dated_end_);
    if (!order.is_by_number() && (by_number || in.leaves_open(ranges))) {
        Question& numbers = matches.begin_numbers();
        orders_[0].ask(numbers, filter);
        orders_[0].ask(numbers, ranges, dated_end_);
        if (in.leaves_starts_open(ranges)) matches.keep(ranges.dated, ranges.ongoing);
    }
    if (ranges.amounts && matches.by_number()) {
        const auto [begin, end] = *ranges.amounts;
        const auto set =
            std::make_shared<const RowSet>(amounts_.between(by_amount_, begin, end), end - begin);
        if (in.leaves_amounts_open(ranges)) {
            matches.keep(set);
        } else {
            matches.keep_numbers(set);
        }
    }
    return matches;
}

RowRanges RowIndex::ranges_of(const Filter& f) const {
    RowRanges ranges;
    const bool by_day = f.starts_from || f.starts_before;
    Span& dated = ranges.dated;
    dated.end = by_day ? dated_end_ : ongoing_begin_;
    if (f.starts_from) dated.begin = first_from(*f.starts_from);
    if (f.starts_before) dated.end = std::max(dated.begin, first_from(*f.starts_before));
    if (f.ongoing == Ongoing::only) dated = {};
    if (f.ongoing != Ongoing::exclude) ranges.ongoing = {ongoing_begin_, size()};
    ranges.by_start = dated != Span{0, ongoing_begin_} || ranges.ongoing != Span{ongoing_begin_, size()};
    if (f.by_amount()) {
        const auto below = [&](std::int64_t value) {
            const auto at = std::lower_bound(amount_begins_.begin(), amount_begins_.end(), Amount{value, 0});
            return at == amount_begins_.end() ? by_amount_.size() : at->second;
        };
        const auto [low, high] = f.amounts();
        const std::size_t begin = below(low);
        ranges.amounts = Span{begin, std::max(begin, below(high))};
    }
    return ranges;
}

std::size_t RowIndex::first_from(core::Instant instant) const {
    if (starts_.empty() || instant <= first_hour_) return 0;
    const auto past = instant - first_hour_;
    const auto at = static_cast<std::uint64_t>(past / step_);
    if (at + 1 >= starts_.size()) return dated_end_;
    const std::size_t begin = starts_[at];
    if (past % step_ == decltype(past)::zero()) return begin;
    const auto between = std::span(rows_).subspan(begin, starts_[at + 1] - begin);
    const auto found = std::partition_point(between.begin(), between.end(), [&](const Row& row) {
        return row.starts_at < instant;
    });
    return begin + static_cast<std::size_t>(found - between.begin());
}

Bitmap RowIndex::places_of(std::span<const std::uint32_t> courses, SortOrder order) const {
    const RowOrder& in = orders_[order.index()];
    Bitmap places(size());
    for (const auto course : courses) {
        for (const auto row : rows_of(course)) places.set(in.place_of(row));
    }
    return places;
}

Position RowIndex::position_of(std::uint32_t number, SortOrder order) const {
    return position_of(rows_[number], order);
}

Position RowIndex::position_of(const Row& row, SortOrder order) const {
    const auto& published = *courses_[row.course];
    const Key key = key_of(row, order);
    const auto [starts_at, ends_at] = span_of(row, published.course());
    return {
        .group = key.group,
        .value = key.value,
        .name = order.key == SortKey::name ? published.folded_name : std::string(),
        .number = published.stored.number,
        .starts_at = starts_at,
        .ends_at = ends_at
    };
}

bool RowIndex::before(const Row& row, const Position& position, SortOrder order) const {
    const auto& published = *courses_[row.course];
    const Key key = key_of(row, order);
    if (key.group != position.group) return key.group < position.group;
    if (key.value != position.value) return key.value < position.value;
    if (order.key == SortKey::name) {
        const int compared = published.folded_name.compare(position.name);
        if (compared != 0) return order.descending ? compared > 0 : compared < 0;
    }
    if (published.stored.number != position.number) return published.stored.number < position.number;
    return span_of(row, published.course()) < std::pair(position.starts_at, position.ends_at);
}

bool RowIndex::precedes(const Position& a, const Position& b, SortOrder order) {
    if (a.group != b.group) return a.group < b.group;
    if (a.value != b.value) return a.value < b.value;
    if (a.name != b.name) return order.descending ? a.name > b.name : a.name < b.name;
    return std::tie(a.number, a.starts_at, a.ends_at) < std::tie(b.number, b.starts_at, b.ends_at);
}

std::size_t RowIndex::first_after(SortOrder order, const Position& position, bool inclusive) const {
    const RowOrder& rows = orders_[order.index()];
    std::size_t low = 0;
    std::size_t high = size();
    while (low < high) {
        const std::size_t middle = low + (high - low) / 2;
        if (before(rows_[rows.row_at(middle)], position, order)) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    if (!inclusive && low < size()) {
        if (position_of(rows.row_at(low), order) == position) ++low;
    }
    return low;
}

}  // namespace app
