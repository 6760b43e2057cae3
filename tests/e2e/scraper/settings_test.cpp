#include "running_scraper.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <regex>

using namespace tests;

TEST_CASE("help names every setting of the scraper, and the reference documents it", "[scraper][e2e]") {
    const auto help = run_program({LIFTED_SCRAPER, "--help"}, {{"SCRAPER_PORT", "x"}});
    CHECK(help.status == 0);
    std::ifstream file(LIFTED_SOURCE "/docs/configuration.md");
    const std::string reference(std::istreambuf_iterator<char>(file), {});
    const std::regex setting("SCRAPER_[A-Z_]+");
    std::size_t found = 0;
    for (std::sregex_iterator at(help.output.begin(), help.output.end(), setting);
         at != std::sregex_iterator();
         ++at) {
        ++found;
        INFO(at->str());
        CHECK(contains(reference, "`" + at->str() + "`"));
    }
    CHECK(found >= 25);
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

TEST_CASE("the scraper's health is asked for by its own command", "[scraper][e2e]") {
    const Folder folder;
    CHECK(run_program({LIFTED_SCRAPER, "healthcheck"}, {{"SCRAPER_METRICS_PORT", "1"}}).status == 1);
}
