#pragma once

#include <map>
#include <string>
#include <string_view>

namespace core::postgres {

struct ConnectionConfig;

/// libpq's connection keywords and their values.
using ConnectionSettings = std::map<std::string, std::string, std::less<>>;

/// Reads a connection string or URI. Throws ConnectionError; its text never quotes the string, which may hold
/// a password.
ConnectionSettings parse_conninfo(const std::string& conninfo);

/// Whether libpq can read a connection string or URI, with ports that are ports. What it names need not be
/// there.
bool is_conninfo(const std::string& conninfo);

/// The settings of a session: those of the string, and the limits of `config` as start-up options, so that
/// they cost no round trip. For TCP, a peer that stops answering is noticed by TCP_USER_TIMEOUT and
/// keepalives unless the string says otherwise.
ConnectionSettings session_settings(const ConnectionConfig& config);

/// The same connection string for another database of the same server.
std::string with_database(const std::string& conninfo, std::string_view database);

}  // namespace core::postgres
