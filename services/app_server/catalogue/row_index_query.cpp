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

std::optional<Bitmap> RowIndex::match(const Filter& f) const {
    Conjunction question;
    std::array<std::optional<Bitmap>, kAttributes> made;
    for (std::size_t a = 0; a < kAttributes; ++a) {
        const auto& values = values_of(f, static_cast<Attribute>(a));
        if (!values.empty()) terms_[a].ask(question, size(), values, made[a]);
    }
    Bitmap in_range;
    if (f.by_amount()) {
        const auto [low, high] = f.amounts();
        in_range = amounts_.between(low, high);
        question.begin_part();
        question.any_of(in_range);
    }
    const auto spans = rows_between(f);
    const bool all_rows = spans.size() == 1 && spans[0].begin == 0 && spans[0].end == size();
    if (question.parts() == 0 && all_rows) return std::nullopt;

    Bitmap rows = question.parts() == 0 ? Bitmap::full(size()) : Bitmap(size());
    if (question.parts() > 0) {
        for (const auto& span : spans) {
            if (span.begin == span.end) continue;
            const std::size_t first = span.begin / 64;
            question.write(rows.words().data() + first, first, (span.end - 1) / 64 + 1);
        }
    }
    std::size_t kept_until = 0;
    for (const auto& span : spans) {
        rows.clear(kept_until, span.begin);
        kept_until = span.end;
    }
    rows.clear(kept_until, size());
    return rows;
}

/// Rows are in order of their starts, then come those without a date yet, then the ongoing ones.
std::vector<Span> RowIndex::rows_between(const Filter& f) const {
    const bool by_day = f.starts_from || f.starts_before;
    Span dated{0, by_day ? dated_end_ : ongoing_begin_};
    if (f.starts_from) dated.begin = first_from(*f.starts_from);
    if (f.starts_before) dated.end = std::max(dated.begin, first_from(*f.starts_before));
    const Span ongoing{ongoing_begin_, size()};
    switch (f.ongoing) {
        case Ongoing::only: return {ongoing};
        case Ongoing::exclude: return {dated};
        case Ongoing::include: break;
    }
    if (dated.end == ongoing.begin) return {{dated.begin, ongoing.end}};
    return {dated, ongoing};
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
    return order.index() == 0 ? static_cast<std::uint32_t>(place) : orders_[order.index()].row_at(place);
}

std::size_t RowIndex::place_of(std::uint32_t row, SortOrder order) const {
    return order.index() == 0 ? row : orders_[order.index()].place_of(row);
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

}  // namespace app
