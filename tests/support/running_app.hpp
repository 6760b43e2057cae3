#pragma once

#include "support/process.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace tests {

/// The settings of an App under test: development, ports chosen by the system, the clock at 2030-01-01 in
/// Singapore.
Settings app_settings(const std::string& conninfo);

/// Runs a management command of the built binary to its end.
Finished run_app_command(
    const std::string& conninfo, std::vector<std::string> arguments, Settings extra = {}
);

/// The real binary, serving. Starts on construction and waits until it listens; see `wait_until_ready` for
/// its answers.
class RunningApp {
public:
    explicit RunningApp(const std::string& conninfo, const Settings& extra = {});

    [[nodiscard]] std::uint16_t port() const { return port_; }

    [[nodiscard]] std::uint16_t metrics_port() const { return metrics_port_; }

    /// The URL of a target such as `/api/v1/framework`.
    [[nodiscard]] std::string url(std::string_view target) const;

    /// Waits until it has loaded the catalogue.
    void wait_until_ready();

    /// SIGTERM; the exit status.
    int stop();

    [[nodiscard]] Process& process() { return process_; }

private:
    Process process_;
    std::uint16_t port_ = 0;
    std::uint16_t metrics_port_ = 0;
};

}  // namespace tests
