#include "app_server/catalogue/row_order.hpp"

#include <algorithm>
#include <bit>
#include <functional>

namespace app {

namespace {

using Word = Conjunction::Word;

/// Values that fewer than one row in so many has are not kept by place: they narrow a search down so far that
/// its few matches are sorted instead. Nor are competencies and providers, of which there are too many.
constexpr std::size_t kRarest = 64;
constexpr auto kFirstKept = static_cast<std::size_t>(Attribute::area);

/// In the order of Attribute.
constexpr std::array<std::vector<std::uint32_t> Filter::*, kAttributes> kValues{
    &Filter::competencies,
    &Filter::providers,
    &Filter::areas,
    &Filter::needs,
    &Filter::formats,
    &Filter::levels,
    &Filter::verticals,
    &Filter::cpd_kinds,
    &Filter::cost_kinds,
};

}  // namespace

const std::vector<std::uint32_t>& values_of(const Filter& filter, Attribute attribute) {
    return filter.*kValues[static_cast<std::size_t>(attribute)];
}

RowOrder::RowOrder(std::vector<std::uint32_t> rows, const Terms& terms)
    : rows_(std::move(rows)), places_(rows_.size()) {
    for (std::uint32_t place = 0; place < rows_.size(); ++place) places_[rows_[place]] = place;
    for (std::size_t a = kFirstKept; a < kAttributes; ++a)
        of_places_[a] = terms[a].in_order(places_, kRarest);
}

RowOrder::RowOrder(
    const RowOrder& last,
    const Renumbering& places,
    std::span<const std::uint32_t> rows,
    const std::vector<std::uint32_t>& fresh,
    const TermPostings& postings
)
    : rows_(last.rows_), places_(places.size()) {
    for (auto& row : rows_) row = rows[row];
    rows_ = places.apply(rows_, fresh);
    for (std::uint32_t place = 0; place < rows_.size(); ++place) places_[rows_[place]] = place;
    for (std::size_t a = 0; a < kAttributes; ++a) {
        of_places_[a].reserve(last.of_places_[a].size());
        for (const auto& map : last.of_places_[a])
            of_places_[a].push_back(map.size() == 0 ? Bitmap() : places.apply(map));
        for (const auto& posting : postings[a]) {
            if (posting.value >= of_places_[a].size()) continue;
            Bitmap& map = of_places_[a][posting.value];
            if (map.size() != 0) map.set(places_[posting.row]);
        }
    }
}

RowOrder::Search RowOrder::search_for(const Filter* filter, const Terms& terms) const {
    Search search;
    if (filter == nullptr) return search;
    for (std::size_t a = 0; a < kAttributes; ++a) {
        const auto& values = values_of(*filter, static_cast<Attribute>(a));
        const auto& maps = of_places_[a];
        const bool kept = !values.empty() && std::all_of(values.begin(), values.end(), [&](auto value) {
            return value < maps.size() && maps[value].size() != 0;
        });
        if (!kept) continue;
        search.question.begin_part();
        std::size_t rows = 0;
        for (const auto value : values) {
            search.question.any_of(maps[value]);
            rows += terms[a].count(value);
        }
        search.share *= std::min(1.0, static_cast<double>(rows) / static_cast<double>(rows_.size()));
    }
    return search;
}

std::vector<std::uint32_t> RowOrder::take(
    const Bitmap& matching,
    std::size_t total,
    const Filter* filter,
    const Terms& terms,
    std::span<const Span> spans,
    const Walk& walk
) const {
    std::vector<std::uint32_t> found;
    if (total == 0) return found;
    // Candidates lie side by side, the places of matches all over memory: looking at one costs less than half
    // of looking up the other. Where still more candidates are likely to be met on the way, or are met, the
    // matches are collected and sorted.
    constexpr std::size_t kLeastPatience = 64;
    constexpr std::size_t kCandidatesPerMatch = 2;
    Search search = search_for(filter, terms);
    search.patience = kLeastPatience + kCandidatesPerMatch * total;
    std::size_t places = 0;
    for (const auto& span : spans) places += span.end - span.begin;
    const double on_the_way =
        static_cast<double>(places * walk.most) * search.share / static_cast<double>(total);
    if (on_the_way > static_cast<double>(search.patience)) return gather(matching, total, walk);
    found.reserve(walk.most);
    for (std::size_t i = 0; i < spans.size() && found.size() < walk.most; ++i) {
        const Span span = spans[walk.backwards ? spans.size() - 1 - i : i];
        if (!scan(search, matching, span, walk, found)) return gather(matching, total, walk);
    }
    return found;
}

/// False when it ran out of patience.
bool RowOrder::scan(
    Search& search, const Bitmap& matching, Span span, const Walk& walk, std::vector<std::uint32_t>& found
) const {
    const std::size_t begin = walk.backwards ? span.begin : std::max(span.begin, walk.from);
    const std::size_t end = walk.backwards ? std::min(span.end, walk.from) : span.end;
    if (begin >= end) return true;
    const std::size_t first = begin / 64;
    const std::size_t last = (end - 1) / 64;
    const std::size_t all = matching.words().size();
    Word words[Conjunction::kStretch];
    std::size_t words_begin = 0;
    std::size_t words_end = 0;  // what `words` holds
    for (std::size_t step = 0; step <= last - first; ++step) {
        const std::size_t w = walk.backwards ? last - step : first + step;
        Word candidates = ~Word{0};
        if (search.question.parts() > 0) {
            if (w < words_begin || w >= words_end) {
                words_begin = w / Conjunction::kStretch * Conjunction::kStretch;
                words_end = std::min(words_begin + Conjunction::kStretch, all);
                search.question.write(words, words_begin, words_end);
            }
            candidates = words[w - words_begin];
        }
        if (w == first) candidates &= ~Word{0} << (begin % 64);
        if (w == last && end % 64 != 0) candidates &= (Word{1} << (end % 64)) - 1;
        while (candidates != 0) {
            const auto bit = static_cast<std::size_t>(
                walk.backwards ? 63 - std::countl_zero(candidates) : std::countr_zero(candidates)
            );
            candidates &= ~(Word{1} << bit);
            const std::uint32_t row = rows_[w * 64 + bit];
            if (matching.test(row)) {
                found.push_back(row);
                if (found.size() == walk.most) return true;
            }
            if (--search.patience == 0) return false;
        }
    }
    return true;
}

std::vector<std::uint32_t> RowOrder::gather(const Bitmap& matching, std::size_t total, const Walk& walk)
    const {
    // Sorting all of them costs more than finding them: first only those among the places where twice as many
    // as are wanted are to be expected.
    const std::size_t most_places = walk.backwards ? walk.from : rows_.size() - walk.from;
    const std::size_t likely = 2 * (walk.most + 1) * rows_.size() / total;
    std::vector<std::uint32_t> places;
    for (const std::size_t reach : {std::min(likely, most_places), most_places}) {
        const std::size_t begin = walk.backwards ? walk.from - reach : walk.from;
        places.clear();
        matching.for_each([&](std::size_t row) {
            const std::uint32_t place = places_[row];
            if (place - begin < reach) places.push_back(place);
        });
        if (places.size() >= walk.most || reach == most_places) break;
    }
    const std::size_t taken = std::min(walk.most, places.size());
    const auto middle = places.begin() + static_cast<std::ptrdiff_t>(taken);
    if (walk.backwards) {
        std::partial_sort(places.begin(), middle, places.end(), std::greater<>());
    } else {
        std::partial_sort(places.begin(), middle, places.end());
    }
    places.resize(taken);
    for (auto& place : places) place = rows_[place];
    return places;
}

}  // namespace app
