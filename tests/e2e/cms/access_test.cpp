// Who gets in: every route of every port.
#include "cms_site.hpp"
#include "port_operations.hpp"
#include "support/run.hpp"

#include <catch2/catch.hpp>

#include <set>

using namespace tests;
using core::http::Method;

namespace {

std::string with_values(std::string path) {
    for (auto open = path.find('{'); open != std::string::npos; open = path.find('{')) {
        path.replace(open, path.find('}') - open + 1, "1");
    }
    return path;
}

const std::set<std::string> kOpen{
    "/cms/login",
    "/cms/assets/banner.css",
    "/cms/assets/base.css",
    "/cms/assets/cms.css",
    "/cms/assets/lifted.svg",
    "/cms/assets/login.js",
    "/cms/assets/start.js",
};

}  // namespace

TEST_CASE("every route of the staff port asks for a session, but for the login", "[access]") {
    CmsSite site;
    site.staff.forget();
    const auto routes = staff_port_operations();
    CHECK(routes.size() > 100);
    for (const auto& [method, pattern] : routes) {
        const auto target = with_values(pattern);
        INFO(core::http::to_string(method) << " " << target);
        const bool login = method == Method::post && pattern == "/cms/api/v1/session";
        const auto answer = method == Method::get ? site.staff.get(target) : site.staff.send(method, target);
        if (kOpen.contains(pattern)) {
            CHECK(answer.status == 200);
        } else if (login) {
            CHECK(answer.status >= 400);
            CHECK(answer.status < 500);
        } else {
            CHECK(answer.status == 401);
            CHECK(answer.header("Cache-Control") == "no-store");
        }
    }
    const auto page = site.staff.get("/cms/", {{"Accept", "text/html"}});
    CHECK(page.status == 303);
    CHECK(page.header("Location").starts_with("/cms/login?next=%2Fcms%2F"));
}

TEST_CASE("what changes something needs the session's token", "[access]") {
    CmsSite site;
    const auto cookie = site.staff.cookie();
    boost::asio::io_context io(1);
    core::http::Client client(io.get_executor());
    for (const auto& [method, pattern] : staff_port_operations()) {
        if (method == Method::get || (method == Method::post && pattern == "/cms/api/v1/session")) continue;
        const auto target = with_values(pattern);
        const Headers headers{{"Cookie", cookie}, {"X-CSRF-Token", "not-the-token"}};
        const auto answer = tests::run(io, client.send({method, site.cms.url(target), headers, {}}));
        REQUIRE(answer.has_value());
        INFO(core::http::to_string(method) << " " << target << " " << answer->body);
        CHECK(answer->status == 403);
        CHECK(answer->body.find("csrf-token-invalid") != std::string::npos);
    }
    CHECK(site.staff.get("/cms/api/v1/session").status == 200);
}

TEST_CASE("the mirror shows the App's pages and data to staff, with a way back", "[access]") {
    CmsSite site;
    const auto page = site.staff.await("/api/v1/framework", [](const Answer& a) { return a.status == 200; });
    CHECK(page.body == site.public_get("/api/v1/framework").body);
    const auto start = site.staff.get("/");
    CHECK(start.status == 200);
    CHECK(start.body.find("cms-banner") != std::string::npos);
    CHECK(start.body.find("href=\"/cms/\"") != std::string::npos);
    CHECK(start.header("Cache-Control") == "no-store");
    CHECK(site.public_get("/").body.find("cms-banner") == std::string::npos);
    CHECK(site.staff.get("/api/v1/courses?limit=2").body == site.public_get("/api/v1/courses?limit=2").body);
}

TEST_CASE("the hand-in port takes signed requests alone", "[access]") {
    CmsSite site;
    const std::string target = "/internal/v1/scrapes/run-9";
    const std::string body = R"({"spider":"s","spider_version":"1","started_at":"2026-01-01T00:00:00Z"})";
    SigningWeb stranger(site.cms, "hand_in_port", {"test", std::string(48, 'x')});
    const auto refused = stranger.put(target, body);
    CHECK(refused.status == 401);
    CHECK(at(refused.json().root(), "code").as_string() == "signature-mismatch");
    SigningWeb unknown(site.cms, "hand_in_port", {"nobody", std::string(kServiceSecret)});
    CHECK(at(unknown.put(target, body).json().root(), "code").as_string() == "signature-unknown-key");
    CHECK(site.scraper.put(target, body).status < 300);
}
