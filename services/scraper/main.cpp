#include "core/base/log.hpp"
#include "scraper/commands.hpp"
#include "scraper/config.hpp"
#include "scraper/serve.hpp"
#include "scraper/web/openapi.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace {

int run(int argc, char** argv) {
    core::Environment environment("SCRAPER_", scraper::process_variables());
    const auto config = scraper::read_config(environment);

    CLI::App cli("The scraper of Lifted: gathers courses by spider documents.", "scraper");
    cli.set_version_flag("--version", LIFTED_VERSION);
    cli.require_subcommand(1);
    cli.footer("\nEnvironment:\n" + environment.help());

    int status = 0;
    const auto on = [&](CLI::App* command, auto action) {
        command->callback([&, action] { status = action(*config); });
    };

    on(cli.add_subcommand("serve", "Serve Scrapyd's API and run jobs"), scraper::serve);

    std::string document;
    std::string page;
    std::string kind;
    auto* run_once = cli.add_subcommand("run", "Run a spider document once; items go to standard output");
    run_once->add_option("document", document, "The spider document")->required()->check(CLI::ExistingFile);
    on(run_once, [&](const scraper::Config& c) { return scraper::run_spider(c, document); });

    auto* trial =
        cli.add_subcommand("try", "Print what every rule of a document finds on a page, and why not");
    trial->add_option("document", document, "The spider document")->required()->check(CLI::ExistingFile);
    trial->add_option("page", page, "An address or a file; default: the first start address");
    trial->add_option("--kind", kind, "As which kind of page it is read; default: that of the start");
    on(trial, [&](const scraper::Config& c) { return scraper::try_spider(c, document, page, kind); });

    auto* suggestion =
        cli.add_subcommand("suggest", "Propose a document for a page that holds structured data");
    suggestion->add_option("page", page, "An address or a file")->required();
    on(suggestion, [&](const scraper::Config& c) { return scraper::suggest_spider(c, page); });

    on(cli.add_subcommand("healthcheck", "Ask the running service whether it is ready"),
       scraper::healthcheck);
    on(cli.add_subcommand("openapi", "Print the OpenAPI document"), [](const scraper::Config&) {
        fmt::print("{}", scraper::openapi_document());
        return 0;
    });

    // --help and --version work whatever the configuration; nothing else starts with a faulty one.
    cli.parse_complete_callback([&] {
        if (!config) throw CLI::ValidationError(config.error().detail);
        using core::log::Output;
        const bool serving = cli.got_subcommand("serve");
        core::log::start(
            "scraper",
            LIFTED_VERSION,
            config->log_level,
            serving ? Output::standard_output : Output::standard_error
        );
    });
    try {
        cli.parse(argc, argv);
    } catch (const CLI::Success& success) {
        return cli.exit(success);
    } catch (const CLI::ParseError& error) {
        fmt::print(stderr, "scraper: {}\n", error.what());
        return 2;
    }
    core::log::stop();
    return status;
}

}  // namespace

int main(int argc, char** argv) {
    try {
        return run(argc, argv);
    } catch (const std::exception& error) {
        fmt::print(stderr, "scraper: {}\n", error.what());
        return 1;
    }
}
