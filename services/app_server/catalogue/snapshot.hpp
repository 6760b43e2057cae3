#pragma once

#include "app_server/catalogue/course_names.hpp"
#include "app_server/catalogue/filter.hpp"
#include "app_server/catalogue/framework_view.hpp"
#include "app_server/catalogue/published_course.hpp"
#include "app_server/catalogue/recent_matches.hpp"
#include "app_server/catalogue/recent_pages.hpp"
#include "app_server/catalogue/row_index.hpp"
#include "app_server/catalogue/shared_slot.hpp"
#include "core/domain/publication.hpp"

#include <boost/unordered/unordered_flat_map.hpp>

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace app {

/// A course that was removed, for readers that keep up by version.
struct Removal {
    std::string uid;
    std::int64_t changed_in = 0;
};

/// A course that changed or was removed, in the version that did it.
struct Change {
    std::int64_t version = 0;
    std::string_view uid;
    bool removed = false;
};

/// Everything the public reads are answered from, in one version, immutable: a request takes it once, so its
/// answer never mixes two versions.
class Snapshot {
public:
    struct Parts {
        core::domain::CatalogueVersion version;
        std::string token = {};  ///< of the version: see CatalogueReader::token_of
        std::shared_ptr<const FrameworkView> framework;
        std::vector<core::domain::Provider> providers;  ///< in order of their ids
        std::vector<CoursePtr> courses;                 ///< in order of their numbers
        std::vector<Removal> removals;
    };

    explicit Snapshot(Parts parts);

    /// The snapshot that follows `last`. When they differ by little, its indexes are those of `last` with
    /// what changed; it answers as one made of `parts` alone would.
    static std::shared_ptr<const Snapshot> following(const Snapshot& last, Parts parts);

    Snapshot(const Snapshot&) = delete;
    Snapshot& operator=(const Snapshot&) = delete;

    [[nodiscard]] const core::domain::CatalogueVersion& version() const { return parts_.version; }

    /// Tells apart versions of one number in different histories: of a database that was put back, or made
    /// anew. The same on every instance.
    [[nodiscard]] std::uint64_t history() const { return history_; }

    [[nodiscard]] const FrameworkView& framework() const { return *parts_.framework; }

    [[nodiscard]] const Parts& parts() const { return parts_; }

    [[nodiscard]] const PublishedCourse& course(std::uint32_t position) const {
        return *parts_.courses[position];
    }

    /// Null when no course has the uid.
    [[nodiscard]] const PublishedCourse* find_course(std::string_view uid) const;

    /// The last change of every course there is or was, by version, then by uid.
    [[nodiscard]] const std::vector<Change>& changes() const { return changes_; }

    /// One row per course date and one per ongoing course.
    [[nodiscard]] const RowIndex& entries() const { return entries_; }

    /// One row per course, by its first date.
    [[nodiscard]] const RowIndex& courses() const { return courses_; }

    /// The entries for which the filter holds, in an order. The snapshot must outlive them.
    [[nodiscard]] Matches matching_entries(const Filter& filter, SortOrder order) const;

    /// The courses of which an entry matches.
    [[nodiscard]] Matches matching_courses(const Filter& filter, SortOrder order) const;

    /// A page of the matching entries or courses, in their order; those asked for last are remembered.
    [[nodiscard]] RowPage page_of_entries(
        const Filter& filter, SortOrder order, const PageStart& start, std::size_t limit
    ) const;
    [[nodiscard]] RowPage page_of_courses(
        const Filter& filter, SortOrder order, const PageStart& start, std::size_t limit
    ) const;

    /// Rows of entries() that can still be attended on the day that begins at `today`: dated ones whose last
    /// day is not over, and ongoing ones. Worked out once a day.
    [[nodiscard]] std::shared_ptr<const Bitmap> upcoming(core::Instant today) const;

private:
    struct Upcoming {
        core::Instant today;
        Bitmap rows;
    };

    static constexpr std::size_t kPageBytes = std::size_t{12} << 20;

    Snapshot(Parts&& parts, std::span<const std::uint32_t> name_ranks);
    Snapshot(Parts&& parts, const Snapshot& last, const Renumbering& numbers);

    using RecentByOrder = std::array<RecentMatches, kSortOrders>;

    /// Keeps rows of courses that have the filter's name.
    void keep_named(Matches& matches, const Filter& filter, const RowIndex& index, RecentByOrder& recent)
        const;

    [[nodiscard]] std::optional<RowPage> known_page(const RowIndex& index, std::string_view key) const;

    /// Rows of courses with a date in the filter's range, or ongoing.
    [[nodiscard]] Bitmap courses_within(const Filter& filter) const;

    void list_changes(const std::vector<Change>& unchanged, std::span<const std::uint32_t> changed);

    Parts parts_;
    std::uint64_t history_ = std::hash<std::string>()(parts_.token);
    boost::unordered_flat_map<std::string_view, std::uint32_t> by_uid_;
    std::vector<Change> changes_;
    CourseNames names_;
    RowIndex entries_;
    RowIndex courses_;
    mutable SharedSlot<const Upcoming> upcoming_;
    // By place: rows with a name may stand side by side, at the end of an order.
    mutable RecentByOrder named_entries_;
    mutable RecentByOrder named_courses_;
    mutable RecentMatches dated_courses_;  ///< by number
    mutable RecentPages pages_{kPageBytes};
};

}  // namespace app
