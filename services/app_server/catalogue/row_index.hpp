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

    friend bool operator==(const RowPage&, const RowPage&) = default;
};

/// Where a page begins: at a place in the order, going on from it in either direction.
struct PageStart {
    std::optional<Position> position;  ///< none: at the first row
    bool backwards = false;            ///< the rows before the place instead of those after it
};

/// For each course the rank of its name among all names; equal names share one.
std::vector<std::uint32_t> rank_names(std::span<const CoursePtr> courses);

/// Rows in every order, with the indexes of each. Rows are numbered in the order of SortKey::start ascending.
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

    /// Valid as long as the course.
    [[nodiscard]] EntryText text_of(std::uint32_t number) const {
        const Text& text = texts_[number];
        return {{text.begin, text.course_size}, {text.begin + text.date_begin, text.date_size}};
    }

    /// Rows for which everything in the filter holds, names apart, in an order. Asked of numbers where that
    /// is needed, or where `by_number` says so. The index must outlive them.
    [[nodiscard]] Matches match(const Filter& filter, SortOrder order, bool by_number = false) const;

    /// The places of the rows of some courses in an order.
    [[nodiscard]] Bitmap places_of(std::span<const std::uint32_t> courses, SortOrder order) const;

    /// A page of the matches, in their order.
    [[nodiscard]] RowPage page(const Matches& matches, const PageStart& start, std::size_t limit) const;

    /// Has the texts of a page brought to the processor: they lie scattered over memory.
    void prefetch_texts(const RowPage& page) const;

    [[nodiscard]] Position position_of(std::uint32_t number, SortOrder order) const;

    [[nodiscard]] const TermIndex& areas() const { return terms(Attribute::area); }

    [[nodiscard]] const TermIndex& competencies() const { return terms(Attribute::competency); }

    [[nodiscard]] const TermIndex& providers() const { return terms(Attribute::provider); }

private:
    struct Key {
        std::int32_t group;
        std::int64_t value;
    };

    using Amount = std::pair<std::int64_t, std::uint32_t>;  ///< and its row

    /// What the indexes of some rows are made of.
    struct Postings {
        TermPostings terms;
        std::vector<Amount> amounts;
    };

    /// A row's text, of one piece with all that its course is written with.
    struct Text {
        const char* begin = nullptr;
        std::uint32_t course_size = 0;
        std::uint32_t date_begin = 0;
        std::uint32_t date_size = 0;
    };

    [[nodiscard]] Key key_of(const Row& row, SortOrder order) const;
    [[nodiscard]] Position position_of(const Row& row, SortOrder order) const;
    [[nodiscard]] std::size_t first_after(SortOrder order, const Position& position, bool inclusive) const;
    [[nodiscard]] static bool precedes(const Position& a, const Position& b, SortOrder order);
    [[nodiscard]] bool before(const Row& row, const Position& position, SortOrder order) const;
    [[nodiscard]] std::size_t first_from(core::Instant instant) const;
    [[nodiscard]] RowRanges ranges_of(const Filter& filter) const;
    [[nodiscard]] std::vector<std::uint32_t> take(
        const Matches& matches, std::size_t from, bool backwards, std::size_t most
    ) const;
    [[nodiscard]] std::size_t count_while_fetching(const Question& counted, const RowPage& page) const;

    [[nodiscard]] const TermIndex& terms(Attribute of) const {
        return orders_[0].terms()[static_cast<std::size_t>(of)];
    }

    void prefetch_text(std::uint32_t row) const;
    void prefetch_position(std::uint32_t row, std::size_t step) const;
    void prefetch_some(const RowPage& page, std::size_t step) const;

    static std::size_t count_values(
        Attribute attribute,
        const FrameworkView& framework,
        const std::vector<core::domain::Provider>& providers
    );
    void index_courses();
    void index_starts();
    [[nodiscard]] Text find_text(const Row& row) const;
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
    void index_amounts(const std::vector<Amount>& amounts);
    [[nodiscard]] std::vector<Amount> amounts() const;

    std::span<const CoursePtr> courses_;
    std::vector<Row> rows_;
    std::vector<std::uint32_t> course_offsets_;
    std::vector<std::uint32_t> course_rows_;
    std::vector<Text> texts_;               ///< by row
    std::vector<std::uint32_t> by_amount_;  ///< the rows with a known amount, ascending
    std::vector<Amount> amount_begins_;     ///< each amount there is, and its first place in by_amount_
    RangeIndex amounts_;                    ///< of by_amount_
    core::Instant first_hour_{};
    std::chrono::hours step_{1};
    std::vector<std::uint32_t> starts_;  ///< [i]: the first dated row from first_hour_ + i × step_ on
    std::uint32_t dated_end_ = 0;        ///< rows before this have a date, in order of their starts
    std::uint32_t ongoing_begin_ = 0;    ///< rows from this on are ongoing
    std::array<RowOrder, kSortOrders> orders_;
};

}  // namespace app
