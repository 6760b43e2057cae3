#pragma once

#include "cms_server/use_cases/courses/actor.hpp"
#include "core/data/cms_data_source.hpp"
#include "core/data/publication.hpp"

#include <cstdint>
#include <string>

namespace cms {

/// What staff want the framework to be.
struct FrameworkSave {
    core::domain::Framework framework;
    std::int64_t expected = 0;      ///< the revision the change is based on; 0: none was saved yet
    std::int64_t app_revision = 0;  ///< what the App has, as far as is known; the new one is greater
    std::string note;               ///< for the history; at most 2000 bytes
    std::string difference = "{}";  ///< a JSON object for the audit log: what changed
};

/// Stores the next revision of the framework, queues it for the App and records it, all in the caller's unit
/// of work; gives the revision. `invalid_input` when the framework breaks a rule; `version_mismatch`, code
/// `stale-version`, when another revision was saved since.
core::Task<core::Result<std::int64_t>> save_framework_revision(
    core::data::CmsUnitOfWork& work, Actor actor, FrameworkSave save
);

}  // namespace cms
