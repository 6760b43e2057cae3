#pragma once

#include "core/async/task.hpp"
#include "core/domain/publication.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace core::data {

using domain::CatalogueVersion;
using domain::Provider;
using domain::StoredCourse;

struct RemovedCourse {
    std::string uid;
    std::int64_t revision = 0;
    std::int64_t changed_in = 0;
};

/// Reads published courses. Everything read in one session belongs to one version.
class CatalogueReader {
public:
    virtual ~CatalogueReader() = default;

    virtual Task<CatalogueVersion> version() = 0;
    virtual Task<std::vector<Provider>> list_providers() = 0;

    /// Up to `limit` courses changed after a version, by number, from `after_number` on.
    virtual Task<std::vector<StoredCourse>> list_changed(
        std::int64_t since_version, std::int64_t after_number, std::int64_t limit
    ) = 0;

    /// The course with a uid, if it is published.
    virtual Task<std::optional<StoredCourse>> find(std::string uid) = 0;

    virtual Task<std::vector<RemovedCourse>> list_removed(std::int64_t since_version) = 0;
};

enum class Applied {
    inserted,
    updated,
    unchanged,  ///< same content, whatever the revision
    stale,      ///< a newer or equal revision is stored
};

/// Writes published courses, as part of a unit of work.
class CourseRepository {
public:
    virtual ~CourseRepository() = default;

    /// Stores a revision of a whole course if it is newer than the stored one. `invalid_input` when it refers
    /// to a level, format, area or competency that does not exist.
    virtual Task<Result<Applied>> apply(domain::Course course) = 0;

    /// Stores many courses none of which is there yet, faster than one by one. `conflict` when one is, or
    /// was, there.
    virtual Task<Result<void>> insert_all(std::vector<domain::Course> courses) = 0;

    /// Removes a course if `revision` is newer than the stored one; its uid is not used again.
    virtual Task<Result<Applied>> remove(std::string uid, std::int64_t revision) = 0;
};

}  // namespace core::data
