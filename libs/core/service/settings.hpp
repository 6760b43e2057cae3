#pragma once

#include "core/base/clock.hpp"
#include "core/base/config.hpp"
#include "core/base/log.hpp"
#include "core/base/time_zone.hpp"
#include "core/http/rate_limit.hpp"
#include "core/http/server.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace core::service {

/// What every process is told about itself.
struct ProcessSettings {
    bool production = false;
    log::Level log_level = log::Level::info;
    std::shared_ptr<const Clock> clock;
};

/// ENVIRONMENT, LOG_LEVEL and CLOCK; a set clock is refused in production.
ProcessSettings read_process(Environment& environment);

/// TIME_ZONE: where days begin and times are shown.
TimeZone read_time_zone(Environment& environment);

/// ISO 4217 code of a currency, by CURRENCY: three upper-case letters.
std::string read_currency(Environment& environment);

/// The IP address that a port listens on.
std::string read_address(Environment& environment, Setting setting);

/// A fault of the setting `name` unless every one of `urls` can be sent a request to: an absolute http or
/// https URL without user information.
void check_urls(Environment& environment, std::string_view name, const std::vector<std::string>& urls);

/// The port that people or programs use: ADDRESS, PORT, THREADS, ALLOWED_HOSTS, TRUSTED_PROXIES, DRAIN_DELAY,
/// DRAIN_TIMEOUT, MAX_CONNECTIONS, TLS_CERTIFICATE and TLS_KEY.
http::ServerConfig read_server(
    Environment& environment,
    const std::string& default_port,
    const std::string& default_address = "0.0.0.0",
    const std::string& default_threads = "0"
);

/// The operators' port, for health and metrics: METRICS_ADDRESS and METRICS_PORT. One thread.
http::ServerConfig read_operators_port(Environment& environment, const std::string& default_port);

/// RATE_LIMIT and RATE_LIMIT_BURST, per client address and thread.
http::RateLimitOptions read_rate_limit(Environment& environment, unsigned workers);

}  // namespace core::service
