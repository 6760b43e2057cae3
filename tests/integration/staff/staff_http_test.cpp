#include "staff_site.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

using core::http::Method;
using tests::Browser;
using tests::member;
using tests::StaffSite;
using tests::told;

namespace {

/// An administrator who is logged in.
struct Office {
    Office() {
        site.create("adam", cms::Role::administrator);
        REQUIRE(adam.log_in("adam") == 201);
    }

    std::string create(const std::string& username) {
        const auto created = adam.send(
            Method::post, "/cms/api/v1/staff", R"({"username":")" + username + R"(","role":"viewer"})"
        );
        REQUIRE(created.status == 201);
        return std::string(created.header("Location"));
    }

    core::http::ClientResponse patch(const std::string& path, const std::string& etag, std::string body) {
        adam.extra.clear();
        if (!etag.empty()) adam.extra.emplace_back("If-Match", etag);
        auto answer = adam.send(Method::patch, path, std::move(body));
        adam.extra.clear();
        return answer;
    }

    StaffSite site;
    Browser adam{site};
};

}  // namespace

TEST_CASE("an administrator makes, reads and changes accounts by their version", "[staff]") {
    Office office;
    const auto path = office.create("ann");
    const auto read = office.adam.get(path);
    CHECK(read.status == 200);
    CHECK(member(read, "username") == "ann");
    CHECK(read.header("ETag") == "\"v1\"");
    CHECK(told(office.patch(path, "", R"({"role":"editor"})")) == "428 if-match-required");
    const auto changed = office.patch(path, "\"v1\"", R"({"role":"editor","display_name":"Ann Tan"})");
    CHECK(changed.status == 200);
    CHECK(member(changed, "role") == "editor");
    CHECK(changed.header("ETag") == "\"v2\"");
    CHECK(told(office.patch(path, "\"v1\"", R"({"role":"viewer"})")) == "412 stale-version");
    CHECK(told(office.patch(path, "\"v2\"", R"({"role":"owner"})")) == "422 invalid-body");
    CHECK(told(office.patch(path, "\"v2\"", R"({"password_hash":"x"})")) == "400 invalid-body");
    CHECK(told(office.adam.get("/cms/api/v1/staff/999")) == "404 staff-not-found");
    CHECK(told(office.adam.get("/cms/api/v1/staff/abc")) == "400 invalid-id");
    CHECK(
        told(office.adam.send(Method::post, "/cms/api/v1/staff", R"({"username":"ANN","role":"viewer"})")) ==
        "409 username-taken"
    );
}

TEST_CASE("the administrator who is the last one stays so", "[staff]") {
    Office office;
    const auto id = office.site.store.database.value("select id from staff.account");
    CHECK(
        told(office.patch("/cms/api/v1/staff/" + id, "\"v1\"", R"({"disabled":true})")) ==
        "409 last-administrator"
    );
}

TEST_CASE("what an administrator decides takes effect on the next request", "[staff]") {
    Office office;
    office.site.create("ann", cms::Role::editor);
    const auto id = office.site.store.database.value("select id from staff.account where username = 'ann'");
    Browser ann(office.site);
    REQUIRE(ann.log_in("ann") == 201);
    CHECK(told(ann.send(Method::put, "/cms/api/v1/things")) == "200");
    CHECK(office.patch("/cms/api/v1/staff/" + id, "\"v1\"", R"({"disabled":true})").status == 200);
    CHECK(told(ann.get("/cms/api/v1/things")) == "401 not-logged-in");
    CHECK(ann.log_in("ann") == 401);
    CHECK(office.patch("/cms/api/v1/staff/" + id, "\"v2\"", R"({"disabled":false})").status == 200);
    CHECK(ann.log_in("ann") == 201);
    const auto reset = office.adam.send(Method::post, "/cms/api/v1/staff/" + id + "/password-reset");
    CHECK(reset.status == 200);
    CHECK(told(ann.get("/cms/api/v1/things")) == "401 not-logged-in");
    CHECK(ann.log_in("ann", member(reset, "temporary_password")) == 201);
    CHECK(office.adam.send(Method::delete_, "/cms/api/v1/staff/" + id + "/second-factor").status == 204);
}

TEST_CASE("staff are listed in pages that link to each other", "[staff]") {
    Office office;
    for (const auto* name : {"eve", "bob", "cat", "dan"}) office.create(name);
    std::string names;
    std::string target = "/cms/api/v1/staff?limit=2";
    std::string last;
    while (!target.empty() && target != "null") {
        const auto page = office.adam.get(target);
        REQUIRE(page.status == 200);
        CHECK(member(page, "total") == "5");
        const auto document = core::json::Document::parse(page.body).value();
        const auto items = document.root().find("items");
        for (std::size_t i = 0; i < items.size(); ++i)
            names.append(*items.at(i).find("username").as_string()).push_back(' ');
        last = target;
        target = member(page, "next");
    }
    CHECK(names == "adam bob cat dan eve ");
    const auto back = office.adam.get(member(office.adam.get(last), "prev"));
    CHECK(back.body.find("\"cat\"") != std::string::npos);
    CHECK(back.body.find("\"eve\"") == std::string::npos);
    CHECK(told(office.adam.get("/cms/api/v1/staff?limit=0")) == "400 invalid-parameters");
    CHECK(told(office.adam.get("/cms/api/v1/staff?x=1")) == "400 invalid-parameters");
}

TEST_CASE("the audit log is searched and paged", "[staff]") {
    Office office;
    for (const auto* name : {"ann", "bob", "cat"}) office.create(name);
    const auto found = office.adam.get("/cms/api/v1/audit?actor=adam&action=staff.&q=bob");
    CHECK(member(found, "total") == "1");
    CHECK(found.body.find("\"client\":\"127.0.0.1\"") != std::string::npos);
    CHECK(found.body.find("\"difference\":{") != std::string::npos);
    const auto first = office.adam.get("/cms/api/v1/audit?action=staff.create&limit=2");
    CHECK(member(first, "total") == "4");
    const auto second = office.adam.get(member(first, "next"));
    CHECK(member(second, "next") == "null");
    const auto back = office.adam.get(member(second, "prev"));
    CHECK(member(back, "items") == member(first, "items"));
    CHECK(told(office.adam.get("/cms/api/v1/audit?from=yesterday")) == "400 invalid-parameters");
    CHECK(member(office.adam.get("/cms/api/v1/audit?until=2020-01-01T00:00:00%2B08:00"), "total") == "0");
}

TEST_CASE("the audit log is exported whole, in pieces that link to the next", "[staff]") {
    Office office;
    office.site.store.database.sql(
        "insert into audit.entry (actor, action, object_kind, object_id, client, request_id, difference) "
        "select 'ann', 'course.edit', 'course', 'c' || n, '192.0.2.1', 'r', '{\"n\": 1}' from "
        "generate_series(1, 2500) n"
    );
    const auto whole = office.adam.get("/cms/api/v1/audit/export?format=jsonl&actor=ann");
    CHECK(whole.status == 200);
    CHECK(whole.header("Content-Type") == "application/jsonl");
    CHECK(whole.header("Content-Disposition") == R"(attachment; filename="audit.jsonl")");
    CHECK(std::count(whole.body.begin(), whole.body.end(), '\n') == 2500);
    CHECK(whole.header("Link").empty());

    std::string target = "/cms/api/v1/audit/export?format=csv&actor=ann&limit=1200";
    std::string all;
    int pieces = 0;
    while (!target.empty()) {
        const auto piece = office.adam.get(target);
        REQUIRE(piece.status == 200);
        CHECK(piece.body.starts_with("id,at,actor,"));
        all += piece.body.substr(piece.body.find('\n') + 1);
        const auto link = piece.header("Link");
        target = link.empty() ? "" : std::string(link.substr(1, link.find('>') - 1));
        ++pieces;
    }
    CHECK(pieces == 3);
    CHECK(std::count(all.begin(), all.end(), '\n') == 2500);
    CHECK(all.find("\"c2500\"") < all.find("\"c1\""));
    CHECK(told(office.adam.get("/cms/api/v1/audit/export")) == "400 invalid-parameters");
    CHECK(told(office.adam.get("/cms/api/v1/audit/export?format=xml")) == "400 invalid-parameters");
}
