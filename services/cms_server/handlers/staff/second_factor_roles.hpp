#pragma once

#include "core/base/error.hpp"
#include "core/domain/staff.hpp"

#include <string_view>
#include <vector>

namespace cms {

/// Whether an account may use a route as far as second factors go: one of a role that must have one, and has
/// none yet, may only turn it on, look at its session and end it. `pattern` is the route's, empty for what is
/// no operation of the staff API. `forbidden`, code `second-factor-required`.
core::Result<void> check_second_factor_role(
    const core::domain::StaffAccount& account,
    const std::vector<core::domain::StaffRole>& roles,
    std::string_view pattern
);

}  // namespace cms
