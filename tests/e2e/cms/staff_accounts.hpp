#pragma once

#include "staff_web.hpp"
#include "support/process.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace tests {

/// Runs `cms_server createstaff` to its end, with this on its standard input.
Finished run_createstaff(
    const Settings& settings, std::vector<std::string> arguments, std::string_view input
);

/// A member of staff with that role, logged in; the account is made for it.
std::unique_ptr<StaffWeb> member_of_staff(
    const Settings& settings, const RunningService& cms, const std::string& role
);

}  // namespace tests
