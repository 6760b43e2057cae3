#pragma once

#include "core/data/cms_data_source.hpp"
#include "core/data/publication.hpp"

#include <cstdint>
#include <optional>

namespace cms {

/// The App's framework.
struct AppFramework {
    std::int64_t revision = 0;  ///< the last one it was told; 0: none, whatever was imported there
    /// Its content; none when that could not be read.
    std::optional<core::domain::Framework> content;
};

/// What a reconciliation did about the framework.
struct FrameworkRepair {
    bool differs = false;     ///< the App's is not the published one
    bool kept = false;        ///< the App's own became the published one
    std::int64_t queued = 0;  ///< 1: told again
};

/// Makes the App's framework the published one. While staff have saved none, the App's own is it, as it was
/// seen last: it is published as it stands and recorded in the audit log, so that an App which has lost it
/// gets it back. Staff's first revision follows it; it is none of theirs, and whoever is editing the
/// framework meanwhile can save.
core::Task<FrameworkRepair> repair_framework(core::data::CmsDataSource& cms, AppFramework app);

}  // namespace cms
