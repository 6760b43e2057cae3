#include "running_scraper.hpp"

#include <fmt/format.h>

#include <atomic>
#include <thread>

namespace {

using core::http::Method;
using namespace tests;

/// A spider of the site that takes arguments.
std::string with_arguments(const SmallSite& site) {
    auto document = site.spider("sal");
    return document.insert(
        document.find("\"start\""),
        R"("arguments": {"since": {"type": "date", "default": "2026-01-01", "description": "first day"},
            "most": {"type": "integer"}}, )"
    );
}

}  // namespace

TEST_CASE("the schema of spider documents is served and printed", "[scraper][e2e]") {
    const Folder folder;
    RunningScraper scraper(folder.path);
    const auto served = scraper.send(Method::get, "/v1/spider.schema.json");
    CHECK(served.status == 200);
    CHECK(served.header("Content-Type") == "application/schema+json");
    CHECK(contains(served.body, "\"$id\": \"urn:lifted:schema:spider:1\""));
    const auto printed = run_program({LIFTED_SCRAPER, "schema"}, {});
    CHECK(printed.status == 0);
    CHECK(printed.output == served.body);
}

TEST_CASE("a job's arguments are held against those its spider declares", "[scraper][e2e]") {
    const SmallSite site(1);
    const Folder folder;
    RunningScraper scraper(folder.path);
    const auto archive =
        spider_archive({{"sal", with_arguments(site)}}, R"({"settings": {"DEPTH_LIMIT": 3}})");
    REQUIRE(contains(scraper.add_version("p", "1", archive), "\"spiders\":1"));
    const auto schedule = [&](const std::string& more) {
        return scraper.post("/schedule.json", "project=p&spider=sal&" + more);
    };
    CHECK(contains(schedule("jobid=a"), "\"message\":\"'most' parameter is required\""));
    CHECK(contains(schedule("jobid=a&most=few"), "\"message\":\"most is invalid: 'few' is no integer\""));
    CHECK(contains(schedule("jobid=a&most=3&since=soon"), "since is invalid: 'soon' is no date (YYYY-MM-DD)")
    );
    CHECK(contains(schedule("jobid=a&most=3&colour=red"), "\"jobid\":\"a\""));
    scraper.wait_for("a", "finished");
    CHECK(contains(scraper.get("/v1/jobs/a"), "\"outcome\":\"complete\""));
    CHECK(contains(
        scraper.get("/logs/p/sal/a.log"),
        "WARNING: argument 'colour' is not declared by the document and has no effect"
    ));
    CHECK(scraper.send(Method::post, "/v1/jobs/a/replay").body == scraper.get("/items/p/sal/a.jl"));
}

TEST_CASE("the spiders of a version are listed with what they take", "[scraper][e2e]") {
    const SmallSite site(1);
    const Folder folder;
    RunningScraper scraper(folder.path);
    scraper.add_version(
        "p", "1", spider_archive({{"sal", with_arguments(site)}}, R"({"settings": {"DEPTH_LIMIT": 3}})")
    );
    scraper.add_version("p", "2", spider_archive({{"calas", site.spider("calas")}}));
    CHECK(
        scraper.get("/v1/projects/p/spiders?version=1") ==
        R"({"project":"p","version":"1","settings":{"DEPTH_LIMIT":"3"},"items":[)"
        R"({"name":"sal","version":"1","title":"Demo",)"
        R"("arguments":[{"name":"since","type":"date","default":"2026-01-01","description":"first day"},)"
        R"({"name":"most","type":"integer","default":null,"description":""}]}],"total":1,"next":null})"
    );
    CHECK(contains(
        scraper.get("/v1/projects/p/spiders"), R"("version":"2","settings":{},"items":[{"name":"calas")"
    ));
    CHECK(scraper.send(Method::get, "/v1/projects/p/spiders?version=3").status == 404);
    CHECK(scraper.send(Method::get, "/v1/projects/q/spiders").status == 404);
    CHECK(scraper.send(Method::get, "/v1/projects/p/spiders?size=3").status == 400);
}

TEST_CASE("settings and defaults of a project count for its spiders", "[scraper][e2e]") {
    const SmallSite site(5);
    const Folder folder;
    RunningScraper scraper(folder.path);
    const auto archive = spider_archive(
        {{"sal", site.spider("sal")}},
        R"({"settings": {"CLOSESPIDER_PAGECOUNT": 3}, "defaults": {"provider": "Harbour School"}})"
    );
    scraper.add_version("p", "1", archive);
    scraper.post("/schedule.json", "project=p&spider=sal&jobid=a");
    scraper.wait_for("a", "finished");
    CHECK(contains(scraper.get("/v1/jobs/a"), "the run stopped at its page-limit"));
    CHECK(contains(scraper.get("/items/p/sal/a.jl"), "\"provider\":\"Harbour School\""));
}

TEST_CASE("the API answers while a page that takes long is read", "[scraper][e2e]") {
    const Folder folder;
    RunningScraper scraper(folder.path);
    std::string rules;
    for (int i = 0; i < 100; ++i) rules += fmt::format("{}{{\"css\":\"div .c{} i\"}}", i == 0 ? "" : ",", i);
    std::string page;
    for (int i = 0; i < 20'000; ++i) page += "<p><b>x</b>";
    const auto body =
        R"({"spider":{"name":"s","version":"1","allowed_hosts":["a.example"],
        "start":[{"url":"https://a.example/","kind":"k"}],
        "pages":{"k":{"format":"html","fields":{"name":[)" +
        rules + R"(]}}}},"page":{"url":"https://a.example/","body":")" + page + "\"}}";
    std::atomic<bool> done = false;
    core::http::ClientResponse tried;
    std::thread trying([&] {
        tried = scraper.send(Method::post, "/v1/try", body, "application/json");
        done = true;
    });
    int answers = 0;
    while (!done) {
        if (contains(scraper.get("/listjobs.json"), "\"ok\"")) ++answers;
    }
    trying.join();
    CHECK(tried.status == 200);
    // Before it was sent, and after it was read, there is time for a few at most.
    CHECK(answers > 10);
}
