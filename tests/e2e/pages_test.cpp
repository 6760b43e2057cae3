#include "site.hpp"

#include <catch2/catch.hpp>

#include <regex>
#include <set>

using namespace tests;

namespace {

/// What a page loads or links to on this host.
std::set<std::string> links_in(const std::string& html) {
    const std::regex link(R"re((?:href|src)="([^"#]+)")re");
    std::set<std::string> found;
    for (std::sregex_iterator at(html.begin(), html.end(), link); at != std::sregex_iterator(); ++at) {
        found.insert((*at)[1].str());
    }
    return found;
}

}  // namespace

TEST_CASE("the pages load everything from this host and nothing inline", "[pages]") {
    Site site;
    const std::string page = GENERATE("/", "/api/docs");
    const auto answer = site.web.get(page);
    INFO(page);
    CHECK(answer.status == 200);
    CHECK(answer.header("Content-Type") == "text/html; charset=utf-8");
    CHECK(
        answer.header("Content-Security-Policy").find("script-src 'self'; style-src 'self'") !=
        std::string::npos
    );
    for (const std::string forbidden :
         {"<style", " style=", " onclick=", "javascript:", "http://", "https://"}) {
        INFO(forbidden);
        CHECK(answer.body.find(forbidden) == std::string::npos);
    }
    CHECK_FALSE(std::regex_search(answer.body, std::regex(R"(<script(?![^>]* src=))")));
    const auto links = links_in(answer.body);
    CHECK(links.size() >= 3);
    for (const auto& link : links) {
        INFO(link);
        REQUIRE(link.starts_with("/"));
        CHECK(site.web.get(link).status == 200);
    }
}
