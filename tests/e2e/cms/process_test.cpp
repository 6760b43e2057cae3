// The program: its settings, its commands, what it gives away.
#include "cms_server/commands.hpp"
#include "cms_site.hpp"
#include "split_site.hpp"
#include "support/documented_settings.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cstdio>

using namespace tests;

namespace {

Settings settings_without_databases() {
    return cms_service_settings("host=/nowhere dbname=cms", "host=/nowhere dbname=app", "http://127.0.0.1:1");
}

}  // namespace

TEST_CASE("a faulty configuration of the CMS is refused in one line that names every fault", "[process]") {
    auto settings = settings_without_databases();
    settings["CMS_PORT"] = "seventy";
    settings["CMS_SECRET_KEY"] = "abc";
    settings["CMS_SERVICE_KEYS"] = "short:secret";
    settings["CMS_ADMIN_PASSWORD"] = "";
    settings["CMS_TYPO"] = "1";
    const auto refused = run_cms_command(settings, {"serve"});
    CHECK(refused.status == 2);
    CHECK(refused.output.empty());
    CHECK(std::count(refused.errors.begin(), refused.errors.end(), '\n') == 1);
    for (const std::string name :
         {"CMS_PORT", "CMS_SECRET_KEY", "CMS_SERVICE_KEYS", "CMS_ADMIN_PASSWORD", "CMS_TYPO"}) {
        INFO(refused.errors);
        CHECK(refused.errors.find(name + ": ") != std::string::npos);
    }
    CHECK(refused.errors.find("short:secret") == std::string::npos);
}

TEST_CASE("a value that could never serve the CMS is refused at start by its variable's name", "[process]") {
    const auto [name, value] = GENERATE(table<std::string, std::string>({
        {"CMS_DATABASE", "host=x bogus=hunter2"},
        {"CMS_DATABASE_OWNER", "hunter2"},
        {"CMS_APP_DATABASE", "postgresql://u:hunter2@[::1/app"},
        {"CMS_ADDRESS", "localhost"},
        {"CMS_HAND_IN_ADDRESS", "cms.example"},
        {"CMS_METRICS_ADDRESS", "9002"},
        {"CMS_TRUSTED_PROXIES", "abc"},
        {"CMS_ALLOWED_HOSTS", "x:80"},
        {"CMS_CURRENCY", "sgd"},
        {"CMS_STATEMENT_TIMEOUT", "0s"},
        {"CMS_LOCK_TIMEOUT", "0s"},
        {"CMS_LOCK_TIMEOUT", "100000h"},
        {"CMS_POLL_INTERVAL", "0s"},
        {"CMS_SESSION_IDLE", "59s"},
        {"CMS_SESSION_LIFETIME", "100000h"},
        {"CMS_HASH_MEMORY", "1KiB"},
        {"CMS_INGEST_URLS", "http://127.0.0.1:8001,127.0.0.1:8001"},
        {"CMS_SCRAPER_URL", "scraper:6800"},
        {"CMS_SCRAPER_URL", "http://anna:hunter2@scraper:6800"},
    }));
    INFO(name + "=" + value);
    auto settings = settings_without_databases();
    settings[name] = value;
    const auto refused = run_cms_command(settings, {"healthcheck"});
    INFO(refused.errors);
    CHECK(refused.status == 2);
    CHECK(std::count(refused.errors.begin(), refused.errors.end(), '\n') == 1);
    CHECK(refused.errors.find(name + ": must be ") != std::string::npos);
    CHECK(refused.errors.find("hunter2") == std::string::npos);
}

TEST_CASE(
    "help and the configuration reference name the same settings, all that the CMS reads", "[process]"
) {
    const auto help = run_cms_command(settings_without_databases(), {"--help"});
    CHECK(help.status == 0);
    const auto settings = settings_in_help(help.output, "CMS_");
    CHECK(settings.size() >= 20);
    CHECK(settings == settings_in_reference(LIFTED_SOURCE "/docs/configuration.md", "CMS_"));
}

TEST_CASE("the CMS migrates its own database alone", "[process]") {
    core::Environment::Variables variables;
    for (const auto& [name, value] : settings_without_databases()) variables[name] = value;
    core::Environment environment("CMS_", variables);
    const auto config = cms::read_config(environment).value();
    CHECK(cms::may_migrate(config, "cms").has_value());
    CHECK(cms::may_migrate(config, "app").error().code == "migration-refused");
}

TEST_CASE("the schema of the CMS is what its migrations make", "[process]") {
    TwoDatabases databases;
    const auto settings =
        cms_service_settings(databases.cms.conninfo(), databases.app.conninfo(), "http://127.0.0.1:1");
    const auto again = run_cms_command(settings, {"migrate", "up"});
    CHECK(again.status == 0);
    CHECK(again.output == "the schema is up to date\n");
    CHECK(run_cms_command(settings, {"migrate", "verify"}).status == 0);
    databases.cms.sql("alter table editorial.course add column surprise text");
    const auto differs = run_cms_command(settings, {"migrate", "verify"});
    CHECK(differs.status == 2);
    CHECK(differs.output.find("surprise") != std::string::npos);
}

TEST_CASE("secrets of the CMS reach neither the log nor an answer", "[process]") {
    CmsSite site;
    StaffWeb other(site.cms);
    CHECK_THROWS(other.log_in("admin", "wrong horse battery staple 8"));
    CHECK(site.staff.get("/cms/api/v1/session").status == 200);
    const auto cookie = site.staff.cookie();
    const auto token = cookie.substr(cookie.find('=') + 1);
    CHECK(site.cms.stop() == 0);
    const auto log = site.cms.process().output() + site.cms.process().errors();
    for (const std::string& secret :
         {std::string(kAdminPassword),
          std::string(kServiceSecret),
          std::string(64, 'a'),
          token,
          std::string("wrong horse battery staple 8")}) {
        INFO(secret);
        CHECK(log.find(secret) == std::string::npos);
    }
    CHECK(log.find("/cms/api/v1/session") != std::string::npos);
}

TEST_CASE("the CMS is not ready while its first administrator cannot be made", "[process]") {
    TwoDatabases databases;
    auto settings =
        cms_service_settings(databases.cms.conninfo(), databases.app.conninfo(), "http://127.0.0.1:1");
    settings["CMS_ADMIN_PASSWORD"] = "password";
    RunningService cms({LIFTED_CMS_SERVER, "serve"}, settings);
    const auto line = cms.process().wait_for_line("the first administrator was not made");
    CHECK(line.find("\"level\":\"error\"") != std::string::npos);
    CHECK(line.find("\"reason\":\"") != std::string::npos);
    CHECK(line.find("\"reason\":\"\"") == std::string::npos);
    Caller caller;
    // Once the App was read, nothing but the administrator is missing; and nothing is tried again.
    const auto unready = caller.await(cms.url("/readyz", "metrics_port"), [](const Answer& answer) {
        return answer.body.find("was not read yet") == std::string::npos;
    });
    CHECK(unready.status == 503);
    CHECK(at(unready.json().root(), "status").as_string() == "starting");
    CHECK(at(at(unready.json().root(), "dependencies"), "cms_database").is_object());
    CHECK(caller.get(cms.url("/livez", "metrics_port")).status == 200);
    CHECK(databases.cms.value("select count(*) from staff.account") == "0");
    CHECK(cms.stop() == 0);
}
