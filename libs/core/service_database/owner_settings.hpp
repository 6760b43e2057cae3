#pragma once

#include "core/base/config.hpp"
#include "core/postgres/pool.hpp"

#include <string>

namespace core::service {

/// The pool that migrations and other commands of the schema's owner use: as `service`, with the time that
/// such commands need, and with the connection string of `name` where it is given.
postgres::PoolConfig read_owner(
    Environment& environment, const std::string& name, const postgres::PoolConfig& service
);

}  // namespace core::service
