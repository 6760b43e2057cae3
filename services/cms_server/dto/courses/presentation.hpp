#pragma once

#include "core/base/time_zone.hpp"
#include "core/domain/framework.hpp"

#include <memory>
#include <string>

namespace cms {

/// How this site shows times and money.
struct Presentation {
    core::TimeZone zone;
    std::string currency;  ///< ISO 4217 code
};

/// The framework that names are taken from; none while the App's database was never reached.
using FrameworkPtr = std::shared_ptr<const core::domain::Framework>;

}  // namespace cms
