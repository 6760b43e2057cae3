#include "site.hpp"

#include <stdexcept>

namespace tests {

namespace {

void run_or_throw(const std::string& conninfo, std::vector<std::string> arguments) {
    const auto done = run_app_command(conninfo, std::move(arguments));
    if (done.status != 0) throw std::runtime_error(done.output + done.errors);
}

}  // namespace

AppDatabase::AppDatabase(const std::string& spreadsheets) {
    make_roles(conninfo(), LIFTED_APP_ROLES);
    run_or_throw(conninfo(), {"migrate", "up"});
    if (!spreadsheets.empty()) run_or_throw(conninfo(), {"import-framework", spreadsheets, "--year", "2030"});
}

Settings AppDatabase::with_roles(Settings settings) const {
    settings.emplace("LIFTED_APP_DATABASE", as_role(conninfo(), "lifted_app"));
    settings.emplace("LIFTED_INGEST_DATABASE", as_role(conninfo(), "lifted_ingest"));
    return settings;
}

void AppDatabase::change(const std::string& statements) {
    std::string script = statements;
    const std::string version = "(select version from catalogue.version)";
    for (auto at = script.find("$version"); at != std::string::npos; at = script.find("$version", at)) {
        script.replace(at, 8, version);
    }
    database_.sql(
        "begin; update catalogue.version set version = version + 1; " + script +
        "; select pg_notify('catalogue_changed', version::text) from catalogue.version; commit"
    );
}

std::string starter_data() {
    return LIFTED_STARTER_DATA;
}

}  // namespace tests
