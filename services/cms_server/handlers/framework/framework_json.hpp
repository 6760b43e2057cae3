#pragma once

#include "app_server/framework_import/import.hpp"
#include "cms_server/use_cases/framework/framework_impact.hpp"
#include "core/base/json.hpp"
#include "core/data/publication.hpp"

#include <vector>

namespace cms {

void append_impact(core::json::Writer& json, const FrameworkImpact& impact);  ///< a value
void append_warnings(
    core::json::Writer& json, const std::vector<app::framework_import::ImportProblem>& warnings
);  ///< member `warnings`
void append_revision_head(
    core::json::Writer& json, const core::data::FrameworkRevisionHead& head
);  ///< members

/// The entity tag of the framework as of a revision; 0 is one too.
std::string framework_etag(std::int64_t revision);

}  // namespace cms
