#include "publisher.hpp"

#include "support/run.hpp"
#include "support/test_database.hpp"

#include <fmt/format.h>

#include <csignal>
#include <stdexcept>

namespace tests {

namespace {

constexpr std::string_view kSecret = "a-secret-for-tests-that-is-long-enough";

Settings settings_of(const std::string& conninfo, const Settings& extra) {
    auto settings = app_settings(conninfo);
    // Signatures are dated by the clock on the wall.
    settings.erase("LIFTED_CLOCK");
    settings["LIFTED_APP_DATABASE"] = as_role(conninfo, "lifted_app");
    settings["LIFTED_INGEST_DATABASE"] = as_role(conninfo, "lifted_ingest");
    for (const auto& [name, value] : ingest_settings()) settings[name] = value;
    for (const auto& [name, value] : extra) settings[name] = value;
    return settings;
}

std::vector<std::string> command_of(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), LIFTED_APP_SERVER);
    return arguments;
}

}  // namespace

Settings ingest_settings() {
    return {{"LIFTED_INGEST_PORT", "0"}, {"LIFTED_SERVICE_KEYS", fmt::format("cms:{}", kSecret)}};
}

RunningIngest::RunningIngest(const std::string& conninfo, std::vector<std::string> command, Settings extra)
    : process_(command_of(std::move(command)), settings_of(conninfo, extra)) {
    const auto line = core::json::Document::parse(process_.wait_for_line("\"listening\"")).value();
    const auto ingest = line.root().find("ingest_port").as_int();
    if (!ingest) throw std::runtime_error("the listening line does not tell the internal port");
    port_ = static_cast<std::uint16_t>(*ingest);
    public_port_ = static_cast<std::uint16_t>(line.root().find("port").as_int().value_or(0));
}

int RunningIngest::stop() {
    process_.signal(SIGTERM);
    return process_.wait();
}

Publisher::Publisher(const RunningIngest& app)
    : port_(app.port()), client_(io_.get_executor()), signer_({"cms", std::string(kSecret)}) {}

std::string Publisher::sign(core::http::Method method, std::string_view target, std::string_view body) const {
    return signer_.sign(to_string(method), target, body, core::SystemClock().now());
}

Answer Publisher::send(core::http::Method method, std::string_view target, std::string body) {
    auto authorization = sign(method, target, body);
    return send_as(std::move(authorization), method, target, std::move(body));
}

Answer Publisher::send_as(
    std::optional<std::string> authorization,
    core::http::Method method,
    std::string_view target,
    std::string body
) {
    core::http::ClientRequest request;
    request.method = method;
    request.url = fmt::format("http://127.0.0.1:{}{}", port_, target);
    if (authorization) request.headers.emplace_back("Authorization", *authorization);
    if (!body.empty()) request.headers.emplace_back("Content-Type", "application/json");
    request.body = std::move(body);
    const auto response = run(io_, client_.send(std::move(request)));
    if (!response) throw std::runtime_error(response.error().detail);
    return {response->status, response->headers, response->body};
}

}  // namespace tests
