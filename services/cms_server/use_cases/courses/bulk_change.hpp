#pragma once

#include "cms_server/dto/courses/course_requests.hpp"
#include "cms_server/use_cases/courses/course_change.hpp"
#include "cms_server/use_cases/courses/references.hpp"

#include <vector>

namespace cms {

/// What became of one item: its new version, or why it was left as it was.
struct BulkOutcome {
    std::string uid;
    core::Result<std::int64_t> version;
};

/// Takes one action on many courses in one unit of work; each is done or refused by itself, in the order
/// given. Fails as a whole only when what the action adds is not in the framework, or that cannot be known.
core::Task<core::Result<std::vector<BulkOutcome>>> bulk_change(
    core::data::CmsDataSource& cms,
    Actor actor,
    FrameworkSource framework,
    BulkRequest request,
    core::Instant now
);

}  // namespace cms
