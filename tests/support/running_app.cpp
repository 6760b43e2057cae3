#include "support/running_app.hpp"

#include "core/base/json.hpp"

#include <fmt/format.h>

#include <csignal>
#include <stdexcept>

namespace tests {

namespace {

Settings merged(Settings settings, const Settings& extra) {
    for (const auto& [name, value] : extra) settings[name] = value;
    return settings;
}

}  // namespace

Settings app_settings(const std::string& conninfo) {
    return {
        {"LIFTED_ENVIRONMENT", "development"},
        {"LIFTED_CLOCK", "2030-01-01T00:00:00+08:00"},
        {"LIFTED_APP_DATABASE", conninfo},
        {"LIFTED_ADDRESS", "127.0.0.1"},
        {"LIFTED_PORT", "0"},
        {"LIFTED_METRICS_PORT", "0"},
        {"LIFTED_THREADS", "2"},
    };
}

Finished run_app_command(const std::string& conninfo, std::vector<std::string> arguments, Settings extra) {
    arguments.insert(arguments.begin(), LIFTED_APP_SERVER);
    return run_program(std::move(arguments), merged(app_settings(conninfo), extra));
}

RunningApp::RunningApp(const std::string& conninfo, const Settings& extra)
    : process_({LIFTED_APP_SERVER, "serve"}, merged(app_settings(conninfo), extra)) {
    const auto line = core::json::Document::parse(process_.wait_for_line("\"listening\"")).value();
    const auto port_of = [&](std::string_view member) {
        const auto port = line.root().find(member).as_int();
        if (!port) throw std::runtime_error("the listening line does not tell " + std::string(member));
        return static_cast<std::uint16_t>(*port);
    };
    port_ = port_of("port");
    metrics_port_ = port_of("metrics_port");
}

std::string RunningApp::url(std::string_view target) const {
    return fmt::format("http://127.0.0.1:{}{}", port_, target);
}

void RunningApp::wait_until_ready() {
    process_.wait_for_line("\"catalogue version loaded\"");
}

int RunningApp::stop() {
    process_.signal(SIGTERM);
    return process_.wait();
}

}  // namespace tests
