#include "support/database_route.hpp"

#include "core/postgres/conninfo.hpp"

#include <fmt/format.h>

#include <stdexcept>

namespace tests {

namespace {

std::string socket_of(const core::postgres::ConnectionSettings& settings) {
    const auto host = settings.find("host");
    if (host == settings.end() || !host->second.starts_with('/'))
        throw std::runtime_error("the test cluster has no Unix socket");
    const auto port = settings.find("port");
    return host->second + "/.s.PGSQL." + (port == settings.end() ? "5432" : port->second);
}

}  // namespace

DatabaseRoute::DatabaseRoute(const std::string& conninfo)
    : NetworkRoute(socket_of(core::postgres::parse_conninfo(conninfo))), direct_(conninfo) {}

std::string DatabaseRoute::conninfo() const {
    // The last of two values of one keyword counts.
    return fmt::format("{} host=127.0.0.1 port={}", direct_, port());
}

}  // namespace tests
