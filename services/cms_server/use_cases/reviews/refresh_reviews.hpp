#pragma once

#include "core/data/cms_data_source.hpp"
#include "core/data/inbox.hpp"

#include <string>
#include <vector>

namespace cms {

/// Reviews anew the pages that stand for courses which changed, so that the inbox's states and counts of
/// offers and conflicts are true: by the course that took a merged one's place; a page of a course that is
/// rejected, or was deleted for good, is rejected with it, and comes back with it. Without the framework's
/// words no offers are compared: pages then keep the review they have, but for being rejected and coming
/// back. Part of the unit of work that changes the courses, as its last step: the courses are locked by then,
/// and the pages are waited for.
core::Task<void> refresh_reviews(
    core::data::CmsUnitOfWork& work,
    std::vector<std::string> course_uids,
    const core::domain::Vocabulary& vocabulary
);

}  // namespace cms
