#pragma once

#include "core/domain/publication.hpp"

#include <boost/container/small_vector.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace app {

/// What an entry of a list is written with, one after the other: `{"course":{…},`, and `"starts_at":…}` of
/// its date; nothing of the latter without one.
struct EntryText {
    std::string_view course;
    std::string_view date;
};

/// A course as the snapshot holds it: the data, and the bytes it is answered with. Immutable; shared by
/// successive snapshots until the course or the framework changes.
struct PublishedCourse {
    // What a list writes comes first, in as few pieces of memory as can be: pages are made of courses that
    // lie far apart, and waiting for memory is most of their cost.
    std::string text;  ///< `{"course":{…},`, then `"starts_at":…,"ends_at":…}` of every date
    boost::container::small_vector<std::uint32_t, 6> ends;  ///< in `text`: of the course, of every date
    core::domain::StoredCourse stored;
    std::string folded_name;  ///< name, case-folded: what names are sorted and searched by

    [[nodiscard]] const core::domain::Course& course() const { return stored.course; }

    static constexpr std::string_view kBefore = "{\"course\":";

    [[nodiscard]] std::string_view json() const {
        return std::string_view(text).substr(kBefore.size(), ends[0] - kBefore.size() - 1);
    }

    [[nodiscard]] std::size_t dates() const { return ends.size() - 1; }

    [[nodiscard]] std::string_view date_json(std::size_t date) const {
        return std::string_view(text).substr(ends[date], ends[date + 1] - ends[date] - 1);
    }

    /// `date` is a position in the dates; any other number stands for none.
    [[nodiscard]] EntryText entry(std::size_t date) const {
        const std::string_view all(text);
        if (date >= dates()) return {all.substr(0, ends[0]), {}};
        return {all.substr(0, ends[0]), all.substr(ends[date], ends[date + 1] - ends[date])};
    }
};

using CoursePtr = std::shared_ptr<const PublishedCourse>;

}  // namespace app
