#include "core/postgres/conninfo.hpp"

#include "core/postgres/connection.hpp"

#include <fmt/format.h>
#include <libpq-fe.h>

#include <charconv>
#include <cstdint>

namespace core::postgres {

namespace {

// Past the statement's own limit the server has had its chance; what remains is the network.
constexpr std::chrono::milliseconds kNetworkAllowance{1'000};

std::string quoted(std::string_view value) {
    std::string out = "'";
    for (const char c : value) {
        if (c == '\'' || c == '\\') out.push_back('\\');
        out.push_back(c);
    }
    out.push_back('\'');
    return out;
}

/// Separated by commas, each 1 to 65535 or empty for the default: libpq itself looks only when it connects.
bool are_ports(std::string_view list) {
    for (;;) {
        const auto comma = list.find(',');
        const auto port = list.substr(0, comma);
        std::uint16_t number = 0;
        const auto [stopped, error] = std::from_chars(port.data(), port.data() + port.size(), number);
        const bool whole = error == std::errc{} && stopped == port.data() + port.size();
        if (!port.empty() && (!whole || number == 0)) return false;
        if (comma == std::string_view::npos) return true;
        list.remove_prefix(comma + 1);
    }
}

}  // namespace

ConnectionSettings parse_conninfo(const std::string& conninfo) {
    char* error = nullptr;
    const std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)> options(
        PQconninfoParse(conninfo.c_str(), &error), &PQconninfoFree
    );
    if (!options) {
        PQfreemem(error);
        throw ConnectionError("the database connection string cannot be read");
    }
    ConnectionSettings settings;
    for (const auto* option = options.get(); option->keyword; ++option) {
        if (option->val) settings.emplace(option->keyword, option->val);
    }
    return settings;
}

bool is_conninfo(const std::string& conninfo) {
    try {
        const auto settings = parse_conninfo(conninfo);
        const auto ports = settings.find("port");
        return ports == settings.end() || are_ports(ports->second);
    } catch (const ConnectionError&) {
        return false;
    }
}

ConnectionSettings session_settings(const ConnectionConfig& config) {
    auto settings = parse_conninfo(config.conninfo);
    settings["application_name"] = config.application_name;
    settings["client_encoding"] = "UTF8";
    settings.try_emplace("gssencmode", "disable");

    auto& options = settings["options"];
    options += fmt::format(
        " -c TimeZone=UTC -c DateStyle=ISO -c statement_timeout={} -c lock_timeout={}"
        " -c idle_in_transaction_session_timeout={}",
        config.statement_timeout.count(),
        config.lock_timeout.count(),
        config.idle_in_transaction_timeout.count()
    );
    if (config.read_only) options += " -c default_transaction_read_only=on";

    if (config.statement_timeout.count() > 0) {
        const auto unanswered = config.statement_timeout + kNetworkAllowance;
        settings.try_emplace("tcp_user_timeout", std::to_string(unanswered.count()));
    }
    settings.try_emplace("keepalives_idle", "10");
    settings.try_emplace("keepalives_interval", "5");
    settings.try_emplace("keepalives_count", "3");
    return settings;
}

std::string with_database(const std::string& conninfo, std::string_view database) {
    auto settings = parse_conninfo(conninfo);
    settings["dbname"] = database;
    std::string out;
    for (const auto& [keyword, value] : settings) {
        out += fmt::format("{}{}={}", out.empty() ? "" : " ", keyword, quoted(value));
    }
    return out;
}

}  // namespace core::postgres
