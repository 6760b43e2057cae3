// The document of the v1 API is true: every operation answers as it says, with every status it names.
#include "../contract.hpp"
#include "running_scraper.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <set>

namespace {

using core::http::Method;
using namespace tests;
using Faults = std::vector<std::string>;

/// Asks a scraper and holds each answer against the document.
class Walk {
public:
    Walk(RunningScraper& scraper, Contract& contract) : scraper_(scraper), contract_(contract) {}

    /// `path` fills the parameters of the operation's path in their order.
    Answer expect(
        std::string_view id,
        unsigned status,
        const std::vector<std::string>& path = {},
        std::string query = {},
        std::string body = {}
    ) {
        const auto& operation = contract_.operation(id);
        auto target = operation.path;
        for (const auto& value : path) {
            const auto open = target.find('{');
            REQUIRE(open != std::string::npos);
            target.replace(open, target.find('}') - open + 1, value);
        }
        const auto method = operation.method == "get" ? Method::get : Method::post;
        const std::string type = body.empty() ? "" : "application/json";
        const auto sent = scraper_.send(method, target + query, std::move(body), type);
        Answer answer{sent.status, sent.headers, sent.body};
        INFO(
            id << " " << target << query << " answered " << answer.status << ": "
               << answer.body.substr(0, 600)
        );
        CHECK(answer.status == status);
        CHECK(operation.documents(std::to_string(answer.status)));
        CHECK(contract_.faults(id, answer) == Faults());
        return answer;
    }

    /// A body that the document allows.
    Answer post(std::string_view id, unsigned status, const std::string& body) {
        const auto schema =
            at(contract_.operation(id).value, "requestBody/content").find("application/json").find("schema");
        const auto parsed = core::json::Document::parse(body, {.depth = 64, .values = 100'000});
        REQUIRE(parsed.has_value());
        INFO(id << " " << body.substr(0, 300));
        CHECK(contract_.schema().faults(schema, parsed->root()) == Faults());
        return expect(id, status, {}, {}, body);
    }

private:
    RunningScraper& scraper_;
    Contract& contract_;
};

std::string member_of(const Answer& answer, std::string_view path) {
    return std::string(at(answer.json().root(), path).as_string().value_or(""));
}

}  // namespace

TEST_CASE("every operation of the scraper's v1 API answers as documented", "[scraper][e2e][conformance]") {
    const SmallSite site(3, std::chrono::milliseconds(50));
    const Folder folder;
    RunningScraper scraper(folder.path);
    const auto spider = site.spider("sal");
    scraper.add_version("p", "1", spider_archive({{"sal", spider}}));
    scraper.post("/schedule.json", "project=p&spider=sal&jobid=j");
    Contract contract(scraper.get("/v1/openapi.json"));
    Walk walk(scraper, contract);

    walk.expect("getOpenapi", 200);
    walk.expect("getSpiderSchema", 200);
    walk.expect("listSpiders", 200, {"p"});
    walk.expect("listSpiders", 200, {"p"}, "?version=1");
    walk.expect("listSpiders", 400, {"p"}, "?nonsense=1");
    walk.expect("listSpiders", 404, {"q"});
    walk.expect("listSpiders", 404, {"p"}, "?version=7");

    scraper.wait_for("j", "running");
    walk.expect("getJob", 200, {"j"});
    scraper.wait_for("j", "finished");
    walk.expect("getJob", 200, {"j"});
    walk.expect("listJobItems", 200, {"j"});
    const auto items = walk.expect("listJobItems", 200, {"j"}, "?limit=2");
    CHECK(contains(member_of(items, "next"), "?limit=2&cursor="));
    walk.expect("listJobItems", 400, {"j"}, "?limit=0");
    walk.expect("listJobItems", 400, {"j"}, "?nonsense=1");
    walk.expect("listJobErrors", 200, {"j"});
    const auto snapshots = walk.expect("listJobSnapshots", 200, {"j"});
    walk.expect("getSnapshot", 200, {member_of(snapshots, "items/0/sha256")});
    walk.expect("getSnapshot", 404, {std::string(64, '0')});
    walk.expect("replayJob", 200, {"j"});
    for (const auto* id : {"getJob", "listJobItems", "listJobErrors", "listJobSnapshots", "replayJob"})
        walk.expect(id, 404, {"nobody"});

    const std::string page =
        R"("page":{"url":"https://www.example.org/c","body":"<h1>A course</h1>","content_type":"text/html"})";
    const auto address = "\"url\":\"http://" + site.host() + "/course/2\"";
    walk.post("trySpider", 200, "{\"spider\":" + spider + ",\"kind\":\"course\"," + page + "}");
    walk.post("trySpider", 200, "{\"spider\":" + spider + ",\"kind\":\"course\"," + address + "}");
    walk.post("trySpider", 422, "{\"spider\":" + spider + ",\"url\":\"http://169.254.169.254/\"}");
    walk.post("suggestSpider", 200, "{\"url\":\"http://" + site.host() + "/feed\"}");
    walk.post("suggestSpider", 422, "{" + page + "}");
    for (const auto* id : {"trySpider", "suggestSpider"}) {
        walk.expect(id, 400, {}, {}, "{");
        walk.expect(id, 422, {}, {}, "{}");
        walk.expect(id, 413, {}, {}, std::string((12U << 20U) + 1, ' '));
    }

    // A job with an error, whose version is taken away afterwards.
    auto missing = spider;
    missing.replace(missing.find("/list\""), 6, "/gone\"");
    scraper.add_version("p", "2", spider_archive({{"sal", missing}}));
    scraper.post("/schedule.json", "project=p&spider=sal&jobid=k");
    scraper.wait_for("k", "finished");
    const auto errors = walk.expect("listJobErrors", 200, {"k"});
    CHECK(member_of(errors, "items/0/code") == "status-404");
    scraper.post("/delversion.json", "project=p&version=2");
    walk.expect("replayJob", 409, {"k"});

    CHECK(contract.not_exercised() == Faults());
}

TEST_CASE("the v1 paths take the methods that are documented, and no others", "[scraper][e2e][conformance]") {
    const Folder folder;
    RunningScraper scraper(folder.path);
    const Contract contract(scraper.get("/v1/openapi.json"));
    std::map<std::string, std::set<std::string>> documented;
    for (const auto& operation : contract.operations()) documented[operation.path].insert(operation.method);
    for (const auto& [pattern, methods] : documented) {
        auto path = pattern;
        for (auto open = path.find('{'); open != std::string::npos; open = path.find('{'))
            path.replace(open, path.find('}') - open + 1, "x");
        INFO(path);
        CHECK(scraper.send(Method::delete_, path).status == 405);
        if (!methods.contains("post")) CHECK(scraper.send(Method::post, path).status == 405);
        if (!methods.contains("get")) CHECK(scraper.send(Method::get, path).status == 405);
    }
    CHECK(documented.size() == contract.operations().size());
}
