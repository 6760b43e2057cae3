#include "running_scraper.hpp"
#include "support/documented_settings.hpp"

#include <algorithm>
#include <csignal>
#include <thread>

using namespace tests;

TEST_CASE(
    "help and the configuration reference name the same settings, all that the scraper reads",
    "[scraper][e2e]"
) {
    const auto help = run_program({LIFTED_SCRAPER, "--help"}, {{"SCRAPER_PORT", "x"}});
    CHECK(help.status == 0);
    const auto settings = settings_in_help(help.output, "SCRAPER_");
    CHECK(settings.size() >= 25);
    CHECK(settings == settings_in_reference(LIFTED_SOURCE "/docs/configuration.md", "SCRAPER_"));
}

TEST_CASE(
    "a faulty configuration of the scraper is refused in one line that names every fault", "[scraper][e2e]"
) {
    const auto refused = run_program(
        {LIFTED_SCRAPER, "serve"},
        {{"SCRAPER_PORT", "seventy"},
         {"SCRAPER_USERNAME", "anna"},
         {"SCRAPER_CLOCK", "2027-01-05T09:00:00Z"},
         {"SCRAPER_CMS_KEY", "short:secret"},
         {"SCRAPER_TYPO", "1"}}
    );
    CHECK(refused.status == 2);
    CHECK(refused.output.empty());
    CHECK(std::count(refused.errors.begin(), refused.errors.end(), '\n') == 1);
    INFO(refused.errors);
    for (const auto* name :
         {"SCRAPER_PORT", "SCRAPER_PASSWORD", "SCRAPER_CLOCK", "SCRAPER_CMS_URL", "SCRAPER_TYPO"})
        CHECK(contains(refused.errors, std::string(name) + ": "));
    CHECK_FALSE(contains(refused.errors, "short:secret"));
}

TEST_CASE(
    "a value that could never serve the scraper is refused at start by its variable's name", "[scraper][e2e]"
) {
    const auto [name, value] = GENERATE(table<std::string, std::string>({
        {"SCRAPER_ADDRESS", "localhost"},
        {"SCRAPER_METRICS_ADDRESS", "6801"},
        {"SCRAPER_TRUSTED_PROXIES", "abc"},
        {"SCRAPER_ALLOWED_HOSTS", "x:80"},
        {"SCRAPER_DRAIN_TIMEOUT", "100000h"},
        {"SCRAPER_LONGEST_RUN", "0s"},
        {"SCRAPER_KEEP_SNAPSHOTS", "59m"},
        {"SCRAPER_CMS_URL", "cms.example:9001"},
    }));
    INFO(name + "=" + value);
    Settings settings{{name, value}};
    if (name == "SCRAPER_CMS_URL") settings["SCRAPER_CMS_KEY"] = "scraper:" + std::string(32, 's');
    const auto refused = run_program({LIFTED_SCRAPER, "healthcheck"}, settings);
    INFO(refused.errors);
    CHECK(refused.status == 2);
    CHECK(std::count(refused.errors.begin(), refused.errors.end(), '\n') == 1);
    CHECK(contains(refused.errors, name + ": must be "));
}

TEST_CASE("the scraper's health is asked for by its own command", "[scraper][e2e]") {
    const Folder folder;
    RunningScraper scraper(folder.path);
    const auto status_at = [](int port) {
        return run_program(
                   {LIFTED_SCRAPER, "healthcheck"}, {{"SCRAPER_METRICS_PORT", std::to_string(port)}}
        ).status;
    };
    CHECK(status_at(scraper.metrics_port()) == 0);
    CHECK(status_at(1) == 1);
    scraper.process().signal(SIGTERM);
    CHECK(scraper.process().wait() == 0);
    CHECK(status_at(scraper.metrics_port()) == 1);
}

TEST_CASE(
    "a scraper that stops is not ready, shows its metrics and answers what it began", "[scraper][e2e]"
) {
    const SmallSite site(1, std::chrono::seconds(2));
    const Folder folder;
    RunningScraper scraper(folder.path);
    scraper.add_version("p", "1", spider_archive({{"sal", site.spider("sal")}}));
    scraper.post("/schedule.json", "project=p&spider=sal&jobid=a&priority=1&setting=HAND_IN=0");
    scraper.wait_for("a", "finished");
    CHECK(scraper.get_from_operators_port("/readyz").status == 200);
    CHECK(contains(scraper.get_from_operators_port("/metrics").body, "scraper_jobs{state=\"finished\"} 1"));
    const auto body = "{\"spider\":" + site.spider("sal") + ",\"url\":\"http://" + site.host() +
                      "/course/7\",\"kind\":\"course\"}";
    const auto before = site.asked();
    core::http::ClientResponse tried;
    std::thread trying([&] {
        tried = scraper.send(core::http::Method::post, "/v1/try", body, "application/json");
    });
    while (site.asked() == before) std::this_thread::sleep_for(std::chrono::milliseconds(2));
    scraper.process().signal(SIGTERM);
    scraper.process().wait_for_line("\"stopping\"");
    const auto ready = scraper.get_from_operators_port("/readyz");
    CHECK(ready.status == 503);
    CHECK(contains(ready.body, "draining"));
    CHECK(contains(scraper.get_from_operators_port("/metrics").body, "scraper_jobs{state=\"finished\"} 1"));
    CHECK(scraper.get_from_operators_port("/livez").status == 200);
    trying.join();
    CHECK(tried.status == 200);
    CHECK(contains(tried.body, "\"name\":\"Course 7\""));
    CHECK(scraper.process().wait() == 0);
}
