#pragma once

#include "app_server/use_cases/apply_courses.hpp"
#include "app_server/use_cases/apply_framework.hpp"
#include "core/base/json.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace app {

inline constexpr std::size_t kMaxBatch = 500;
inline constexpr std::size_t kCourseBytes = 1024 * 1024;
inline constexpr std::size_t kBatchBytes = 8 * 1024 * 1024;

/// One item of a batch: a change, or why it cannot be read as one.
struct BatchItem {
    std::string uid;  ///< empty when it could not be read
    core::Result<core::data::CourseChange> change;
};

/// Reads `{"items": [{"course": {…}} | {"removed": {"uid", "revision"}}, …]}`, at most kMaxBatch. A faulty
/// item is that item's error, with JSON Pointers that begin at its course or removal. `malformed` or
/// `invalid_input` for a body that is not of this form.
core::Result<std::vector<BatchItem>> parse_batch(std::string_view body);

/// Reads a course by itself, which must have the uid of its path.
core::Result<core::domain::Course> parse_one_course(std::string_view body, std::string_view uid);

struct FrameworkWrite {
    std::int64_t revision = 0;
    core::domain::Framework framework;
};

/// Reads `{"revision": 3, "framework": {…}}`.
core::Result<FrameworkWrite> parse_framework_write(std::string_view body);

/// `inserted`, `updated`, `unchanged`, `stale`.
std::string_view to_string(core::data::Applied applied);

/// Writes one outcome as an object: `uid`, then how it was applied and what is stored, or why it was refused.
void write_outcome(core::json::Writer& json, std::string_view uid, const core::data::ChangeOutcome& outcome);

}  // namespace app
