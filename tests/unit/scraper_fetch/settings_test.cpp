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

TEST_CASE("a job's setting decides whether its results are handed in", "[scraper][runner]") {
    CHECK(applied({}).hand_in);
    CHECK(applied({{"HAND_IN", "1"}}).hand_in);
    CHECK_FALSE(applied({{"HAND_IN", "0"}}).hand_in);
    CHECK_FALSE(applied({{"HAND_IN", "false"}}).hand_in);
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

namespace {

/// `arguments` as JSON, and two start addresses of which the second knows `area`.
std::string document(const std::string& arguments, const std::string& more = "") {
    return R"({"name": "s", "version": "1", "allowed_hosts": ["a.example"], "arguments": )" + arguments + R"(,
        "start": [{"url": "https://a.example/{since}", "kind": "k"},
                  {"url": "https://a.example/", "kind": "k", "variables": {"area": "law"}}],
        )" +
           more + R"("pages": {"k": {"format": "html"}}})";
}

Job job(TextMap arguments, TextMap settings = {}) {
    Job job;
    job.arguments = std::move(arguments);
    job.settings = std::move(settings);
    return job;
}

using Variables = std::vector<std::pair<std::string, std::string>>;

}  // namespace

TEST_CASE("declared arguments become variables of every start address", "[scraper][runner]") {
    const auto text =
        document(R"({"since": {"type": "date", "default": "2026-01-01"}, "area": {"default": "tax"}})");
    const auto usual = plan_run(job({}), text, "").value();
    CHECK(usual.spider.start[0].variables == Variables{{"since", "2026-01-01"}, {"area", "tax"}});
    CHECK(usual.spider.start[1].variables == Variables{{"area", "tax"}, {"since", "2026-01-01"}});
    const auto given = plan_run(job({{"since", "2027-02-03"}, {"colour", "red"}}), text, "").value();
    CHECK(given.spider.start[0].variables == Variables{{"area", "tax"}, {"since", "2027-02-03"}});
    CHECK(given.unused == std::vector<std::string>{"colour"});
}

TEST_CASE("arguments that are not as declared are refused by name", "[scraper][runner]") {
    const auto refusal = [](const std::string& declared, TextMap given) {
        const auto plan = plan_run(job(std::move(given)), document(declared), "");
        return plan ? "" : plan.error().detail;
    };
    constexpr const char* kDate = R"({"since": {"type": "date"}})";
    CHECK(refusal(kDate, {{"since", "soon"}}) == "since is invalid: 'soon' is no date (YYYY-MM-DD)");
    CHECK(refusal(kDate, {}) == "'since' parameter is required");
    CHECK(refusal(kDate, {{"since", "2026-11-21"}, {"other", "x"}}).empty());
    // Only one of the start addresses has a value of its own.
    CHECK(refusal(R"({"area": {}})", {}) == "'area' parameter is required");
}

TEST_CASE("a project's settings and defaults stand behind those of job and spider", "[scraper][runner]") {
    constexpr const char* kProject = R"({"settings": {"DOWNLOAD_DELAY": 3, "CLOSESPIDER_PAGECOUNT": 7},
        "defaults": {"provider": "School", "format": "Course"}})";
    const auto text = document("{}", R"("defaults": {"provider": "Own"}, )");
    const auto plan = plan_run(job({}, {{"DOWNLOAD_DELAY", "2"}}), text, kProject).value();
    CHECK(plan.spider.politeness.delay == std::chrono::milliseconds(2'000));
    CHECK(plan.spider.limits.pages == 7);
    REQUIRE(plan.spider.defaults.size() == 2);
    CHECK(plan.spider.defaults[0].selects.at(0).text == "Own");
    CHECK(plan.spider.defaults[1].selects.at(0).text == "Course");
    CHECK(plan_run(job({}), text, "{").error().kind == core::ErrorKind::malformed);
}
