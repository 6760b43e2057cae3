#pragma once

#include "sample_catalogue.hpp"

namespace tests {

/// One entry of the directory, told apart from every other.
struct Entry {
    const core::domain::StoredCourse* stored = nullptr;
    std::optional<core::domain::CourseDate> date;

    friend bool operator==(const Entry& a, const Entry& b) {
        return a.stored->course.uid == b.stored->course.uid && a.date == b.date;
    }
};

/// The directory as its rules say it, one entry after the other: what the indexes must agree with.
class ReferenceDirectory {
public:
    explicit ReferenceDirectory(std::vector<core::domain::StoredCourse> courses);

    [[nodiscard]] const std::vector<core::domain::StoredCourse>& courses() const { return courses_; }

    /// One per date and one per ongoing course.
    [[nodiscard]] std::vector<Entry> entries(const app::Filter& filter, app::SortOrder order) const;

    /// One per course of which an entry matches, by its first date.
    [[nodiscard]] std::vector<Entry> courses(const app::Filter& filter, app::SortOrder order) const;

    /// True when `a` stands before `b`.
    static bool before(const Entry& a, const Entry& b, app::SortOrder order);

private:
    std::vector<core::domain::StoredCourse> courses_;
};

inline constexpr std::array<app::SortOrder, app::kSortOrders> kAllOrders{{
    {app::SortKey::start, false},
    {app::SortKey::start, true},
    {app::SortKey::cpd, false},
    {app::SortKey::cpd, true},
    {app::SortKey::cost, false},
    {app::SortKey::cost, true},
    {app::SortKey::name, false},
    {app::SortKey::name, true},
}};

/// Each part of a filter on its own, one value and several.
std::vector<app::Filter> single_filters();

/// Any parts together.
app::Filter random_filter(Dice& dice);

/// The entry a row of an index stands for.
Entry entry_of(const app::Snapshot& snapshot, const app::Row& row);

std::string to_string(const std::vector<Entry>& entries);

}  // namespace tests
