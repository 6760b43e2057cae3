#include "core/service/settings.hpp"

#include "core/http/client_target.hpp"
#include "core/http/proxy_trust.hpp"
#include "core/http/request_rules.hpp"

#include <boost/asio/ip/address.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>
#include <thread>

namespace core::service {

using namespace std::chrono_literals;

namespace {

std::shared_ptr<const Clock> read_clock(Environment& env, bool production) {
    const auto text = env.optional_text(
        {"CLOCK",
         "",
         "an RFC 3339 instant from which the service's clock runs on; for trials, refused in production"}
    );
    if (!text) return std::make_shared<SystemClock>();
    if (production) env.fault("CLOCK", "must not be set in production");
    const auto start = parse_instant(*text);
    if (!start) env.fault("CLOCK", "must be an RFC 3339 instant such as 2027-01-05T09:00:00+08:00");
    return std::make_shared<ShiftedClock>(start ? *start : Instant{});
}

/// As requests name it and the server compares it: no port, and an IPv6 address without brackets.
bool is_host(const std::string& text) {
    if (text.find(':') == std::string::npos) return http::is_authority(text);
    boost::system::error_code fault;
    asio::ip::make_address_v6(text, fault);
    return !fault.failed();
}

std::vector<std::string> read_allowed_hosts(Environment& env) {
    auto hosts = env.list({"ALLOWED_HOSTS", "", "host names answered to, separated by commas; empty: any"});
    if (!std::all_of(hosts.begin(), hosts.end(), is_host))
        env.fault("ALLOWED_HOSTS", "must be names or addresses of hosts, without port and brackets");
    return hosts;
}

std::vector<std::string> read_trusted_proxies(Environment& env) {
    auto blocks = env.list(
        {"TRUSTED_PROXIES",
         "",
         "CIDR blocks of the proxies whose Forwarded and X-Forwarded-* fields are believed"}
    );
    try {
        const http::ProxyTrust readable(blocks);
    } catch (const std::invalid_argument&) {
        env.fault("TRUSTED_PROXIES", "must be IP addresses or CIDR blocks such as 10.0.0.0/8");
    }
    return blocks;
}

}  // namespace

ProcessSettings read_process(Environment& env) {
    const auto kind =
        env.one_of({"ENVIRONMENT", "production", "development or production"}, {"development", "production"});
    const bool production = kind == "production";
    auto clock = read_clock(env, production);
    const auto level = log::parse_level(env.one_of(
        {"LOG_LEVEL", "info", "debug, info, warning or error"}, {"debug", "info", "warning", "error"}
    ));
    return {production, level ? *level : log::Level::info, std::move(clock)};
}

TimeZone read_time_zone(Environment& env) {
    const auto name =
        env.text({"TIME_ZONE", "Asia/Singapore", "IANA time zone in which days begin and times are shown"});
    auto zone = TimeZone::find(name);
    if (zone) return *zone;
    env.fault("TIME_ZONE", "is not a time zone this system knows");
    return TimeZone::find("UTC").value();
}

std::string read_currency(Environment& env) {
    auto code = env.text({"CURRENCY", "SGD", "ISO 4217 code of the currency of all costs"});
    const auto is_letter = [](char c) { return c >= 'A' && c <= 'Z'; };
    if (code.size() != 3 || !std::all_of(code.begin(), code.end(), is_letter))
        env.fault("CURRENCY", "must be an ISO 4217 code: three upper-case letters such as SGD");
    return code;
}

std::string read_address(Environment& env, Setting setting) {
    auto address = env.text(setting);
    boost::system::error_code fault;
    asio::ip::make_address(address, fault);
    if (fault) env.fault(setting.name, "must be an IP address such as 127.0.0.1, 0.0.0.0 or ::");
    return address;
}

void check_urls(Environment& env, std::string_view name, const std::vector<std::string>& urls) {
    const auto is_url = [](const std::string& url) { return http::parse_client_target(url).has_value(); };
    if (!std::all_of(urls.begin(), urls.end(), is_url))
        env.fault(name, "must be http:// or https:// with a host, without a user name");
}

http::ServerConfig read_server(
    Environment& env,
    const std::string& default_port,
    const std::string& default_address,
    const std::string& default_threads
) {
    http::ServerConfig server;
    server.address = read_address(env, {"ADDRESS", default_address, "IP address the service listens on"});
    server.port = static_cast<std::uint16_t>(env.integer({"PORT", default_port, "port"}, 0, 65535));
    server.threads = static_cast<unsigned>(
        env.integer({"THREADS", default_threads, "threads that serve; 0: one per core"}, 0, 256)
    );
    if (server.threads == 0) server.threads = std::max(1U, std::thread::hardware_concurrency());
    server.allowed_hosts = read_allowed_hosts(env);
    server.trusted_proxies = read_trusted_proxies(env);
    server.drain_delay = env.duration(
        {"DRAIN_DELAY", "0s", "answered normally after SIGTERM while readiness is false"}, 0s, 10min
    );
    server.drain_timeout =
        env.duration({"DRAIN_TIMEOUT", "25s", "after which a stopping server cuts what is left"}, 0s, 1h);
    server.limits.connections = static_cast<std::size_t>(env.integer(
        {"MAX_CONNECTIONS", "10000", "connections open at once; beyond, new ones wait"}, 1, 1'000'000
    ));
    const auto certificate = env.optional_text(
        {"TLS_CERTIFICATE", "", "PEM file of the certificate chain; with it the port speaks TLS"}
    );
    const auto key = env.optional_text({"TLS_KEY", "", "PEM file of the certificate's private key"});
    if (certificate.has_value() != key.has_value()) {
        env.fault(certificate ? "TLS_KEY" : "TLS_CERTIFICATE", "must be set when the other of the pair is");
    } else if (certificate) {
        server.tls = http::TlsConfig{*certificate, *key};
    }
    return server;
}

http::ServerConfig read_operators_port(Environment& env, const std::string& default_port) {
    http::ServerConfig server;
    server.address = read_address(env, {"METRICS_ADDRESS", "127.0.0.1", "IP address of the operators' port"});
    server.port = static_cast<std::uint16_t>(
        env.integer({"METRICS_PORT", default_port, "operators' port: /metrics, /livez, /readyz"}, 0, 65535)
    );
    server.threads = 1;
    server.drain_timeout = std::chrono::seconds(1);
    return server;
}

http::RateLimitOptions read_rate_limit(Environment& env, unsigned workers) {
    http::RateLimitOptions options;
    options.per_second = static_cast<double>(env.integer(
        {"RATE_LIMIT", "0", "requests per second, client and thread beyond which 429 is answered; 0: no limit"
        },
        0,
        1'000'000
    ));
    options.burst = static_cast<double>(env.integer(
        {"RATE_LIMIT_BURST", "60", "requests a client may make at once, per thread, before the limit holds"},
        1,
        1'000'000
    ));
    options.workers = workers;
    return options;
}

}  // namespace core::service
