#pragma once

#include "core/async/task.hpp"
#include "core/base/clock.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace core::data {

/// One thing somebody did. Text is stored as given; secrets have no place in it.
struct AuditEntry {
    std::optional<std::int64_t> actor_id = {};  ///< the staff account; none for the system itself
    std::string actor = {};                     ///< its user name then, or `system`, `service:<key id>`
    std::string action = {};                    ///< `course.publish`: kind of thing, dot, what happened to it
    std::string object_kind = {};               ///< `course`
    std::string object_id = {};                 ///< the uid or number it has in the API
    std::string client = {};                    ///< the address it was asked from; empty for the system
    std::string request_id = {};
    std::string difference = "{}";  ///< a JSON object, at most 256 KiB: what changed
};

struct RecordedAudit {
    std::int64_t id = 0;
    Instant at;
    AuditEntry entry;
};

/// What to look for; what is absent matches everything.
struct AuditFilter {
    std::optional<std::string> actor = {};
    std::optional<std::string> action = {};  ///< whole, or a prefix that ends with a dot: `course.`
    std::optional<std::string> object_kind = {};
    std::optional<std::string> object_id = {};
    std::optional<Instant> from = {};      ///< inclusive
    std::optional<Instant> until = {};     ///< exclusive
    std::optional<std::string> text = {};  ///< words, in any column and in the difference
};

/// Where a page begins: at what is older, or newer, than an entry.
struct AuditPlace {
    std::int64_t id = 0;
    bool newer = false;
};

/// Who did what to which object, when, from where. Nothing in it is ever changed or removed; the database
/// refuses it.
class AuditLog {
public:
    virtual ~AuditLog() = default;

    /// Adds an entry to the unit of work: it stands if and only if what it tells of does.
    virtual Task<void> append(AuditEntry entry) = 0;

    /// Up to `limit` matching entries next to `place` (none: the newest), newest first.
    virtual Task<std::vector<RecordedAudit>> list(
        AuditFilter filter, std::optional<AuditPlace> place, std::int64_t limit
    ) = 0;

    /// How many entries match.
    virtual Task<std::int64_t> count(AuditFilter filter) = 0;
};

}  // namespace core::data
