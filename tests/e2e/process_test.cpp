#include "integration/http/raw_client.hpp"
#include "site.hpp"
#include "support/documented_settings.hpp"

#include <catch2/catch.hpp>

#include <csignal>
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
