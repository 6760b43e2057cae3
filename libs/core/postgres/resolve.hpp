#pragma once

#include "core/async/task.hpp"
#include "core/postgres/conninfo.hpp"

namespace core::postgres {

/// Looks up the host names in `settings` and adds their addresses (`hostaddr`), one host entry for each.
/// libpq's own look-up would block the whole io_context for as long as a name server is silent. The names
/// stay, for TLS and messages. Throws ConnectionError when no host has an address.
Task<ConnectionSettings> resolve_hosts(ConnectionSettings settings);

}  // namespace core::postgres
