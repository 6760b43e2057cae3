#include "cms_server/handlers/staff/list_page.hpp"

#include "core/base/json.hpp"

#include <catch2/catch.hpp>

namespace {

struct Asked {
    explicit Asked(std::string_view path, std::string_view query) : reader(query) {
        request.path = path;
        request.query = query;
        page.emplace(request, reader);
        reader.text("actor", 100);
    }

    core::http::Request request;
    core::http::QueryReader reader;
    std::optional<cms::ListPage> page;
};

/// The query of a link.
std::string query_of(const std::string& link) {
    return link.substr(link.find('?') + 1);
}

}  // namespace

TEST_CASE("a cursor brings back the place and the direction it was made for", "[lists]") {
    const Asked first("/list", "actor=ann&limit=2");
    CHECK(first.page->limit() == 2);
    CHECK_FALSE(first.page->place());
    for (const bool backwards : {false, true}) {
        const auto link = first.page->link("the place", backwards);
        CHECK(link.starts_with("/list?actor=ann&limit=2&cursor="));
        const auto query = query_of(link);
        Asked second("/list", query);
        CHECK(second.reader.finish().has_value());
        CHECK(second.page->place() == "the place");
        CHECK(second.page->backwards() == backwards);
    }
}

TEST_CASE("a cursor of another list, another query or nobody is refused", "[lists]") {
    const Asked first("/list", "actor=ann");
    const auto cursor = query_of(first.page->link("7", false)).substr(std::string("actor=ann&").size());
    const auto refused = [](std::string_view path, const std::string& query) {
        Asked asked(path, query);
        const auto finished = asked.reader.finish();
        return finished ? "accepted" : finished.error().fields.at(0).code;
    };
    CHECK(refused("/list", "actor=ann&" + cursor) == "accepted");
    CHECK(refused("/list", cursor + "&limit=5&actor=ann") == "accepted");
    CHECK(refused("/list", "actor=ben&" + cursor) == "foreign-cursor");
    CHECK(refused("/list", cursor) == "foreign-cursor");
    CHECK(refused("/other", "actor=ann&" + cursor) == "foreign-cursor");
    CHECK(refused("/list", "actor=ann&cursor=AAAA") == "invalid-cursor");
    CHECK(refused("/list", "actor=ann&cursor=!") == "invalid-cursor");
    CHECK(refused("/list", "limit=101") == "invalid-value");
}

TEST_CASE("a page links to its neighbours where there are any", "[lists]") {
    const auto links = [](const Asked& asked, bool more) {
        const auto response = asked.page->answer("{}", 9, more, "first", "last");
        const auto document = core::json::Document::parse(response.body_bytes()).value();
        const auto has = [&](std::string_view name) { return !document.root().find(name).is_null(); };
        CHECK(document.root().find("total").as_int() == 9);
        return std::pair(has("prev"), has("next"));
    };
    const Asked first("/list", "");
    CHECK(links(first, true) == std::pair(false, true));
    CHECK(links(first, false) == std::pair(false, false));
    const auto forwards = query_of(first.page->link("x", false));
    CHECK(links(Asked("/list", forwards), false) == std::pair(true, false));
    CHECK(links(Asked("/list", forwards), true) == std::pair(true, true));
    const auto backwards = query_of(first.page->link("x", true));
    CHECK(links(Asked("/list", backwards), false) == std::pair(false, true));
    CHECK(links(Asked("/list", backwards), true) == std::pair(true, true));
}

TEST_CASE("the row read too much is cut from the far side", "[lists]") {
    const Asked first("/list", "limit=2");
    std::vector<int> rows{1, 2, 3};
    CHECK(first.page->cut(rows));
    CHECK(rows == std::vector<int>{1, 2});
    CHECK_FALSE(first.page->cut(rows));
    const auto query = query_of(first.page->link("x", true));
    const Asked back("/list", query);
    rows = {1, 2, 3};
    CHECK(back.page->cut(rows));
    CHECK(rows == std::vector<int>{2, 3});
}
