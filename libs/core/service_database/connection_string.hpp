#pragma once

#include "core/base/config.hpp"

#include <string>

namespace core::service {

/// The connection string or URI of a database, as libpq reads it. Nothing connects; one that cannot be read
/// is a fault here, since a service would wait for its database for ever. The setting is a secret whatever it
/// says.
std::string read_connection_string(Environment& environment, Setting setting);

}  // namespace core::service
