#pragma once

#include "core/data/cms_data_source.hpp"
#include "core/data/inbox.hpp"

#include <string>

namespace cms {

/// Reviews anew the pages that stand for a course after staff edited it, so that the inbox's counts of offers
/// and conflicts are true. Part of the unit of work that edits.
core::Task<void> refresh_reviews(
    core::data::CmsUnitOfWork& work, std::string course_uid, const core::domain::Vocabulary& vocabulary
);

}  // namespace cms
