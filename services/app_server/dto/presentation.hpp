#pragma once

#include "core/base/time_zone.hpp"

#include <string>

namespace app {

/// How this site shows times and money.
struct Presentation {
    core::TimeZone zone;
    std::string currency;  ///< ISO 4217 code
};

}  // namespace app
