#include "core/service/program.hpp"
#include "scraper/commands.hpp"
#include "scraper/config.hpp"
#include "scraper/engine/document/schema.hpp"
#include "scraper/serve.hpp"
#include "scraper/web/openapi.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace {

int run(int argc, char** argv) {
    core::Environment environment("SCRAPER_", scraper::process_variables());
    const auto config = scraper::read_config(environment);

    CLI::App cli("The scraper of Lifted: gathers courses by spider documents.", "scraper");
    cli.footer("\nEnvironment:\n" + environment.help());

    int status = 0;
    const auto on = [&](CLI::App* command, auto action) {
        command->callback([&, action] { status = action(*config); });
    };

    on(cli.add_subcommand("serve", "Serve Scrapyd's API and run jobs"), scraper::serve);

    std::string document;
    std::string page;
    std::string kind;
    std::string url;
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
    suggestion->add_option("--url", url, "The address the file was saved from");
    on(suggestion, [&](const scraper::Config& c) { return scraper::suggest_spider(c, page, url); });

    on(cli.add_subcommand("healthcheck", "Ask the running service whether it is ready"),
       scraper::healthcheck);
    on(cli.add_subcommand("schema", "Print the JSON Schema of spider documents"), [](const scraper::Config&) {
        fmt::print("{}", scraper::spider_schema());
        return 0;
    });
    on(cli.add_subcommand("openapi", "Print the OpenAPI document"), [](const scraper::Config&) {
        fmt::print("{}", scraper::openapi_document());
        return 0;
    });

    return core::service::run_program(
        cli,
        argc,
        argv,
        {.name = "scraper",
         .version = LIFTED_VERSION,
         .configuration = config ? core::Result<core::log::Level>(config->process.log_level) : config.error(),
         .log_name = [] { return "scraper"; },
         .serves = [&] { return cli.got_subcommand("serve"); }},
        status
    );
}

}  // namespace

int main(int argc, char** argv) {
    return core::service::run_main("scraper", argc, argv, run);
}
