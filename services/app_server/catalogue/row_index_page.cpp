#include "app_server/catalogue/row_index.hpp"

#include <algorithm>

namespace app {

std::vector<std::uint32_t> RowIndex::take_any(SortOrder order, const Walk& walk) const {
    std::vector<std::uint32_t> found;
    std::size_t place = walk.from;
    while (found.size() < walk.most && (walk.backwards ? place > 0 : place < size()))
        found.push_back(at(order, walk.backwards ? --place : place++));
    return found;
}

std::vector<std::uint32_t> RowIndex::take_natural(const Bitmap& matching, const Walk& walk) {
    std::vector<std::uint32_t> found;
    found.reserve(walk.most);
    if (walk.backwards) {
        for (auto end = matching.previous_end(walk.from); end > 0 && found.size() < walk.most;
             end = matching.previous_end(end - 1)) {
            found.push_back(static_cast<std::uint32_t>(end - 1));
        }
    } else {
        for (auto row = matching.next(walk.from); row < matching.size() && found.size() < walk.most;
             row = matching.next(row + 1)) {
            found.push_back(static_cast<std::uint32_t>(row));
        }
    }
    return found;
}

/// The places among which the rows are that a filter lets through, as far as its bounds on what the order
/// sorts by tell.
std::vector<Span> RowIndex::places_of(SortOrder order, const Filter* filter) const {
    if (filter != nullptr && order.key == SortKey::start) {  // descending, as rows have no table ascending
        auto spans = rows_between(*filter);
        Span& dated = spans.front();
        if (dated.end <= dated_end_) {
            dated = {dated_end_ - dated.end, dated_end_ - dated.begin};
        } else if (dated.begin < dated_end_) {
            dated.begin = 0;
        }
        return spans;
    }
    if (order.key != SortKey::cost || filter == nullptr || !filter->by_amount()) return {{0, size()}};
    // Ascending, varying costs come before all amounts; descending, the highest amount comes first.
    const auto [from, before] = filter->amounts();
    const std::size_t low = amounts_.below(from);
    const std::size_t high = std::max(low, amounts_.below(before));
    if (order.descending) return {{amounts_.size() - high, amounts_.size() - low}};
    constexpr auto kVarying = static_cast<std::uint32_t>(core::domain::Cost::Kind::varying);
    const std::size_t varying = terms(Attribute::cost_kind).count(kVarying);
    return {{varying + low, varying + high}};
}

/// A page's courses lie scattered over memory, each behind two pointers: asking for all of them at once waits
/// for the slowest instead of for each.
void RowIndex::prefetch(std::span<const std::uint32_t> rows) const {
    constexpr std::size_t kLine = 64;
    constexpr std::size_t kMostBytes = 2048;
    const auto fetch = [](const void* begin, std::size_t bytes) {
        const auto* const line = static_cast<const char*>(begin);
        for (std::size_t at = 0; at < bytes; at += kLine) __builtin_prefetch(line + at);
    };
    for (const auto row : rows) fetch(&rows_[row], 1);
    for (const auto row : rows) fetch(&courses_[rows_[row].course], 1);
    for (const auto row : rows) fetch(courses_[rows_[row].course].get(), 2 * kLine);
    for (const auto row : rows) {
        const std::string& text = courses_[rows_[row].course]->text;
        fetch(text.data(), std::min(text.size(), kMostBytes));
    }
}

RowPage RowIndex::page(
    const std::optional<Bitmap>& matching,
    SortOrder order,
    const PageStart& start,
    std::size_t limit,
    const Filter* filter
) const {
    RowPage page;
    page.total = matching ? matching->count() : size();
    const std::size_t from = start.position ? first_after(order, *start.position, start.backwards) : 0;
    const bool natural = order.index() == 0;
    const auto spans = matching && !natural ? places_of(order, filter) : std::vector<Span>();
    const auto take = [&](bool backwards, std::size_t most) {
        const Walk walk{from, backwards, most};
        if (!matching) return take_any(order, walk);
        if (natural) return take_natural(*matching, walk);
        return orders_[order.index()].take(*matching, page.total, filter, terms_, spans, walk);
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
