#include "app_server/commands.hpp"
#include "app_server/config.hpp"
#include "app_server/handlers/pages.hpp"
#include "app_server/serve.hpp"
#include "core/base/log.hpp"
#include "core/service/program.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace {

int current_year(const app::Config& config) {
    const auto day = config.presentation.zone.day_of(config.clock->now());
    return static_cast<int>(std::chrono::year_month_day(day).year());
}

int run(int argc, char** argv) {
    core::Environment environment("LIFTED_", core::Environment::of_process());
    const auto config = app::read_config(environment);

    CLI::App cli("The public App of Lifted: roles, learning-needs reviews and courses.", "app_server");
    cli.footer("\nEnvironment:\n" + environment.help());

    int status = 0;
    const auto on = [&](CLI::App* command, auto action) {
        command->callback([&, action] { status = action(*config); });
    };

    auto* serve = cli.add_subcommand("serve", "Serve the public pages and the API");
    bool with_ingest = false;
    serve->add_flag("--with-ingest", with_ingest, "Take publications in as well, on the internal port");
    on(serve, [&](const app::Config& c) { return app::serve(c, with_ingest); });
    on(cli.add_subcommand("ingest", "Take publications in from the CMS, on the internal port"), app::ingest);

    auto* migrate = cli.add_subcommand("migrate", "Bring the database to this binary's schema");
    migrate->require_subcommand(1);
    on(migrate->add_subcommand("up", "Apply what is missing"), app::migrate_up);
    on(migrate->add_subcommand("status", "List the migrations; status 2 when some are missing"),
       app::migrate_status);
    on(migrate->add_subcommand("verify", "Compare the live schema with what the migrations make"),
       app::migrate_verify);

    auto* fresh = migrate->add_subcommand("new", "Create the next migration in the source tree");
    std::string migration;
    std::string migrations = "services/app_server/migrations";
    fresh->add_option("name", migration, "What it does: lower-case letters, digits and underscores")
        ->required();
    fresh->add_option("--folder", migrations, "Where the migrations are")->capture_default_str();
    on(fresh, [&](const app::Config&) { return app::migrate_new(migrations, migration); });

    auto* import = cli.add_subcommand("import-framework", "Store the framework of a folder of spreadsheets");
    std::string folder;
    std::string title = "Competency framework";
    int year = 0;
    std::vector<std::string> aliases;
    import->add_option("folder", folder, "Folder with the .ods files")
        ->required()
        ->check(CLI::ExistingDirectory);
    import->add_option("--year", year, "Year of the sample courses' dates; default: this year")
        ->check(CLI::Range(1970, 9999));
    import->add_option("--title", title, "Title of the framework");
    import->add_option(
        "--alias", aliases, "Vertical/Category=Area: the area that serves a category of another name"
    );
    on(import, [&](const app::Config& c) {
        return app::import_framework_command(c, folder, year == 0 ? current_year(c) : year, title, aliases);
    });

    on(cli.add_subcommand(
           "dumpdata", "Write the framework and the catalogue to standard output, as JSON Lines"
       ),
       app::dump_data_command);
    on(cli.add_subcommand("loaddata", "Load JSON Lines from standard input, all or nothing"),
       app::load_data_command);
    auto* health = cli.add_subcommand("healthcheck", "Ask the running service whether it is ready");
    bool ask_ingest = false;
    health->add_flag("--ingest", ask_ingest, "Ask the internal port, where `ingest` runs alone");
    on(health, [&](const app::Config& c) { return app::healthcheck(c, ask_ingest); });
    on(cli.add_subcommand("openapi", "Print the OpenAPI document"), [](const app::Config&) {
        fmt::print("{}\n", app::openapi_document());
        return 0;
    });

    return core::service::run_program(
        cli,
        argc,
        argv,
        {.name = "app_server",
         .version = LIFTED_VERSION,
         .configuration = config ? core::Result<core::log::Level>(config->log_level) : config.error(),
         .log_name = [] { return "app"; },
         .serves = [&] { return cli.got_subcommand("serve") || cli.got_subcommand("ingest"); }},
        status
    );
}

}  // namespace

int main(int argc, char** argv) {
    return core::service::run_main("app_server", argc, argv, run);
}
