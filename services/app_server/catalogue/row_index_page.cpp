#include "app_server/catalogue/row_index.hpp"

#include <algorithm>
#include <functional>

namespace app {

namespace {

constexpr std::size_t kLine = 64;
constexpr std::size_t kTextsAtOnce = 4;  ///< about as many lines as a processor waits for at a time

/// In how many steps a page is prefetched.
std::size_t steps_of(const RowPage& page) {
    return 2 + page.rows.size() / kTextsAtOnce;
}

void prefetch(const char* begin, std::size_t bytes) {
    for (std::size_t at = 0; at < bytes; at += kLine) __builtin_prefetch(begin + at);
}

}  // namespace

void RowIndex::prefetch_text(std::uint32_t row) const {
    const EntryText text = text_of(row);
    prefetch(text.course.data(), text.course.size());
    prefetch(text.date.data(), text.date.size());
}

/// One step on the way to what a row's position is made of, each by way of the one before.
void RowIndex::prefetch_position(std::uint32_t row, std::size_t step) const {
    const auto fetch = [](const auto* object) {
        prefetch(reinterpret_cast<const char*>(object), sizeof(*object));
    };
    switch (step) {
        case 0: return fetch(&rows_[row]);
        case 1: return fetch(&courses_[rows_[row].course]);
        case 2: return fetch(courses_[rows_[row].course].get());
        case 3: return fetch(courses_[rows_[row].course]->course().schedule.dates().data());
        default: return;
    }
}

/// Some of the texts of a page, and the next step to where it ends.
void RowIndex::prefetch_some(const RowPage& page, std::size_t step) const {
    if (!page.rows.empty()) prefetch_position(page.rows.back(), step);
    const std::size_t end = std::min(page.rows.size(), (step + 1) * kTextsAtOnce);
    for (std::size_t i = step * kTextsAtOnce; i < end; ++i) prefetch_text(page.rows[i]);
}

void RowIndex::prefetch_texts(const RowPage& page) const {
    for (const auto row : page.rows) __builtin_prefetch(&texts_[row]);
    for (std::size_t step = 0; step < steps_of(page); ++step) prefetch_some(page, step);
}

/// Places of the first matches from a place on, or of the last ones before it, last first; at most `most`.
std::vector<std::uint32_t> RowIndex::take(
    const Matches& matches, std::size_t from, bool backwards, std::size_t most
) const {
    const RowOrder& order = orders_[matches.order().index()];
    if (!matches.looks_at_rows()) return matches.places().take(from, backwards, most);
    std::vector<std::uint32_t> places;
    if (most == 0) return places;
    if (!matches.few(most)) {
        places.resize(std::min(most, size()));
        std::size_t found = 0;
        matches.places().walk(from, backwards, [&](std::uint32_t place) {
            places[found] = place;
            found += matches.has(order.row_at(place)) ? 1 : 0;
            return found < most;
        });
        places.resize(found);
        return places;
    }
    matches.counted().walk(0, false, [&](std::uint32_t number) {
        const auto place = order.place_of(number);
        if (backwards ? place < from : place >= from) places.push_back(place);
        return true;
    });
    const auto end = places.begin() + static_cast<std::ptrdiff_t>(std::min(most, places.size()));
    if (backwards) {
        std::partial_sort(places.begin(), end, places.end(), std::greater());
    } else {
        std::partial_sort(places.begin(), end, places.end());
    }
    places.erase(end, places.end());
    return places;
}

/// The texts of a page lie scattered over memory: they are on their way, all at once, while the matches are
/// counted.
std::size_t RowIndex::count_while_fetching(const Question& counted, const RowPage& page) const {
    const Span all = counted.extent();
    const std::size_t steps = steps_of(page);
    const std::size_t whole = 64 * Bitmap::kStretch;
    const std::size_t part = (all.size() / steps / whole + 1) * whole;
    std::size_t total = 0;
    std::size_t begin = all.begin;
    for (std::size_t step = 0; step < steps; ++step) {
        const std::size_t end = step + 1 == steps ? all.end : std::min(all.end, begin / whole * whole + part);
        total += counted.count(begin, end);
        begin = end;
        prefetch_some(page, step);
    }
    return total;
}

RowPage RowIndex::page(const Matches& matches, const PageStart& start, std::size_t limit) const {
    const RowOrder& order = orders_[matches.order().index()];
    const bool inside = start.position.has_value();
    const bool backwards = inside && start.backwards;
    const std::size_t from = inside ? first_after(matches.order(), *start.position, backwards) : 0;
    RowPage page;
    page.rows = take(matches, from, backwards, inside ? limit + 1 : limit);
    bool further = page.rows.size() > limit;
    if (further) page.rows.pop_back();
    const bool behind = inside && !take(matches, from, !backwards, 1).empty();
    if (backwards) std::reverse(page.rows.begin(), page.rows.end());
    for (auto& row : page.rows) {
        row = order.row_at(row);
        __builtin_prefetch(&texts_[row]);
    }
    page.total = count_while_fetching(matches.counted(), page);
    if (!inside) further = page.total > page.rows.size();
    page.more_before = backwards ? further : behind;
    page.more_after = backwards ? behind : further;
    return page;
}

}  // namespace app
