#pragma once

#include "core/async/task.hpp"
#include "core/domain/publication.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
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

/// Which revision of a uid is stored: of a course, or of its removal.
struct StoredRevision {
    std::string uid;
    std::int64_t revision = 0;
    bool removed = false;
    friend bool operator==(const StoredRevision&, const StoredRevision&) = default;
};

/// Reads published courses. Everything read in one session belongs to one version.
class CatalogueReader {
public:
    virtual ~CatalogueReader() = default;

    virtual Task<CatalogueVersion> version() = 0;

    /// Tells a version from one of the same number in another history, such as that of a database put back to
    /// an earlier state. None for a version that never was, or is too long ago.
    virtual Task<std::optional<std::string>> token_of(std::int64_t /*version*/) { co_return std::nullopt; }

    virtual Task<std::vector<Provider>> list_providers() = 0;

    /// Up to `limit` courses changed after a version, by number, from `after_number` on.
    virtual Task<std::vector<StoredCourse>> list_changed(
        std::int64_t since_version, std::int64_t after_number, std::int64_t limit
    ) = 0;

    /// The course with a uid, if it is published.
    virtual Task<std::optional<StoredCourse>> find(std::string uid) = 0;

    virtual Task<std::vector<RemovedCourse>> list_removed(std::int64_t since_version) = 0;

    /// Up to `limit` uids behind `after_uid` (empty: from the first), in the order of the database's
    /// collation.
    virtual Task<std::vector<StoredRevision>> list_revisions(std::string after_uid, std::int64_t limit) = 0;
};

enum class Applied {
    inserted,
    updated,
    unchanged,  ///< same content, whatever the revision
    stale,      ///< a newer or equal revision is stored
};

/// The removal of a course, as a revision of it.
struct CourseRemoval {
    std::string uid;
    std::int64_t revision = 1;
    friend bool operator==(const CourseRemoval&, const CourseRemoval&) = default;
};

using CourseChange = std::variant<domain::Course, CourseRemoval>;

/// What became of one change: how it was applied, or why it was refused, and what is stored now.
struct ChangeOutcome {
    Result<Applied> applied;
    std::int64_t revision = 0;  ///< 0: nothing is stored of that uid
    bool removed = false;
};

/// Writes published courses, as part of a unit of work.
class CourseRepository {
public:
    virtual ~CourseRepository() = default;

    /// Stores a revision of a whole course if it is newer than the stored one. `invalid_input` when it refers
    /// to a level, format, area or competency that does not exist.
    virtual Task<Result<Applied>> apply(domain::Course course) = 0;

    /// Applies many changes in their order, in a number of statements that does not grow with theirs; the
    /// outcomes stand in the same order. A change that is refused, for `invalid_input`, does not spoil the
    /// others. The whole is an error, `invalid_input` with code `not-storable`, when the database refused a
    /// value that the rules let pass: the transaction has then failed.
    virtual Task<Result<std::vector<ChangeOutcome>>> apply_all(std::vector<CourseChange> changes) = 0;

    /// Stores many courses none of which is there yet, faster than one by one. `conflict` when one is, or
    /// was, there.
    virtual Task<Result<void>> insert_all(std::vector<domain::Course> courses) = 0;

    /// Removes a course if `revision` is newer than the stored one; its uid is not used again.
    virtual Task<Result<Applied>> remove(std::string uid, std::int64_t revision) = 0;
};

}  // namespace core::data
