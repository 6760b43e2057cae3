#include "cms_server/commands.hpp"
#include "cms_server/config.hpp"
#include "cms_server/openapi.hpp"
#include "cms_server/serve.hpp"
#include "core/base/log.hpp"
#include "core/service/program.hpp"
#include "core/service/run_command.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace {

int run(int argc, char** argv) {
    core::Environment environment("CMS_", core::Environment::of_process());
    const auto config = cms::read_config(environment);

    CLI::App cli("The CMS of Lifted: staff review, tag and publish courses.", "cms_server");
    cli.footer("\nEnvironment:\n" + environment.help());

    int status = 0;
    const auto on = [&](CLI::App* command, auto action) {
        command->callback([&, action] { status = action(*config); });
    };

    auto* serve =
        cli.add_subcommand("serve", "Serve staff, the hand-in of scrapes and the mirror of the App");
    bool with_worker = false;
    serve->add_flag("--with-worker", with_worker, "Run jobs and deliver publications in this process too");
    on(serve, [&](const cms::Config& c) { return cms::serve(c, with_worker); });
    auto* work = cli.add_subcommand("work", "Run jobs and deliver publications; any number of these may run");
    on(work, cms::work);

    auto* migrate = cli.add_subcommand("migrate", "Bring the database to this binary's schema");
    migrate->require_subcommand(1);
    on(migrate->add_subcommand("up", "Apply what is missing"),
       [](const cms::Config& c) { return cms::migrate_commands(c).up(); });
    on(migrate->add_subcommand("status", "List the migrations; status 2 when some are missing"),
       [](const cms::Config& c) { return cms::migrate_commands(c).status(); });
    on(migrate->add_subcommand("verify", "Compare the live schema with what the migrations make"),
       [](const cms::Config& c) { return cms::migrate_commands(c).verify(); });
    auto* fresh = migrate->add_subcommand("new", "Create the next migration in the source tree");
    std::string migration;
    std::string folder = "services/cms_server/migrations";
    fresh->add_option("name", migration, "What it does: lower-case letters, digits and underscores")
        ->required();
    fresh->add_option("--folder", folder, "Where the migrations are")->capture_default_str();
    on(fresh,
       [&](const cms::Config&) { return core::service::migrate_new(cms::kProgram, folder, migration); });

    auto* staff =
        cli.add_subcommand("createstaff", "Make an account; the password is read from standard input");
    std::string username, name, role = "editor";
    staff->add_option("username", username, "What the person signs in with")->required();
    staff->add_option("--name", name, "What the person is called; default: the user name");
    staff->add_option("--role", role, "viewer, editor, publisher or administrator")->capture_default_str();
    on(staff, [&](const cms::Config& c) {
        return cms::create_staff(c, username, name.empty() ? username : name, role);
    });

    on(cli.add_subcommand("healthcheck", "Ask the running service whether it is ready"),
       [](const cms::Config& c) { return core::service::healthcheck(cms::kProgram, c.operators); });
    auto* openapi = cli.add_subcommand("openapi", "Print the OpenAPI document of the staff API");
    bool hand_in = false;
    openapi->add_flag("--hand-in", hand_in, "That of the port scrapers hand their results in at");
    on(openapi, [&](const cms::Config&) {
        fmt::print("{}\n", hand_in ? cms::hand_in_openapi_document() : cms::openapi_document());
        return 0;
    });

    return core::service::run_program(
        cli,
        argc,
        argv,
        {.name = cms::kProgram,
         .version = LIFTED_VERSION,
         .configuration = config ? core::Result<core::log::Level>(config->log_level) : config.error(),
         .log_name = [&] { return cli.got_subcommand("work") ? "cms-worker" : "cms"; },
         .serves = [&] { return cli.got_subcommand("serve") || cli.got_subcommand("work"); }},
        status
    );
}

}  // namespace

int main(int argc, char** argv) {
    return core::service::run_main(cms::kProgram, argc, argv, run);
}
