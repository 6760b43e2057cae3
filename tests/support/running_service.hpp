#pragma once

#include "support/process.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tests {

/// A built service, serving. Starts on construction and waits until it says where it listens.
class RunningService {
public:
    /// `listening`: the message of the log line that tells the ports.
    RunningService(
        std::vector<std::string> arguments,
        const Settings& settings,
        const std::string& listening = "listening"
    );

    /// A port by the line's member: `port`, `metrics_port`, `hand_in_port`, …
    [[nodiscard]] std::uint16_t port(std::string_view member = "port") const;

    [[nodiscard]] std::string url(std::string_view target, std::string_view port_member = "port") const;

    /// SIGTERM; the exit status.
    int stop();

    [[nodiscard]] Process& process() { return process_; }

private:
    Process process_;
    std::string line_;
};

}  // namespace tests
