#pragma once

#include "cms_server/handlers/staff_call.hpp"
#include "core/http/message.hpp"

#include <string>
#include <utility>
#include <vector>

namespace tests {

using PortOperations = std::vector<std::pair<core::http::Method, std::string>>;

/// The routes of the staff port as the binary has them.
const PortOperations& staff_port_operations();

/// Of these, what stands behind the guard, with the role and the meaning of a key.
std::vector<cms::StaffRoute> staff_operations();

/// The same of the port that scrapers hand in at.
const PortOperations& hand_in_port_operations();

}  // namespace tests
