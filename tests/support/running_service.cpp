#include "support/running_service.hpp"

#include "core/base/json.hpp"

#include <fmt/format.h>

#include <csignal>
#include <stdexcept>

namespace tests {

RunningService::RunningService(
    std::vector<std::string> arguments, const Settings& settings, const std::string& listening
)
    : process_(std::move(arguments), settings),
      line_(process_.wait_for_line(fmt::format(R"("msg":"{}")", listening))) {}

std::uint16_t RunningService::port(std::string_view member) const {
    const auto line = core::json::Document::parse(line_).value();
    const auto port = line.root().find(member).as_int();
    if (!port) throw std::runtime_error("the line of its ports does not tell " + std::string(member));
    return static_cast<std::uint16_t>(*port);
}

std::string RunningService::url(std::string_view target, std::string_view port_member) const {
    return fmt::format("http://127.0.0.1:{}{}", port(port_member), target);
}

int RunningService::stop() {
    process_.signal(SIGTERM);
    return process_.wait();
}

}  // namespace tests
