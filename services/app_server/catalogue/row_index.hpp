#pragma once

#include "app_server/catalogue/filter.hpp"
#include "app_server/catalogue/framework_view.hpp"
#include "app_server/catalogue/published_course.hpp"
#include "app_server/catalogue/range_index.hpp"
#include "app_server/catalogue/renumbering.hpp"
#include "app_server/catalogue/row_order.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace app {

/// One line of a list: a course on one of its dates, or a course as such.
struct Row {
    static constexpr std::uint32_t kNoDate = ~std::uint32_t{0};

    std::uint32_t course = 0;      ///< position in the snapshot's courses
    std::uint32_t date = kNoDate;  ///< position in the course's dates
    core::Instant starts_at{};     ///< meaningful with a date
    core::Instant last_at{};       ///< end, or start where there is none
};

struct RowPage {
    std::vector<std::uint32_t> rows;  ///< in the asked order
    std::size_t total = 0;
    bool more_before = false;
    bool more_after = false;
};

/// Where a page begins: at a place in the order, going on from it in either direction.
struct PageStart {
    std::optional<Position> position;  ///< none: at the first row
    bool backwards = false;            ///< the rows before the place instead of those after it
};

/// For each course the rank of its name among all names; equal names share one.
std::vector<std::uint32_t> rank_names(std::span<const CoursePtr> courses);

/// Rows with every index over them: filters as bitmaps, orders precomputed. Rows are numbered in the order of
/// SortKey::start ascending, so that order needs no table.
class RowIndex {
public:
    /// `courses` must outlive the index; their providers are positions in a list in order of its ids.
    /// `name_ranks` is what rank_names gives for them: two indexes over the same courses share it.
    RowIndex(
        std::span<const CoursePtr> courses,
        std::vector<Row> rows,
        const FrameworkView& framework,
        const std::vector<core::domain::Provider>& providers,
        std::span<const std::uint32_t> name_ranks
    );

    /// The index `last` after some courses went and some came, as `numbers` says; `fresh` are the rows of
    /// those that came, in order of their courses. The terms of `last` must hold still: the same framework,
    /// and its providers at the beginning of `providers`. As good as one that is made anew, at a fraction of
    /// its cost.
    RowIndex(
        const RowIndex& last,
        std::span<const CoursePtr> courses,
        const Renumbering& numbers,
        const std::vector<Row>& fresh,
        const FrameworkView& framework,
        const std::vector<core::domain::Provider>& providers
    );

    [[nodiscard]] std::size_t size() const { return rows_.size(); }

    [[nodiscard]] const Row& row(std::uint32_t number) const { return rows_[number]; }

    /// The rows of a course, ascending.
    [[nodiscard]] std::span<const std::uint32_t> rows_of(std::uint32_t course) const;

    /// Rows for which everything in the filter holds, names apart; no value when the filter excludes nothing.
    [[nodiscard]] std::optional<Bitmap> match(const Filter& filter) const;

    /// Rows of the given courses.
    [[nodiscard]] Bitmap of_courses(std::span<const std::uint32_t> courses) const;

    /// A page of the matching rows (of all, without a value). A filter that holds for all of them, if one is
    /// known, makes finding them in their order cheaper.
    [[nodiscard]] RowPage page(
        const std::optional<Bitmap>& matching,
        SortOrder order,
        const PageStart& start,
        std::size_t limit,
        const Filter* filter = nullptr
    ) const;

    [[nodiscard]] Position position_of(std::uint32_t number, SortOrder order) const;

    [[nodiscard]] const TermIndex& areas() const { return terms(Attribute::area); }

    [[nodiscard]] const TermIndex& competencies() const { return terms(Attribute::competency); }

    [[nodiscard]] const TermIndex& providers() const { return terms(Attribute::provider); }

private:
    struct Key {
        std::int32_t group;
        std::int64_t value;
    };

    /// What the indexes of some rows are made of.
    struct Postings {
        TermPostings terms;
        std::vector<RangeIndex::Pair> amounts;
    };

    [[nodiscard]] Key key_of(const Row& row, SortOrder order) const;
    [[nodiscard]] Position position_of(const Row& row, SortOrder order) const;
    [[nodiscard]] std::uint32_t at(SortOrder order, std::size_t place) const;
    [[nodiscard]] std::size_t place_of(std::uint32_t row, SortOrder order) const;
    [[nodiscard]] std::size_t first_after(SortOrder order, const Position& position, bool inclusive) const;
    [[nodiscard]] static bool precedes(const Position& a, const Position& b, SortOrder order);
    [[nodiscard]] bool before(const Row& row, const Position& position, SortOrder order) const;
    [[nodiscard]] std::size_t first_from(core::Instant instant) const;
    [[nodiscard]] std::vector<Span> rows_between(const Filter& filter) const;

    [[nodiscard]] const TermIndex& terms(Attribute of) const { return terms_[static_cast<std::size_t>(of)]; }

    void prefetch(std::span<const std::uint32_t> rows) const;

    static std::size_t count_values(
        Attribute attribute,
        const FrameworkView& framework,
        const std::vector<core::domain::Provider>& providers
    );
    void index_courses();
    [[nodiscard]] Postings postings_of(
        std::span<const std::uint32_t> courses,
        const FrameworkView& framework,
        const std::vector<core::domain::Provider>& providers
    ) const;

    /// What a row is sorted by, taken together once: looking it up in every comparison would cost more than
    /// sorting.
    struct Keyed {
        std::int64_t value;
        std::int32_t group;
        std::uint32_t tie;

        friend bool operator<(const Keyed& a, const Keyed& b) {
            if (a.group != b.group) return a.group < b.group;
            return a.value != b.value ? a.value < b.value : a.tie < b.tie;
        }
    };

    /// All rows in an order, each row's number in `tie`.
    [[nodiscard]] std::vector<Keyed> ascending(SortKey by, std::span<const std::uint32_t> name_ranks) const;
    [[nodiscard]] std::vector<Keyed> turned(const std::vector<Keyed>& keyed, SortKey by) const;
    void place(SortOrder order, const std::vector<Keyed>& keyed);
    void index_orders(std::span<const std::uint32_t> name_ranks);
    [[nodiscard]] std::vector<Span> places_of(SortOrder order, const Filter* filter) const;
    [[nodiscard]] std::vector<std::uint32_t> take_any(SortOrder order, const Walk& walk) const;
    [[nodiscard]] static std::vector<std::uint32_t> take_natural(const Bitmap& matching, const Walk& walk);

    std::span<const CoursePtr> courses_;
    std::vector<Row> rows_;
    std::vector<std::uint32_t> course_offsets_;
    std::vector<std::uint32_t> course_rows_;
    Terms terms_;
    RangeIndex amounts_;
    std::uint32_t dated_end_ = 0;               ///< rows before this have a date, in order of their starts
    std::uint32_t ongoing_begin_ = 0;           ///< rows from this on are ongoing
    std::array<RowOrder, kSortOrders> orders_;  ///< nothing for start ascending
};

}  // namespace app
