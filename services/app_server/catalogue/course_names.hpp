#pragma once

#include "app_server/catalogue/name_index.hpp"
#include "app_server/catalogue/published_course.hpp"
#include "app_server/catalogue/renumbering.hpp"

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

namespace app {

/// Search by name over the courses of a snapshot. Indexing all names takes long, so the index is shared by
/// successive snapshots; the names that came since it was made are searched one by one.
class CourseNames {
public:
    /// `courses` must outlive the object.
    explicit CourseNames(std::span<const CoursePtr> courses);

    /// Those of `last` after some courses went and some came.
    CourseNames(const CourseNames& last, std::span<const CoursePtr> courses, const Renumbering& numbers);

    /// Positions of the courses whose names contain `pattern` (case-folded), ascending.
    [[nodiscard]] std::vector<std::uint32_t> find(std::string_view pattern) const;

private:
    void index_all();

    std::span<const CoursePtr> courses_;
    std::shared_ptr<const NameIndex> indexed_;
    std::vector<std::uint32_t> positions_;  ///< of the indexed courses now, or Renumbering::kGone
    std::vector<std::uint32_t> fresh_;      ///< positions of the others, ascending
};

}  // namespace app
