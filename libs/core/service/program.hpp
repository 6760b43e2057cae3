#pragma once

#include "core/base/error.hpp"
#include "core/base/log.hpp"

#include <functional>
#include <string_view>

namespace CLI {  // NOLINT(readability-identifier-naming): of CLI11
class App;
}

namespace core::service {

/// How a service's program begins.
struct Program {
    std::string_view name;  ///< of the executable, in its messages
    std::string_view version;
    Result<log::Level> configuration;            ///< its level of logging, or why nothing can start
    std::function<std::string_view()> log_name;  ///< what log lines call the process, by the command given
    std::function<bool()> serves;                ///< logs go to standard output; else to standard error
};

/// Reads the command line and runs the command it names, whose callback sets `status`; the exit status. A
/// wrong command line or configuration is one line on standard error and 2; `--help` and `--version` work
/// whatever the configuration.
int run_program(CLI::App& commands, int argc, char** argv, const Program& program, const int& status);

/// What `main` returns: what `run` does, or 1 with one line on standard error for what it throws.
int run_main(std::string_view name, int argc, char** argv, int (*run)(int, char**));

}  // namespace core::service
