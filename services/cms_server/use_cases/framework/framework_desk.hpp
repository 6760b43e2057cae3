#pragma once

#include "core/base/error.hpp"
#include "core/data/cms_data_source.hpp"
#include "core/data/data_source.hpp"
#include "core/data/publication.hpp"

#include <cstdint>

namespace cms {

/// The framework that staff work on.
struct CurrentFramework {
    core::domain::Framework framework;
    std::int64_t revision = 0;      ///< staff's newest; 0: staff have saved none, it is what the App has
    std::int64_t app_revision = 0;  ///< what the App has, as far as that can be read
};

/// Staff's newest revision; before the first, what the App has. `unavailable` when that cannot be read.
core::Task<core::Result<CurrentFramework>> current_framework(
    core::data::CmsDataSource& cms, core::data::ReadOnlyDataSource& app
);

}  // namespace cms
