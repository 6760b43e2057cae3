#include "integration/http/raw_client.hpp"
#include "site.hpp"
#include "support/documented_settings.hpp"

#include <catch2/catch.hpp>

#include <csignal>
#include <fstream>
#include <sstream>

using namespace tests;

TEST_CASE("a stop lets the request under way finish", "[process]") {
    Site site;
    const std::string review = R"({"job_role_id":1,"answers":[{"competency_id":1,"met":true}]})";
    core::http::testing::RawClient client(site.app.port());
    client.send(
        "POST /api/v1/reviews HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nExpect: "
        "100-continue\r\nContent-Length: " +
        std::to_string(review.size()) + "\r\n\r\n"
    );
    // The interim response tells that the server waits for the body.
    CHECK(client.receive().status == 100);
    client.send(review.substr(0, 10));
    site.app.process().signal(SIGTERM);
    site.app.process().wait_for_line("\"stopping\"");
    client.send(review.substr(10));
    const auto response = client.receive();
    CHECK(response.status == 200);
    CHECK(response.header("Connection") == "close");
    CHECK(site.app.process().wait() == 0);
    CHECK(site.app.process().output().find(R"("all_answered":true)") != std::string::npos);
}

TEST_CASE("while it drains, readiness is false and requests are still answered", "[process]") {
    Site site({{"LIFTED_DRAIN_DELAY", "3s"}});
    site.app.process().signal(SIGTERM);
    site.app.process().wait_for_line("\"stopping\"");
    const auto readiness =
        site.web.await("/readyz", [](const Answer& answer) { return answer.status == 503; });
    CHECK(at(readiness.json().root(), "status").as_string() == "draining");
    CHECK(site.web.get("/livez").status == 200);
    CHECK(site.web.get("/api/v1/framework").status == 200);
    CHECK(site.app.process().wait() == 0);
}

TEST_CASE("a second signal stops at once, and not with success", "[process]") {
    Site site({{"LIFTED_DRAIN_DELAY", "30s"}});
    site.app.process().signal(SIGTERM);
    site.app.process().wait_for_line("\"stopping\"");
    site.app.process().signal(SIGTERM);
    CHECK(site.app.process().wait(std::chrono::seconds(10)) == 1);
}

TEST_CASE("a faulty configuration is refused in one line that names every fault", "[process]") {
    const auto refused = run_app_command(
        "dbname=none",
        {"serve"},
        {{"LIFTED_PORT", "99999"},
         {"LIFTED_THREADS", "many"},
         {"LIFTED_LOG_LEVEL", "loud"},
         {"LIFTED_TIME_ZONE", "Mars/Olympus"},
         {"LIFTED_PROT", "8000"},
         {"LIFTED_TLS_KEY", "/key.pem"},
         {"LIFTED_POLL_INTERVAL", "5 parsecs"}}
    );
    CHECK(refused.status == 2);
    CHECK(refused.output.empty());
    CHECK(std::count(refused.errors.begin(), refused.errors.end(), '\n') == 1);
    for (const std::string name :
         {"LIFTED_PORT",
          "LIFTED_THREADS",
          "LIFTED_LOG_LEVEL",
          "LIFTED_TIME_ZONE",
          "LIFTED_PROT",
          "LIFTED_TLS_CERTIFICATE",
          "LIFTED_POLL_INTERVAL"}) {
        INFO(refused.errors);
        CHECK(refused.errors.find(name + ": ") != std::string::npos);
    }
}

TEST_CASE("a value that could never serve is refused at start by its variable's name", "[process]") {
    const auto [name, value] = GENERATE(table<std::string, std::string>({
        {"LIFTED_APP_DATABASE", "host=x bogus=hunter2"},
        {"LIFTED_APP_DATABASE", "hunter2"},
        {"LIFTED_APP_DATABASE", "postgresql://lifted:hunter2@[::1/lifted"},
        {"LIFTED_APP_DATABASE", "host=x port=hunter2"},
        {"LIFTED_APP_DATABASE", "host=x port=70000"},
        {"LIFTED_APP_DATABASE_OWNER", "host=x password=hunter2 hunter2"},
        {"LIFTED_INGEST_DATABASE", "host=x bogus=hunter2"},
        {"LIFTED_ADDRESS", "localhost"},
        {"LIFTED_ADDRESS", " 127.0.0.1"},
        {"LIFTED_ADDRESS", "127.0.0.1:8000"},
        {"LIFTED_METRICS_ADDRESS", "10.0.0.256"},
        {"LIFTED_INGEST_ADDRESS", "[::1]"},
        {"LIFTED_TRUSTED_PROXIES", "abc"},
        {"LIFTED_TRUSTED_PROXIES", "10.0.0.0/8,10.0.0.0/33"},
        {"LIFTED_ALLOWED_HOSTS", "x:80"},
        {"LIFTED_ALLOWED_HOSTS", "a.example,https://b.example"},
        {"LIFTED_ALLOWED_HOSTS", "[::1]"},
        {"LIFTED_CURRENCY", "dollars"},
        {"LIFTED_CURRENCY", "sgd"},
        {"LIFTED_CURRENCY", "S$ "},
        {"LIFTED_STATEMENT_TIMEOUT", "0s"},
        {"LIFTED_STATEMENT_TIMEOUT", "100000h"},
        {"LIFTED_COMMAND_LOCK_TIMEOUT", "0s"},
        {"LIFTED_COMMAND_LOCK_TIMEOUT", "100000h"},
        {"LIFTED_POLL_INTERVAL", "0s"},
        {"LIFTED_DATABASE_WAIT", "100000h"},
        {"LIFTED_DRAIN_DELAY", "100000h"},
        {"LIFTED_DRAIN_TIMEOUT", "100000h"},
        {"LIFTED_PAGE_CACHE", "999999999GiB"},
    }));
    INFO(name + "=" + value);
    const auto refused = run_app_command("dbname=none", {"healthcheck"}, {{name, value}});
    INFO(refused.errors);
    CHECK(refused.status == 2);
    CHECK(std::count(refused.errors.begin(), refused.errors.end(), '\n') == 1);
    CHECK(refused.errors.find(name + ": must be ") != std::string::npos);
    CHECK(refused.errors.find("hunter2") == std::string::npos);
}

TEST_CASE("values at the ends of their ranges are taken", "[process]") {
    const auto taken = run_app_command(
        "postgresql://lifted:hunter2@[::1]:5432,db.example:6000/lifted?sslmode=verify-full",
        {"openapi"},
        {{"LIFTED_ADDRESS", "::"},
         {"LIFTED_TRUSTED_PROXIES", "10.0.0.0/8, 2001:db8::/32, 192.0.2.1"},
         {"LIFTED_ALLOWED_HOSTS", "lifted.example,192.0.2.1,::1"},
         {"LIFTED_CURRENCY", "EUR"},
         {"LIFTED_STATEMENT_TIMEOUT", "100ms"},
         {"LIFTED_COMMAND_LOCK_TIMEOUT", "1h"},
         {"LIFTED_DATABASE_WAIT", "0s"},
         {"LIFTED_DRAIN_DELAY", "0s"},
         {"LIFTED_PAGE_CACHE", "0"}}
    );
    INFO(taken.errors);
    CHECK(taken.status == 0);
}

TEST_CASE("the clock of a trial is refused in production", "[process]") {
    const auto refused = run_app_command("dbname=none", {"serve"}, {{"LIFTED_ENVIRONMENT", "production"}});
    CHECK(refused.status == 2);
    CHECK(refused.errors.find("LIFTED_CLOCK: must not be set in production") != std::string::npos);
    // Production is also what holds when nothing is said.
    CHECK(run_app_command("dbname=none", {"serve"}, {{"LIFTED_ENVIRONMENT", ""}}).status == 2);
}

TEST_CASE(
    "help and the configuration reference name the same settings, all that the program reads", "[process]"
) {
    const auto help = run_app_command("dbname=none", {"--help"});
    CHECK(help.status == 0);
    const auto settings = settings_in_help(help.output, "LIFTED_");
    CHECK(settings.size() >= 20);
    CHECK(settings == settings_in_reference(LIFTED_SOURCE "/docs/configuration.md", "LIFTED_"));
    // It works whatever the settings are.
    CHECK(run_app_command("dbname=none", {"--help"}, {{"LIFTED_PORT", "x"}}).status == 0);
}

TEST_CASE("unknown commands and missing arguments are refused with status 2", "[process]") {
    for (const auto& arguments : std::vector<std::vector<std::string>>{
             {}, {"sreve"}, {"import-framework"}, {"migrate"}, {"serve", "--fast"}
         }) {
        const auto refused = run_app_command("dbname=none", arguments);
        CHECK(refused.status == 2);
        CHECK_FALSE(refused.errors.empty());
    }
}

TEST_CASE("secrets of the configuration reach neither the log nor an answer", "[process]") {
    RunningApp app("host=/nowhere dbname=none user=x password=correct-horse");
    Web web(app);
    app.process().wait_for_line("waiting");
    const auto answer = web.get("/readyz");
    CHECK(answer.body.find("correct-horse") == std::string::npos);
    app.stop();
    CHECK(app.process().output().find("correct-horse") == std::string::npos);
    CHECK(app.process().errors().find("correct-horse") == std::string::npos);
}

TEST_CASE(
    "every line of the log is JSON with time, level and message, and requests with their id", "[process]"
) {
    Site site;
    const auto answer = site.web.get("/api/v1/framework");
    CHECK(site.app.stop() == 0);
    std::istringstream lines(site.app.process().output());
    bool seen = false;
    for (std::string line; std::getline(lines, line);) {
        INFO(line);
        const auto parsed = core::json::Document::parse(line);
        REQUIRE(parsed.has_value());
        CHECK(parsed->root().find("level").exists());
        const auto id = parsed->root().find("request_id");
        seen = seen || (id.exists() && id.as_string() == answer.header("X-Request-Id"));
    }
    CHECK(seen);
}

TEST_CASE("the operators' port has metrics and health, the public one no metrics", "[process]") {
    Site site;
    CHECK(site.web.get("/metrics").status == 404);
    core::http::testing::RawClient operators(site.app.metrics_port());
    const auto metrics = operators.exchange("GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n");
    CHECK(metrics.status == 200);
    CHECK(metrics.body.find("http_requests_total{") != std::string::npos);
    CHECK(metrics.body.find("lifted_catalogue_version 1\n") != std::string::npos);
    CHECK(metrics.body.find("lifted_catalogue_stale 0\n") != std::string::npos);
    CHECK(operators.exchange("GET /readyz HTTP/1.1\r\nHost: x\r\n\r\n").status == 200);
    const auto healthy = run_app_command(
        "dbname=none", {"healthcheck"}, {{"LIFTED_METRICS_PORT", std::to_string(site.app.metrics_port())}}
    );
    CHECK(healthy.status == 0);
    CHECK(site.app.stop() == 0);
    const auto gone = run_app_command(
        "dbname=none", {"healthcheck"}, {{"LIFTED_METRICS_PORT", std::to_string(site.app.metrics_port())}}
    );
    CHECK(gone.status == 1);
}

TEST_CASE("the health check asks where the service listens, be it one address or all", "[process]") {
    const auto [listens, other] = GENERATE(table<std::string, std::string>({
        {"127.0.0.9", "127.0.0.1"},
        {"0.0.0.0", "::1"},
        {"::1", "127.0.0.1"},
        {"::", ""},
    }));
    std::ifstream ipv6("/proc/net/if_inet6");
    if (listens.find(':') != std::string::npos && ipv6.peek() == std::ifstream::traits_type::eof()) {
        WARN("this machine has no IPv6");
        return;
    }
    const AppDatabase database(starter_data());
    auto settings = app_settings(database.conninfo());
    settings["LIFTED_METRICS_ADDRESS"] = listens;
    settings["LIFTED_INGEST_ADDRESS"] = listens;
    settings["LIFTED_INGEST_PORT"] = "0";
    settings["LIFTED_SERVICE_KEYS"] = "cms:" + std::string(32, 's');
    Process app({LIFTED_APP_SERVER, "serve", "--with-ingest"}, settings);
    const auto line = core::json::Document::parse(app.wait_for_line("\"listening\"")).value();
    app.wait_for_line("\"catalogue version loaded\"");

    const auto status = [&](const std::string& address, bool ingest) {
        const std::string part = ingest ? "INGEST" : "METRICS";
        const auto port = line.root().find(ingest ? "ingest_port" : "metrics_port").as_int().value();
        const auto arguments = ingest ? std::vector<std::string>{"healthcheck", "--ingest"}
                                      : std::vector<std::string>{"healthcheck"};
        const auto asked = run_app_command(
            "dbname=none",
            arguments,
            {{"LIFTED_" + part + "_ADDRESS", address}, {"LIFTED_" + part + "_PORT", std::to_string(port)}}
        );
        UNSCOPED_INFO(address << " " << part << ": " << asked.output << asked.errors);
        return asked.status;
    };
    for (const bool ingest : {false, true}) {
        CHECK(status(listens, ingest) == 0);
        if (!other.empty()) CHECK(status(other, ingest) == 1);
    }
    app.signal(SIGTERM);
    CHECK(app.wait() == 0);
}

TEST_CASE("what was dumped loads into another App's database and is served the same", "[process]") {
    AppDatabase first(starter_data());
    AppDatabase second("");
    const auto dumped = run_app_command(first.conninfo(), {"dumpdata"});
    REQUIRE(dumped.status == 0);
    const std::string file = "/tmp/" + second.name() + ".jsonl";
    std::ofstream(file) << dumped.output;
    auto settings = app_settings(second.conninfo());
    {
        Process load({LIFTED_APP_SERVER, "loaddata"}, settings, file);
        CHECK(load.wait() == 0);
        // A second time everything is there already: nothing is loaded, and each line says so.
        Process again({LIFTED_APP_SERVER, "loaddata"}, settings, file);
        CHECK(again.wait() == 2);
        CHECK(again.errors().find("line 1: ") != std::string::npos);
    }
    std::remove(file.c_str());
    RunningApp app(second.conninfo());
    app.wait_until_ready();
    CHECK(Web(app).get("/api/v1/courses").status == 200);
    CHECK(run_app_command(second.conninfo(), {"dumpdata"}).output == dumped.output);
    CHECK(run_app_command(second.conninfo(), {"migrate", "verify"}).status == 0);
    CHECK(run_app_command(second.conninfo(), {"migrate", "status"}).status == 0);
}
