#include "core/service_database/owner_settings.hpp"

#include "core/service_database/connection_string.hpp"

namespace core::service {

postgres::PoolConfig read_owner(
    Environment& env, const std::string& name, const postgres::PoolConfig& service
) {
    auto owner = service;
    owner.connection.application_name += "-admin";
    owner.connection.read_only = false;
    owner.connection.statement_timeout = std::chrono::minutes(10);
    owner.connection.lock_timeout = std::chrono::seconds(30);
    owner.acquire_timeout = std::chrono::seconds(30);  // nobody waits for an answer
    auto conninfo = read_connection_string(
        env,
        {name,
         "",
         "the same for the role that owns the schema: migrations and loads; empty: the service's own"}
    );
    if (!conninfo.empty()) owner.connection.conninfo = std::move(conninfo);
    return owner;
}

}  // namespace core::service
