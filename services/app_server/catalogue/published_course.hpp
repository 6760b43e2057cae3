#pragma once

#include "core/domain/publication.hpp"

#include <boost/container/small_vector.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace app {

/// What an entry of a list is written with: the bytes of its course, and of its date; none of the latter
/// without one.
struct EntryText {
    std::string_view course;
    std::string_view date;
};

/// A course as the snapshot holds it: the data, and the bytes it is answered with. Immutable; shared by
/// successive snapshots until the course or the framework changes.
struct PublishedCourse {
    // What a list writes comes first, in as few pieces of memory as can be: pages are made of courses that
    // lie far apart, and waiting for memory is most of their cost.
    std::string text;  ///< the course object of an entry, then `"starts_at":…,"ends_at":…` of every date
    boost::container::small_vector<std::uint32_t, 6> ends;  ///< in `text`: of the object, of every date
    core::domain::StoredCourse stored;
    std::string folded_name;  ///< name, case-folded: what names are sorted and searched by

    [[nodiscard]] const core::domain::Course& course() const { return stored.course; }

    [[nodiscard]] std::string_view json() const { return std::string_view(text).substr(0, ends[0]); }

    [[nodiscard]] std::size_t dates() const { return ends.size() - 1; }

    [[nodiscard]] std::string_view date_json(std::size_t date) const {
        return std::string_view(text).substr(ends[date], ends[date + 1] - ends[date]);
    }

    /// `date` is a position in the dates; any other number stands for none.
    [[nodiscard]] EntryText entry(std::size_t date) const {
        return {json(), date < dates() ? date_json(date) : std::string_view()};
    }
};

using CoursePtr = std::shared_ptr<const PublishedCourse>;

}  // namespace app
