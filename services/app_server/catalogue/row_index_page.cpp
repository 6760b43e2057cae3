#include "app_server/catalogue/row_index.hpp"

#include <algorithm>

namespace app {

namespace {

constexpr std::size_t kLine = 64;
constexpr std::size_t kTextsAtOnce = 4;  ///< about as many lines as a processor waits for at a time

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

RowPage RowIndex::page(const Matches& matches, const PageStart& start, std::size_t limit) const {
    const RowOrder& order = orders_[matches.order().index()];
    const std::size_t from =
        start.position ? first_after(matches.order(), *start.position, start.backwards) : 0;
    RowPage page;
    page.rows = matches.take(from, start.backwards, limit);
    // No match that is not on the page lies between these.
    std::size_t before = start.backwards ? 0 : from;
    std::size_t after = start.backwards ? from : size();
    if (page.rows.size() == limit && limit > 0) {
        if (start.backwards) {
            before = page.rows.back();
        } else {
            after = page.rows.back() + 1;
        }
    }
    if (start.backwards) std::reverse(page.rows.begin(), page.rows.end());

    // The texts of a page lie scattered over memory: they are on their way, all at once, while the other
    // matches are counted.
    for (auto& row : page.rows) {
        row = order.row_at(row);
        __builtin_prefetch(&texts_[row]);
    }
    const std::size_t ahead = matches.count(0, before);
    std::size_t behind = 0;
    const std::size_t steps = 1 + page.rows.size() / kTextsAtOnce;
    const std::size_t whole = 64 * Bitmap::kStretch;
    const std::size_t part = ((size() - after) / (steps + 1) / whole + 1) * whole;
    for (std::size_t step = 0; step <= steps; ++step) {
        const std::size_t end = std::min(size(), after / whole * whole + part);
        behind += matches.count(after, step == steps ? size() : end);
        after = end;
        if (!page.rows.empty()) prefetch_position(page.rows.back(), step);
        for (std::size_t i = step * kTextsAtOnce; i < std::min(page.rows.size(), (step + 1) * kTextsAtOnce);
             ++i)
            prefetch_text(page.rows[i]);
    }

    page.total = ahead + page.rows.size() + behind;
    page.more_before = ahead > 0;
    page.more_after = behind > 0;
    return page;
}

}  // namespace app
