#pragma once

#include "core/domain/publication.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace app {

/// A course as the snapshot holds it: the data, and the bytes it is answered with. Immutable; shared by
/// successive snapshots until the course or the framework changes.
struct PublishedCourse {
    // What a list writes comes first, close together.
    std::string folded_name;               ///< name, case-folded: what names are sorted and searched by
    std::string json;                      ///< the course object of an entry
    std::string dates_json;                ///< `"starts_at":…,"ends_at":…` of every date, one after the other
    std::vector<std::uint32_t> date_ends;  ///< where each of them ends
    core::domain::StoredCourse stored;

    [[nodiscard]] const core::domain::Course& course() const { return stored.course; }

    [[nodiscard]] std::string_view date_json(std::size_t date) const {
        const std::size_t begin = date == 0 ? 0 : date_ends[date - 1];
        return std::string_view(dates_json).substr(begin, date_ends[date] - begin);
    }
};

using CoursePtr = std::shared_ptr<const PublishedCourse>;

}  // namespace app
