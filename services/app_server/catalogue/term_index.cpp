#include "app_server/catalogue/term_index.hpp"

namespace app {

namespace {

/// A list costs 32 bits a row and a random write each; below one row in this many it is the cheaper form of
/// both.
constexpr std::size_t kSparse = 64;

}  // namespace

TermIndex::TermIndex(std::size_t values, std::size_t rows, std::span<const Posting> postings)
    : terms_(values), counts_(values) {
    for (const auto& posting : postings) ++counts_[posting.value];
    for (std::size_t value = 0; value < values; ++value) {
        if (counts_[value] * kSparse > rows) {
            terms_[value] = Bitmap(rows);
        } else {
            std::get<Rows>(terms_[value]).reserve(counts_[value]);
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

}  // namespace app
