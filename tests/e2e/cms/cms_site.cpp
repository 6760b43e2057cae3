#include "cms_site.hpp"

#include "support/run.hpp"
#include "support/running_app.hpp"

#include <fmt/format.h>

#include <stdexcept>

namespace tests {

namespace {

Settings merged(Settings settings, const Settings& extra) {
    for (const auto& [name, value] : extra) settings[name] = value;
    return settings;
}

void require(const Finished& finished, const std::string& what) {
    if (finished.status != 0) throw std::runtime_error(what + ": " + finished.errors);
}

/// Makes a role the owner of a database.
void give(const std::string& conninfo, std::string_view owner) {
    const auto name = ask(conninfo, "select quote_ident(current_database())");
    ask(conninfo, fmt::format("alter database {} owner to {}", name, owner));
}

}  // namespace

core::auth::ServiceKey service_key() {
    return {"test", std::string(kServiceSecret)};
}

Settings app_service_settings(const std::string& conninfo) {
    auto settings = app_settings(as_role(conninfo, "lifted_app"));
    settings["LIFTED_INGEST_DATABASE"] = as_role(conninfo, "lifted_ingest");
    settings["LIFTED_APP_DATABASE_OWNER"] = as_role(conninfo, "lifted_owner");
    settings["LIFTED_CLOCK"] = "";
    settings["LIFTED_INGEST_PORT"] = "0";
    settings["LIFTED_SERVICE_KEYS"] = "test:" + std::string(kServiceSecret);
    return settings;
}

Settings cms_service_settings(
    const std::string& conninfo, const std::string& app_conninfo, const std::string& ingest_url
) {
    return {
        {"CMS_ENVIRONMENT", "development"},
        {"CMS_ADDRESS", "127.0.0.1"},
        {"CMS_PORT", "0"},
        {"CMS_HAND_IN_PORT", "0"},
        {"CMS_METRICS_PORT", "0"},
        {"CMS_THREADS", "2"},
        {"CMS_DATABASE", as_role(conninfo, "lifted_cms")},
        {"CMS_DATABASE_OWNER", as_role(conninfo, "lifted_cms_owner")},
        {"CMS_APP_DATABASE", as_role(app_conninfo, "lifted_app_reader")},
        {"CMS_INGEST_URLS", ingest_url},
        {"CMS_SERVICE_KEYS", "test:" + std::string(kServiceSecret)},
        {"CMS_SECRET_KEY", std::string(64, 'a')},
        {"CMS_HASH_MEMORY", "1MiB"},
        {"CMS_HASH_PASSES", "1"},
        {"CMS_ADMIN_USERNAME", "admin"},
        {"CMS_ADMIN_PASSWORD", std::string(kAdminPassword)},
    };
}

Finished run_cms_command(const Settings& settings, std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), LIFTED_CMS_SERVER);
    return run_program(std::move(arguments), settings);
}

void prepare_databases(const std::string& app_conninfo, const std::string& cms_conninfo) {
    make_roles(app_conninfo, LIFTED_APP_ROLES);
    make_roles(cms_conninfo, LIFTED_CMS_ROLES);
    give(app_conninfo, "lifted_owner");
    give(cms_conninfo, "lifted_cms_owner");
    const auto app_command = [&](std::vector<std::string> arguments) {
        const Settings owner{{"LIFTED_APP_DATABASE_OWNER", as_role(app_conninfo, "lifted_owner")}};
        require(run_app_command(app_conninfo, std::move(arguments), owner), "the App's database");
    };
    app_command({"migrate", "up"});
    app_command({"import-framework", LIFTED_STARTER_DATA, "--year", "2030"});
    const auto settings = cms_service_settings(cms_conninfo, app_conninfo, "http://127.0.0.1:1");
    require(run_cms_command(settings, {"migrate", "up"}), "the CMS's database");
}

TwoDatabases::TwoDatabases() {
    prepare_databases(app.conninfo(), cms.conninfo());
}

CmsSite::CmsSite(const Settings& cms_settings)
    : app({LIFTED_APP_SERVER, "serve", "--with-ingest"}, app_service_settings(databases.app.conninfo())),
      settings(merged(
          cms_service_settings(
              databases.cms.conninfo(), databases.app.conninfo(), app.url("", "ingest_port")
          ),
          cms_settings
      )),
      cms({LIFTED_CMS_SERVER, "serve", "--with-worker"}, settings),
      staff(cms),
      scraper(cms, "hand_in_port", service_key()) {
    cms.process().wait_for_line("the first administrator was made");
    staff.log_in("admin", kAdminPassword);
}

Answer CmsSite::public_get(std::string_view target) {
    boost::asio::io_context io(1);
    core::http::Client client(io.get_executor());
    auto response = tests::run(io, client.send({core::http::Method::get, app.url(target), {}, {}}));
    if (!response) throw std::runtime_error(std::string(target) + ": " + response.error().detail);
    return {response->status, std::move(response->headers), std::move(response->body)};
}

}  // namespace tests
