#include <algorithm>
#include <limits>

#include "app_server/catalogue/row_index.hpp"

namespace app {

namespace {

constexpr auto kLowest = std::numeric_limits<std::int64_t>::min();
constexpr auto kHighest = std::numeric_limits<std::int64_t>::max();

/// Start and end of a row's date; zeros without one. A missing end comes before every end.
std::pair<std::int64_t, std::int64_t> span_of(const Row& row, const core::domain::Course& course) {
    if (row.date == Row::kNoDate) return {0, 0};
    const auto& date = course.schedule.dates()[row.date];
    return {
        date.starts_at.time_since_epoch().count(), date.ends_at ? date.ends_at->time_since_epoch().count() : kLowest
    };
}

}  // namespace

std::span<const std::uint32_t> RowIndex::rows_of(std::uint32_t course) const {
    return std::span(course_rows_).subspan(course_offsets_[course], course_offsets_[course + 1] - course_offsets_[course]);
}

std::optional<Bitmap> RowIndex::match(const Filter& f) const {
    std::optional<Bitmap> rows;
    const auto keep = [&](const TermIndex& index, const std::vector<std::uint32_t>& values) {
        if (values.empty()) return;
        if (rows) {
            index.keep_any(*rows, values);
        } else {
            rows.emplace(size());
            for (const auto value : values) index.or_into(*rows, value);
        }
    };
    const auto keep_rows = [&](const Bitmap& only) {
        if (rows) {
            *rows &= only;
        } else {
            rows = only;
        }
    };

    // The most selective attributes first: while the result is sparse the rest is cheap to apply.
    keep(competencies_, f.competencies);
    keep(providers_, f.providers);
    keep(areas_, f.areas);
    keep(needs_, f.needs);
    keep(formats_, f.formats);
    keep(levels_, f.levels);
    keep(verticals_, f.verticals);
    keep(cpd_kinds_, f.cpd_kinds);
    keep(cost_kinds_, f.cost_kinds);
    if (f.cost_min || f.cost_max) {
        const auto high = f.cost_max && *f.cost_max < kHighest ? *f.cost_max + 1 : kHighest;
        keep_rows(amounts_.between(f.cost_min.value_or(kLowest), high));
    }
    if (f.starts_from || f.starts_before) {
        Bitmap in_range = starts_.between(
            f.starts_from ? f.starts_from->time_since_epoch().count() : kLowest,
            f.starts_before ? f.starts_before->time_since_epoch().count() : kHighest
        );
        in_range |= ongoing_;
        keep_rows(in_range);
    }
    if (f.ongoing == Ongoing::only) keep_rows(ongoing_);
    if (f.ongoing == Ongoing::exclude) {
        if (!rows) rows = Bitmap::full(size());
        rows->and_not(ongoing_);
    }
    return rows;
}

Bitmap RowIndex::of_courses(std::span<const std::uint32_t> courses) const {
    Bitmap rows(size());
    for (const auto course : courses) {
        for (const auto row : rows_of(course)) rows.set(row);
    }
    return rows;
}

std::uint32_t RowIndex::at(SortOrder order, std::size_t place) const {
    return order.index() == 0 ? static_cast<std::uint32_t>(place) : orders_[order.index()][place];
}

std::size_t RowIndex::place_of(std::uint32_t row, SortOrder order) const {
    return order.index() == 0 ? row : places_[order.index()][row];
}

Position RowIndex::position_of(std::uint32_t number, SortOrder order) const {
    const Row& row = rows_[number];
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

std::size_t RowIndex::first_after(SortOrder order, const Position& position, bool inclusive) const {
    std::size_t low = 0;
    std::size_t high = size();
    while (low < high) {
        const std::size_t middle = low + (high - low) / 2;
        if (before(rows_[at(order, middle)], position, order)) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    if (!inclusive && low < size()) {
        if (position_of(at(order, low), order) == position) ++low;
    }
    return low;
}

std::vector<std::uint32_t> RowIndex::walk(
    const std::optional<Bitmap>& matching, SortOrder order, std::size_t from, bool backwards, std::size_t most
) const {
    std::vector<std::uint32_t> found;
    found.reserve(most);
    const auto take = [&](std::uint32_t row) {
        if (!matching || matching->test(row)) found.push_back(row);
    };
    if (order.index() == 0 && matching) {
        if (backwards) {
            for (auto end = matching->previous_end(from); end > 0 && found.size() < most; end = matching->previous_end(end - 1)) {
                found.push_back(static_cast<std::uint32_t>(end - 1));
            }
        } else {
            for (auto row = matching->next(from); row < size() && found.size() < most; row = matching->next(row + 1)) {
                found.push_back(static_cast<std::uint32_t>(row));
            }
        }
    } else if (backwards) {
        for (std::size_t place = from; place > 0 && found.size() < most; --place) take(at(order, place - 1));
    } else {
        for (std::size_t place = from; place < size() && found.size() < most; ++place) take(at(order, place));
    }
    return found;
}

std::vector<std::uint32_t> RowIndex::gather(
    const Bitmap& matching,
    std::size_t total,
    SortOrder order,
    std::size_t from,
    bool backwards,
    std::size_t most
) const {
    std::vector<std::uint32_t> places;
    places.reserve(total);
    matching.for_each([&](std::size_t row) {
        const auto place = place_of(static_cast<std::uint32_t>(row), order);
        if (backwards ? place < from : place >= from) places.push_back(static_cast<std::uint32_t>(place));
    });
    const std::size_t taken = std::min(most, places.size());
    const auto middle = places.begin() + static_cast<std::ptrdiff_t>(taken);
    if (backwards) {
        std::partial_sort(places.begin(), middle, places.end(), std::greater<>());
    } else {
        std::partial_sort(places.begin(), middle, places.end());
    }
    places.resize(taken);
    for (auto& place : places) place = at(order, place);
    return places;
}

RowPage RowIndex::page(
    const std::optional<Bitmap>& matching, SortOrder order, const PageStart& start, std::size_t limit
) const {
    RowPage page;
    page.total = matching ? matching->count() : size();
    std::size_t from = 0;
    if (start.position) from = first_after(order, *start.position, start.backwards);

    // Walking an order visits about size/total rows for each one found; collecting the matches and sorting their
    // places costs a few steps per match.
    const auto take = [&](bool backwards, std::size_t most) {
        const bool few = matching && order.index() != 0 && page.total * page.total < most * size();
        return few ? gather(*matching, page.total, order, from, backwards, most)
                   : walk(matching, order, from, backwards, most);
    };
    page.rows = take(start.backwards, limit + 1);
    const bool more = page.rows.size() > limit;
    if (more) page.rows.pop_back();
    if (start.backwards) std::reverse(page.rows.begin(), page.rows.end());
    // On the other side of the place there mostly is the row it was taken from.
    const bool more_behind = start.position && !take(!start.backwards, 1).empty();
    page.more_before = start.backwards ? more : more_behind;
    page.more_after = start.backwards ? more_behind : more;
    return page;
}

}  // namespace app
