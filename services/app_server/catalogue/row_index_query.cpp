#include "app_server/catalogue/row_index.hpp"

#include <algorithm>
#include <limits>

namespace app {

namespace {

constexpr auto kLowest = std::numeric_limits<std::int64_t>::min();
constexpr auto kHighest = std::numeric_limits<std::int64_t>::max();

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
        Bitmap in_range = amounts_.between(f.cost_min.value_or(kLowest), high);
        if (rows) {
            *rows &= in_range;
        } else {
            rows = std::move(in_range);
        }
    }
    // Rows are in order of their starts, the ongoing ones at the end.
    const auto drop = [&](std::size_t begin, std::size_t end) {
        if (!rows) rows = Bitmap::full(size());
        rows->clear(begin, end);
    };
    if (f.starts_from) drop(0, first_from(*f.starts_from));
    if (f.starts_before) drop(first_from(*f.starts_before), dated_end_);
    if (f.starts_from || f.starts_before) drop(dated_end_, ongoing_begin_);
    if (f.ongoing == Ongoing::only) drop(0, ongoing_begin_);
    if (f.ongoing == Ongoing::exclude) drop(ongoing_begin_, size());
    return rows;
}

std::size_t RowIndex::first_from(core::Instant instant) const {
    const auto dated = std::span(rows_).first(dated_end_);
    const auto at = std::partition_point(dated.begin(), dated.end(), [&](const Row& row) {
        return row.starts_at < instant;
    });
    return static_cast<std::size_t>(at - dated.begin());
}

Bitmap RowIndex::of_courses(std::span<const std::uint32_t> courses) const {
    Bitmap rows(size());
    for (const auto course : courses) {
        for (const auto row : rows_of(course)) rows.set(row);
    }
    return rows;
}

std::uint32_t RowIndex::at(SortOrder order, std::size_t place) const {
    return order.index() == 0 ? static_cast<std::uint32_t>(place) : orders_[order.index()].rows[place];
}

std::size_t RowIndex::place_of(std::uint32_t row, SortOrder order) const {
    return order.index() == 0 ? row : orders_[order.index()].places[row];
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
    const std::optional<Bitmap>& matching,
    std::size_t total,
    SortOrder order,
    std::size_t from,
    bool backwards,
    std::size_t most
) const {
    std::vector<std::uint32_t> found;
    found.reserve(most);
    const auto take = [&](std::uint32_t row) {
        if (!matching || matching->test(row)) found.push_back(row);
    };
    if (order.index() == 0 && matching) {
        if (backwards) {
            for (auto end = matching->previous_end(from); end > 0 && found.size() < most;
                 end = matching->previous_end(end - 1)) {
                found.push_back(static_cast<std::uint32_t>(end - 1));
            }
        } else {
            for (auto row = matching->next(from); row < size() && found.size() < most;
                 row = matching->next(row + 1)) {
                found.push_back(static_cast<std::uint32_t>(row));
            }
        }
    } else {
        // One after the other, unless the next match is likely to be, or turns out to be, far away.
        constexpr std::size_t kMostSteps = 1024;
        const bool near = !matching || total * kMostSteps >= most * size();
        std::size_t place = from;
        const auto left = [&] { return found.size() < most && (backwards ? place > 0 : place < size()); };
        for (std::size_t steps = 0; near && left() && (!matching || steps < kMostSteps); ++steps) {
            take(at(order, static_cast<std::uint32_t>(backwards ? --place : place++)));
        }
        if (left()) walk_blocks(*matching, order, place, backwards, most, found);
    }
    return found;
}

void RowIndex::walk_blocks(
    const Bitmap& matching,
    SortOrder order,
    std::size_t from,
    bool backwards,
    std::size_t most,
    std::vector<std::uint32_t>& found
) const {
    const Order& ordered = orders_[order.index()];
    std::vector<std::uint32_t> places;
    while (found.size() < most && (backwards ? from > 0 : from < size())) {
        const std::size_t block = (backwards ? from - 1 : from) / block_size();
        const std::size_t begin = block * block_size();
        const std::size_t end = std::min(begin + block_size(), size());
        const std::size_t matches = ordered.blocks[block].count_common(matching);
        const auto take = [&](std::size_t place) {
            if (matching.test(ordered.rows[place])) found.push_back(ordered.rows[place]);
        };
        if (matches * matches >= (most - found.size()) * block_size()) {
            // So many that the first ones are soon met.
            if (backwards) {
                for (auto place = from; place > begin && found.size() < most; --place) take(place - 1);
            } else {
                for (auto place = from; place < end && found.size() < most; ++place) take(place);
            }
        } else if (matches > 0) {
            places.clear();
            ordered.blocks[block].for_each_common(matching, [&](std::size_t row) {
                const std::uint32_t place = ordered.places[row];
                if (backwards ? place < from : place >= from) places.push_back(place);
            });
            std::sort(places.begin(), places.end());
            if (backwards) std::reverse(places.begin(), places.end());
            places.resize(std::min(places.size(), most - found.size()));
            for (const auto place : places) found.push_back(ordered.rows[place]);
        }
        from = backwards ? begin : end;
    }
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

/// A page's courses lie scattered over memory, each behind two pointers: asking for all of them at once waits
/// for the slowest instead of for each.
void RowIndex::prefetch(std::span<const std::uint32_t> rows) const {
    constexpr std::size_t kLine = 64;
    constexpr std::size_t kWritten = 3 * kLine;  // of a course: where its texts are, on any alignment
    constexpr std::size_t kMostBytes = 1024;
    for (const auto row : rows) __builtin_prefetch(&rows_[row]);
    for (const auto row : rows) __builtin_prefetch(&courses_[rows_[row].course]);
    for (const auto row : rows) {
        const auto* course = reinterpret_cast<const char*>(courses_[rows_[row].course].get());
        for (std::size_t at = 0; at < kWritten; at += kLine) __builtin_prefetch(course + at);
    }
    for (const auto row : rows) {
        const PublishedCourse& course = *courses_[rows_[row].course];
        __builtin_prefetch(course.date_ends.data());
        __builtin_prefetch(course.dates_json.data());
        const std::size_t bytes = std::min(course.json.size(), kMostBytes);
        for (std::size_t at = 0; at < bytes; at += kLine) __builtin_prefetch(course.json.data() + at);
    }
}

RowPage RowIndex::page(
    const std::optional<Bitmap>& matching, SortOrder order, const PageStart& start, std::size_t limit
) const {
    RowPage page;
    page.total = matching ? matching->count() : size();
    std::size_t from = 0;
    if (start.position) from = first_after(order, *start.position, start.backwards);

    // Few matches are collected and sorted by their places; among many, the first ones are near.
    constexpr std::size_t kFew = 512;
    const auto take = [&](bool backwards, std::size_t most) {
        const bool few =
            matching && order.index() != 0 && page.total <= kFew && page.total * page.total < most * size();
        return few ? gather(*matching, page.total, order, from, backwards, most)
                   : walk(matching, page.total, order, from, backwards, most);
    };
    page.rows = take(start.backwards, limit + 1);
    const bool more = page.rows.size() > limit;
    if (more) page.rows.pop_back();
    if (start.backwards) std::reverse(page.rows.begin(), page.rows.end());
    prefetch(page.rows);
    // On the other side of the place there mostly is the row it was taken from.
    const bool more_behind = start.position && !take(!start.backwards, 1).empty();
    page.more_before = start.backwards ? more : more_behind;
    page.more_after = start.backwards ? more_behind : more;
    return page;
}

}  // namespace app
