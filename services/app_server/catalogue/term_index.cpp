#include "app_server/catalogue/term_index.hpp"

#include <algorithm>

namespace app {

namespace {

/// A list costs a random write for each of its rows, a bitmap a look at all its words: below one row in this
/// many the list is the cheaper of the two.
constexpr std::size_t kSparse = 512;

}  // namespace

TermIndex::TermIndex(std::size_t values, std::size_t rows, std::span<const Posting> postings)
    : terms_(values), counts_(values) {
    add(rows, postings);
}

TermIndex::TermIndex(
    const TermIndex& last, std::size_t values, const Renumbering& rows, std::span<const Posting> postings
)
    : terms_(values), counts_(values) {
    const auto places = rows.table();
    for (std::size_t value = 0; value < last.values(); ++value) {
        if (const auto* map = std::get_if<Bitmap>(&last.terms_[value])) {
            terms_[value] = rows.apply(*map);
            counts_[value] = std::get<Bitmap>(terms_[value]).count();
            continue;
        }
        auto& kept = std::get<Rows>(terms_[value]);
        for (const auto row : std::get<Rows>(last.terms_[value])) {
            if (places[row] != Renumbering::kGone) kept.push_back(places[row]);
        }
        counts_[value] = kept.size();
    }
    add(rows.size(), postings);
}

void TermIndex::add(std::size_t rows, std::span<const Posting> postings) {
    auto more = std::vector<std::size_t>(terms_.size());
    for (const auto& posting : postings) ++more[posting.value];
    for (std::size_t value = 0; value < terms_.size(); ++value) {
        counts_[value] += more[value];
        auto* list = std::get_if<Rows>(&terms_[value]);
        if (list == nullptr) continue;
        if (counts_[value] * kSparse <= rows) {
            list->reserve(counts_[value]);
        } else {
            Bitmap map(rows);
            for (const auto row : *list) map.set(row);
            terms_[value] = std::move(map);
        }
    }
    for (const auto& posting : postings) {
        auto& term = terms_[posting.value];
        if (auto* map = std::get_if<Bitmap>(&term)) {
            map->set(posting.row);
        } else {
            std::get<Rows>(term).push_back(posting.row);
        }
    }
}

void TermIndex::or_into(Bitmap& out, std::uint32_t value) const {
    if (const auto* map = std::get_if<Bitmap>(&terms_[value])) {
        out |= *map;
    } else {
        for (const auto row : std::get<Rows>(terms_[value])) out.set(row);
    }
}

void TermIndex::keep_any(Bitmap& rows, std::span<const std::uint32_t> values) const {
    if (values.size() == 1) {
        if (const auto* map = std::get_if<Bitmap>(&terms_[values[0]])) {
            rows &= *map;
            return;
        }
    }
    Bitmap any(rows.size());
    for (const auto value : values) or_into(any, value);
    rows &= any;
}

void TermIndex::ask(
    Conjunction& question,
    std::size_t rows,
    std::span<const std::uint32_t> values,
    std::optional<Bitmap>& made
) const {
    question.begin_part();
    for (const auto value : values) {
        if (const auto* map = std::get_if<Bitmap>(&terms_[value])) {
            question.any_of(*map);
        } else {
            if (!made) made.emplace(rows);
            or_into(*made, value);
        }
    }
    if (made) question.any_of(*made);
}

std::vector<Bitmap> TermIndex::in_order(std::span<const std::uint32_t> places, std::size_t rarest) const {
    std::vector<Bitmap> maps(terms_.size());
    for (std::size_t value = 0; value < terms_.size(); ++value) {
        const auto* map = std::get_if<Bitmap>(&terms_[value]);
        if (map == nullptr || counts_[value] * rarest < places.size()) continue;
        maps[value] = Bitmap(places.size());
        map->for_each([&](std::size_t row) { maps[value].set(places[row]); });
    }
    return maps;
}

}  // namespace app
