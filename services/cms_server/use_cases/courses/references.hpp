#pragma once

#include "cms_server/use_cases/courses/framework_lookup.hpp"
#include "core/domain/course_draft.hpp"
#include "core/domain/scraped_course.hpp"

namespace cms {

/// Whether `draft` refers to framework items that `base` does not refer to: only those need the framework.
bool has_new_references(const core::domain::CourseDraft& draft, const core::domain::CourseDraft& base);

/// Checks the references of `draft` that `base` does not have. `invalid_input`, code `unknown-reference`,
/// with one field per fault.
core::Result<void> check_references(
    const core::domain::CourseDraft& draft,
    const core::domain::CourseDraft& base,
    const core::domain::Framework& framework
);

/// Where references are checked: the framework as the App has it, for one request.
struct FrameworkSource {
    FrameworkLookup& lookup;
    core::data::ReadOnlyDataSource& app;
    unsigned worker = 0;
};

/// The framework's names for levels and formats, as far as they are known.
core::Task<core::domain::Vocabulary> words_of(FrameworkSource source);

/// The same for work that can wait: `unavailable` while no framework is known.
core::Task<core::Result<core::domain::Vocabulary>> known_words(FrameworkSource source);

/// As check_references; asks for the framework only when there is something to check. `unavailable` when it
/// is needed and cannot be had.
core::Task<core::Result<void>> check_new_references(
    FrameworkSource source, core::domain::CourseDraft draft, core::domain::CourseDraft base
);

}  // namespace cms
