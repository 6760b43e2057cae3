#include "app_server/catalogue/term_index.hpp"

#include <algorithm>

namespace app {

namespace {

/// A list costs a random write for each of its rows, a bitmap a look at all its words, which lie further from
/// the processor the more there are: below one row in this many the list is the cheaper of the two, and a
/// quarter of the memory.
constexpr std::size_t kSparse = 128;

}  // namespace

TermIndex::TermIndex(std::size_t values, std::size_t rows, std::span<const Posting> postings)
    : terms_(values), counts_(values) {
    add(rows, postings);
}

TermIndex::TermIndex(const TermIndex& other, std::span<const std::uint32_t> places)
    : terms_(other.values()), counts_(other.counts_) {
    for (std::size_t value = 0; value < terms_.size(); ++value) {
        if (const auto* map = std::get_if<Bitmap>(&other.terms_[value])) {
            Bitmap placed(places.size());
            map->for_each([&](std::size_t row) { placed.set(places[row]); });
            terms_[value] = std::move(placed);
            continue;
        }
        auto rows = std::get<Rows>(other.terms_[value]);
        for (auto& row : rows) row = places[row];
        std::sort(rows.begin(), rows.end());
        terms_[value] = std::move(rows);
    }
}

TermIndex::TermIndex(
    const TermIndex& last,
    std::size_t values,
    const Renumbering& rows,
    std::span<const std::uint32_t> table,
    std::span<const Posting> postings
)
    : terms_(values), counts_(values) {
    for (std::size_t value = 0; value < last.values(); ++value) {
        if (const auto* map = std::get_if<Bitmap>(&last.terms_[value])) {
            terms_[value] = rows.apply(*map);
            counts_[value] = std::get<Bitmap>(terms_[value]).count();
            continue;
        }
        auto& kept = std::get<Rows>(terms_[value]);
        for (const auto row : std::get<Rows>(last.terms_[value])) {
            if (table[row] != Renumbering::kGone) kept.push_back(table[row]);
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

void TermIndex::ask(Question& question, std::span<const std::uint32_t> values) const {
    question.begin_part();
    std::shared_ptr<Bitmap> made;
    for (const auto value : values) {
        if (const auto* map = std::get_if<Bitmap>(&terms_[value])) {
            question.any_of(*map);
        } else {
            if (!made) made = std::make_shared<Bitmap>(question.size());
            for (const auto row : std::get<Rows>(terms_[value])) made->set(row);
        }
    }
    if (made) question.any_of(std::move(made));
}

}  // namespace app
