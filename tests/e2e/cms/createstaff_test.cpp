// The command that makes staff accounts.
#include "cms_site.hpp"
#include "staff_accounts.hpp"

#include <catch2/catch.hpp>

using namespace tests;

namespace {

constexpr std::string_view kPassword = "a password nobody guesses 41";

struct Accounts {
    TwoDatabases databases;
    Settings settings =
        cms_service_settings(databases.cms.conninfo(), databases.app.conninfo(), "http://127.0.0.1:1");

    Finished create(std::vector<std::string> arguments, std::string_view input) {
        return run_createstaff(settings, std::move(arguments), input);
    }

    std::string count() { return databases.cms.value("select count(*) from staff.account"); }
};

}  // namespace

TEST_CASE("createstaff makes an account that can log in", "[createstaff]") {
    CmsSite site;
    const auto made = run_createstaff(
        site.settings, {"grace", "--name", "Grace H", "--role", "publisher"}, std::string(kPassword) + "\n"
    );
    CHECK(made.status == 0);
    CHECK(made.output == "made grace (publisher)\n");
    StaffWeb grace(site.cms);
    grace.log_in("grace", kPassword);
    const auto own = grace.get("/cms/api/v1/session");
    CHECK(own.status == 200);
    CHECK(own.body.find("\"Grace H\"") != std::string::npos);
    CHECK(own.body.find("\"publisher\"") != std::string::npos);
    CHECK(
        site.databases.cms.value(
            "select actor || ' ' || object_kind from audit.entry where difference::text like '%grace%'"
        ) == "system staff"
    );
}

TEST_CASE("createstaff takes its role from the command line, an editor by default", "[createstaff]") {
    Accounts accounts;
    CHECK(accounts.create({"ed"}, "a password nobody guesses 41").status == 0);
    CHECK(accounts.databases.cms.value("select role from staff.account where username = 'ed'") == "editor");
    const auto strange = accounts.create({"x", "--role", "king"}, std::string(kPassword) + "\n");
    CHECK(strange.status == 2);
    CHECK(strange.errors.find("viewer, editor, publisher or administrator") != std::string::npos);
    CHECK(accounts.count() == "1");
}

TEST_CASE("createstaff refuses names that are taken, in any case, and changes nothing", "[createstaff]") {
    Accounts accounts;
    REQUIRE(accounts.create({"ada"}, std::string(kPassword) + "\n").status == 0);
    const auto hash = accounts.databases.cms.value("select password_hash from staff.account");
    for (const auto* name : {"ada", "ADA"}) {
        const auto again = accounts.create({name, "--role", "administrator"}, "another good secret 9!\n");
        CHECK(again.status == 2);
        CHECK(again.output.empty());
        CHECK(again.errors.find("cms_server:") != std::string::npos);
    }
    CHECK(accounts.count() == "1");
    CHECK(accounts.databases.cms.value("select password_hash from staff.account") == hash);
}

TEST_CASE("createstaff refuses weak passwords, none, and names that are none", "[createstaff]") {
    Accounts accounts;
    for (const auto* weak : {"", "\n", "short\n", "password123\n", "somebody\n"}) {
        INFO(weak);
        const auto refused = accounts.create({"somebody"}, weak);
        CHECK(refused.status == 2);
        CHECK(refused.output.empty());
        CHECK_FALSE(refused.errors.empty());
    }
    CHECK(accounts.create({"no name"}, std::string(kPassword) + "\n").status == 2);
    CHECK(accounts.count() == "0");
}

TEST_CASE("createstaff takes no password on its command line and repeats none", "[createstaff]") {
    Accounts accounts;
    for (const std::vector<std::string>& arguments :
         {std::vector<std::string>{"ada", "--password", "hidden from nobody 77"},
          std::vector<std::string>{"ada", "hidden from nobody 77"}}) {
        const auto refused = accounts.create(arguments, std::string(kPassword) + "\n");
        CHECK(refused.status == 2);
    }
    CHECK(accounts.count() == "0");
    const auto weak = accounts.create({"ada"}, "qwertyuiop\n");
    const auto made = accounts.create({"ada"}, std::string(kPassword) + "\n");
    for (const auto& said : {weak.output + weak.errors, made.output + made.errors}) {
        CHECK(said.find(kPassword) == std::string::npos);
        CHECK(said.find("qwertyuiop") == std::string::npos);
    }
    CHECK(made.status == 0);
}

TEST_CASE("createstaff says that the database is away", "[createstaff]") {
    const auto settings =
        cms_service_settings("host=/nowhere dbname=cms", "host=/nowhere dbname=app", "http://127.0.0.1:1");
    const auto away = run_createstaff(settings, {"ada"}, std::string(kPassword) + "\n");
    CHECK(away.status != 0);
    CHECK(away.status < 128);
    CHECK_FALSE(away.errors.empty());
}
