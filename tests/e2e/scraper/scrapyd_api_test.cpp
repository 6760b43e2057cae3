#include "running_scraper.hpp"

#include <regex>

namespace {

using core::http::Method;
using namespace tests;

/// The size, the time and the type that a listing shows of an entry.
std::vector<std::string> shown(const std::string& listing, const std::string& name) {
    const auto at = listing.find("\">" + name + "</a></td>");
    if (at == std::string::npos) return {};
    const auto line = listing.substr(at, listing.find('\n', at) - at);
    std::smatch found;
    const std::regex cells("<td>(.*?)</td><td>(.*?)</td><td>(.*?)</td><td></td></tr>");
    if (!std::regex_search(line, found, cells)) return {};
    return {found[1], found[2], found[3]};
}

constexpr const char* kPrefix = R"({"node_name":"node","status":"ok")";

std::string error(std::string_view message) {
    return R"({"node_name":"node","status":"error","message":")" + std::string(message) + "\"}\n";
}

}  // namespace

TEST_CASE("projects, versions and spiders are listed as Scrapyd does", "[scraper][e2e]") {
    const SmallSite site(1);
    const Folder folder;
    RunningScraper scraper(folder.path);
    CHECK(scraper.get("/listprojects.json") == std::string(kPrefix) + ",\"projects\":[]}\n");
    const auto archive = spider_archive({{"sal", site.spider("sal")}, {"calas", site.spider("calas")}});
    for (const auto* version : {"10", "2", "1"})
        CHECK(contains(scraper.add_version("p", version, archive), "\"spiders\":2"));
    CHECK(scraper.get("/listprojects.json") == std::string(kPrefix) + ",\"projects\":[\"p\"]}\n");
    CHECK(
        scraper.get("/listversions.json?project=p") ==
        std::string(kPrefix) + R"(,"versions":["1","2","10"]})" + "\n"
    );
    CHECK(scraper.get("/listversions.json?project=q") == std::string(kPrefix) + R"(,"versions":[]})" + "\n");
    CHECK(
        scraper.get("/listspiders.json?project=p&_version=2") ==
        std::string(kPrefix) + R"(,"spiders":["calas","sal"]})" + "\n"
    );
    CHECK(contains(scraper.post("/delversion.json", "project=p&version=2"), "\"ok\""));
    CHECK(contains(scraper.post("/delproject.json", "project=p"), "\"ok\""));
    CHECK(scraper.get("/listprojects.json") == std::string(kPrefix) + ",\"projects\":[]}\n");
}

TEST_CASE("errors have Scrapyd's words", "[scraper][e2e]") {
    const SmallSite site(1);
    const Folder folder;
    RunningScraper scraper(folder.path);
    scraper.add_version("p", "1", spider_archive({{"sal", site.spider("sal")}}));
    CHECK(scraper.get("/listversions.json") == error("'project' parameter is required"));
    CHECK(scraper.get("/listversions.json?project=../p") == error("DirectoryTraversalError: ../p"));
    CHECK(scraper.get("/listspiders.json?project=legal") == error("project 'legal' not found"));
    CHECK(scraper.get("/listspiders.json?project=../p") == error("project '../p' not found"));
    CHECK(scraper.get("/listspiders.json?project=p&_version=7") == error("version '7' not found"));
    CHECK(scraper.get("/listjobs.json?project=legal") == error("project 'legal' not found"));
    CHECK(scraper.post("/schedule.json", "project=p") == error("'spider' parameter is required"));
    CHECK(scraper.post("/schedule.json", "project=p&spider=calas") == error("spider 'calas' not found"));
    CHECK(contains(
        scraper.post("/schedule.json", "project=p&spider=sal&priority=high"), "priority is invalid: "
    ));
    CHECK(
        scraper.post("/schedule.json", "project=p&spider=sal&setting=bad") == error("setting is invalid: bad")
    );
    CHECK(scraper.post("/cancel.json", "project=p&job=x&signal=STOP") == error("signal is invalid: STOP"));
    CHECK(scraper.post("/delversion.json", "project=p&version=7") == error("version '7' not found"));
    CHECK(scraper.post("/delproject.json", "project=x") == error("project 'x' not found"));
    CHECK(
        scraper.add_version("p", "2", "text") ==
        error("egg is not a ZIP file (if using curl, use egg=@path not egg=path)")
    );
}

TEST_CASE("methods, CORS and unknown paths are answered as specified", "[scraper][e2e]") {
    const Folder folder;
    RunningScraper scraper(folder.path);
    const auto options = scraper.send(Method::options, "/schedule.json");
    CHECK(options.status == 204);
    CHECK(options.header("Allow") == "OPTIONS, HEAD, POST");
    const auto status = scraper.send(Method::get, "/daemonstatus.json");
    CHECK(status.header("Content-Type") == "application/json");
    CHECK(status.header("Access-Control-Allow-Origin") == "*");
    CHECK(status.header("Access-Control-Allow-Methods") == "OPTIONS, HEAD, GET");
    CHECK(status.body == std::string(kPrefix) + R"(,"pending":0,"running":0,"finished":0})" + "\n");
    const auto wrong = scraper.send(Method::get, "/schedule.json");
    CHECK(wrong.status == 405);
    CHECK(wrong.header("Allow") == "OPTIONS, HEAD, POST");
    CHECK(contains(wrong.body, "\"message\":\"UnsupportedMethod: "));
    CHECK(scraper.send(Method::get, "/nothing").status == 404);
    CHECK(scraper.send(Method::get, "/nothing").header("Content-Type").starts_with("text/html"));
}

TEST_CASE("with a user name, everything asks for it", "[scraper][e2e]") {
    const Folder folder;
    RunningScraper scraper(
        folder.path, {{"SCRAPER_USERNAME", ""}, {"SCRAPYD_USERNAME", "anna"}, {"SCRAPYD_PASSWORD", "word"}}
    );
    for (const auto* path : {"/daemonstatus.json", "/", "/logs/", "/v1/jobs/x", "/nothing"}) {
        const auto refused = scraper.send(Method::get, path);
        CAPTURE(path);
        CHECK(refused.status == 401);
        CHECK(refused.header("WWW-Authenticate") == "basic realm=\"Scrapyd\"");
        CHECK(refused.body == "Unauthorized");
    }
    const auto with = [&](const char* credentials) {
        return scraper.send(
                          Method::get, "/daemonstatus.json", {}, {}, {{"Authorization", credentials}}
        ).status;
    };
    CHECK(with("Basic YW5uYTp3b3Jk") == 200);
    CHECK(with("Basic YW5uYTp3b3Jx") == 401);
    CHECK(with("Bearer YW5uYTp3b3Jk") == 401);
}

TEST_CASE("the monitoring site escapes what it shows and follows the proxy's path", "[scraper][e2e]") {
    const SmallSite site(1);
    const Folder folder;
    RunningScraper scraper(folder.path, {{"SCRAPER_JOBS", "1"}});
    scraper.add_version("<b>p", "1", spider_archive({{"sal", site.spider("sal")}}));
    scraper.post("/schedule.json", "project=%3Cb%3Ep&spider=sal&jobid=j1");
    scraper.wait_for("j1", "finished");
    const auto home = scraper.get("/");
    for (const auto* link : {"\"/jobs\"", "\"/logs/\"", "\"/items/\"", "&lt;b&gt;p"})
        CHECK(contains(home, link));
    const auto proxied = scraper.send(Method::get, "/", {}, {}, {{"X-Forwarded-Prefix", "/path/to"}}).body;
    CHECK(contains(proxied, "\"/path/to/jobs\""));
    const auto jobs = scraper.get("/jobs");
    CHECK(contains(jobs, "&lt;b&gt;p"));
    CHECK_FALSE(contains(jobs, "<b>p"));
    CHECK(scraper.send(Method::get, "/logs").header("Location") == "/logs/");
    CHECK(contains(scraper.get("/logs/"), "<a href=\"%3Cb%3Ep/\">&lt;b&gt;p/</a></td><td></td>"));
    const auto listing = scraper.get("/logs/%3Cb%3Ep/sal/");
    CHECK(contains(listing, "<a href=\"j1.log\">j1.log</a>"));
    CHECK(contains(scraper.get("/logs/%3Cb%3Ep/sal/j1.log"), "Dumping Scrapy stats:"));
    CHECK(contains(scraper.get("/items/%3Cb%3Ep/sal/j1.jl"), "\"name\":\"Course 0\""));
}

TEST_CASE("listings show size and time as Scrapyd's file server does", "[scraper][e2e]") {
    const SmallSite site(40);
    const Folder folder;
    RunningScraper scraper(folder.path);
    scraper.add_version("p", "1", spider_archive({{"sal", site.spider("sal")}}));
    scraper.post("/schedule.json", "project=p&spider=sal&jobid=a");
    scraper.wait_for("a", "finished");
    const auto size_of = [&](const std::string& path) {
        const auto bytes = scraper.get(path).size();
        return bytes < 1024 ? std::to_string(bytes) + "B" : std::to_string(bytes / 1024) + "K";
    };
    const auto jobs = scraper.get("/listjobs.json");
    const auto ended = jobs.find("\"end_time\":\"") + std::string_view("\"end_time\":\"").size();
    const auto minute = jobs.substr(ended, std::string_view("2026-11-21 09:29").size());
    using Cells = std::vector<std::string>;
    CHECK(
        shown(scraper.get("/logs/p/sal/"), "a.log") ==
        Cells{size_of("/logs/p/sal/a.log"), minute, "[text/plain]"}
    );
    CHECK(
        shown(scraper.get("/items/p/sal/"), "a.jl") ==
        Cells{size_of("/items/p/sal/a.jl"), minute, "[text/plain]"}
    );
    CHECK(shown(scraper.get("/items/p/"), "sal/") == Cells{"", minute, "[Directory]"});
    CHECK(shown(scraper.get("/logs/"), "p/") == Cells{"", minute, "[Directory]"});
}
