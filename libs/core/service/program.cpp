#include "core/service/program.hpp"

#include "core/service/run_command.hpp"

#include <CLI/CLI.hpp>

namespace core::service {

int run_program(CLI::App& commands, int argc, char** argv, const Program& program, const int& status) {
    commands.set_version_flag("--version", std::string(program.version));
    commands.require_subcommand(1);
    commands.parse_complete_callback([&] {
        if (!program.configuration) throw CLI::ValidationError(program.configuration.error().detail);
        using log::Output;
        log::start(
            std::string(program.log_name()),
            std::string(program.version),
            *program.configuration,
            program.serves() ? Output::standard_output : Output::standard_error
        );
    });
    try {
        commands.parse(argc, argv);
    } catch (const CLI::Success& success) {
        return commands.exit(success);
    } catch (const CLI::ParseError& error) {
        complain(program.name, error.what());
        return 2;
    }
    log::stop();
    return status;
}

int run_main(std::string_view name, int argc, char** argv, int (*run)(int, char**)) {
    try {
        return run(argc, argv);
    } catch (const std::exception& error) {
        complain(name, error.what());
        return 1;
    }
}

}  // namespace core::service
