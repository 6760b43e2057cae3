#include "scraper/runner/settings.hpp"

namespace {

using namespace scraper;

RunPlan applied(const TextMap& settings) {
    RunPlan plan;
    plan.spider.politeness.delay = std::chrono::milliseconds(1000);
    plan.spider.politeness.concurrency_per_host = 2;
    plan.spider.limits.pages = 100;
    apply_settings(settings, plan);
    return plan;
}

}  // namespace

TEST_CASE("a setting makes a spider gentler, never rougher", "[scraper][runner]") {
    CHECK(applied({{"DOWNLOAD_DELAY", "2.5"}}).spider.politeness.delay == std::chrono::milliseconds(2500));
    CHECK(applied({{"DOWNLOAD_DELAY", "0"}}).spider.politeness.delay == std::chrono::milliseconds(1000));
    CHECK(applied({{"CONCURRENT_REQUESTS_PER_DOMAIN", "1"}}).spider.politeness.concurrency_per_host == 1);
    CHECK(applied({{"CONCURRENT_REQUESTS_PER_DOMAIN", "50"}}).spider.politeness.concurrency_per_host == 2);
    CHECK(applied({{"CLOSESPIDER_PAGECOUNT", "7"}}).spider.limits.pages == 7);
    CHECK(applied({{"CLOSESPIDER_PAGECOUNT", "0"}}).spider.limits.pages == 100);
    CHECK(applied({{"CLOSESPIDER_PAGECOUNT", "100000"}}).spider.limits.pages == 100);
    CHECK(applied({{"CONCURRENT_REQUESTS", "3"}}).crawl.concurrency == 3);
    CHECK(applied({{"UNKNOWN", "x"}}).spider.limits.pages == 100);
    CHECK_FALSE(applied({{"LOG_LEVEL", "ERROR"}}).log_info);
}

TEST_CASE("known settings with values that cannot be read are refused", "[scraper][runner]") {
    CHECK(check_settings({{"DOWNLOAD_DELAY", "soon"}}).error().detail == "DOWNLOAD_DELAY=soon: is no number");
    CHECK_FALSE(check_settings({{"DEPTH_LIMIT", "-1"}}).has_value());
    CHECK_FALSE(check_settings({{"LOG_LEVEL", "LOUD"}}).has_value());
    CHECK(check_settings({{"DOWNLOAD_DELAY", "2"}, {"UNKNOWN", "x"}}).has_value());
}

TEST_CASE("arguments fill the page variables they name", "[scraper][runner]") {
    Spider spider;
    spider.start.emplace_back();
    spider.start.front().variables = {{"since", "2020-01-01"}};
    CHECK(
        apply_arguments({{"since", "2026-01-01"}, {"other", "x"}}, spider) ==
        std::vector<std::string>{"other"}
    );
    CHECK(spider.start.front().variables.front().second == "2026-01-01");
}
