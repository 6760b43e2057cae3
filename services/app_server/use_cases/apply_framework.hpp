#pragma once

#include "core/data/data_source.hpp"

#include <cstdint>

namespace app {

/// What became of a revision of the framework.
struct AppliedFramework {
    core::data::Applied applied = core::data::Applied::unchanged;
    std::int64_t revision = 0;  ///< stored now
    std::int64_t catalogue_version = 0;
};

/// Makes a revision the stored framework if it is newer than the published one that is stored; what was
/// imported here counts as revision 0. `conflict` when published courses refer to an item it lacks, or two of
/// its items cannot be told apart.
core::Task<core::Result<AppliedFramework>> apply_framework(
    core::data::ReadWriteDataSource& source, core::domain::Framework framework, std::int64_t revision
);

}  // namespace app
