#pragma once

#include "core/data/data_source.hpp"

#include <cstdint>
#include <vector>

namespace app {

/// What became of a batch of changes; the outcomes stand in the order of the changes.
struct AppliedCourses {
    std::vector<core::data::ChangeOutcome> outcomes;
    std::int64_t catalogue_version = 0;  ///< after the batch
};

/// Applies revisions of courses and removals in one transaction, so that readers see one new catalogue
/// version. A change the framework or the database refuses leaves the others as they would be without it.
/// Repeating a batch changes nothing.
core::Task<AppliedCourses> apply_courses(
    core::data::ReadWriteDataSource& source, std::vector<core::data::CourseChange> changes
);

}  // namespace app
