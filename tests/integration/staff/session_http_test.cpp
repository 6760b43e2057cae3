#include "core/auth/totp.hpp"
#include "staff_site.hpp"

#include <catch2/catch.hpp>

using core::http::Method;
using tests::Browser;
using tests::member;
using tests::StaffSite;
using tests::told;

TEST_CASE("a login answers with the member, a cookie and the token pages must send", "[session]") {
    StaffSite site;
    site.create("ann", cms::Role::editor);
    Browser browser(site);
    const auto answer = browser.send(
        Method::post, "/cms/api/v1/session", R"({"username":"Ann","password":"the long password of ann"})"
    );
    CHECK(answer.status == 201);
    CHECK(answer.header("Location") == "/cms/api/v1/session");
    CHECK(answer.header("Cache-Control") == "no-store");
    CHECK(answer.header("Set-Cookie").ends_with("; Path=/; HttpOnly; SameSite=Lax"));
    CHECK(member(answer, "second_factor") == "none");
    CHECK(answer.body.find(browser.cookie.substr(browser.cookie.find('=') + 1)) == std::string::npos);
    CHECK(answer.body.find("argon2") == std::string::npos);
    const auto read = browser.get("/cms/api/v1/session");
    CHECK(read.status == 200);
    CHECK(member(read, "csrf_token") == member(answer, "csrf_token"));
    CHECK(member(read, "member") == member(answer, "member"));
}

TEST_CASE("a login that is refused says no more than it must", "[session]") {
    StaffSite site;
    site.create("ann", cms::Role::editor);
    Browser browser(site);
    const auto post = [&](std::string body) {
        return browser.send(Method::post, "/cms/api/v1/session", std::move(body));
    };
    const auto wrong = post(R"({"username":"ann","password":"wrong"})");
    const auto unknown = post(R"({"username":"nobody","password":"wrong"})");
    CHECK(told(wrong) == "401 invalid-credentials");
    CHECK(told(unknown) == "401 invalid-credentials");
    CHECK(member(wrong, "detail") == member(unknown, "detail"));
    CHECK(wrong.header("Set-Cookie").empty());
    CHECK(told(post(R"({"username":"ann"})")) == "422 invalid-body");
    CHECK(told(post(R"({"username":"ann","password":"x","admin":true})")) == "400 invalid-body");
    CHECK(told(post("{")) == "400 malformed-json");
    CHECK(told(post("[]")) == "422 invalid-body");
    browser.extra = {{"Origin", "https://evil.example"}};
    CHECK(
        told(post(R"({"username":"ann","password":"the long password of ann"})")) == "403 cross-site-request"
    );
}

TEST_CASE("too many attempts are told to wait", "[session]") {
    StaffSite site;
    Browser browser(site);
    for (int i = 0; i < 5; ++i) CHECK(browser.log_in("nobody", "wrong") == 401);
    const auto slowed =
        browser.send(Method::post, "/cms/api/v1/session", R"({"username":"nobody","password":"wrong"})");
    CHECK(told(slowed) == "429 too-many-attempts");
    CHECK(slowed.header("Retry-After") == "2");
}

TEST_CASE("a logout ends the session and clears what the browser keeps", "[session]") {
    StaffSite site;
    site.create("ann", cms::Role::viewer);
    Browser browser(site);
    REQUIRE(browser.log_in("ann") == 201);
    const auto kept = browser.cookie;
    const auto out = browser.send(Method::delete_, "/cms/api/v1/session");
    CHECK(out.status == 204);
    CHECK(out.header("Clear-Site-Data") == R"("cache", "cookies", "storage")");
    CHECK(out.header("Set-Cookie") == "lifted_cms=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0");
    browser.cookie = kept;
    CHECK(told(browser.get("/cms/api/v1/things")) == "401 not-logged-in");
}

TEST_CASE("one's own sessions are listed and ended, nobody else's", "[session]") {
    StaffSite site;
    site.create("ann", cms::Role::viewer);
    site.create("ben", cms::Role::viewer);
    Browser here(site);
    Browser there(site);
    Browser bens(site);
    REQUIRE(here.log_in("ann") == 201);
    REQUIRE(there.log_in("ann") == 201);
    REQUIRE(bens.log_in("ben") == 201);
    const auto listed = here.get("/cms/api/v1/sessions");
    CHECK(member(listed, "total") == "2");
    const auto document = core::json::Document::parse(listed.body).value();
    const auto items = document.root().find("items");
    CHECK(items.at(0).find("current").as_bool() == false);
    CHECK(items.at(1).find("current").as_bool() == true);
    const auto other = std::to_string(items.at(0).find("id").as_int().value());
    CHECK(told(bens.send(Method::delete_, "/cms/api/v1/sessions/" + other)) == "404 session-not-found");
    CHECK(here.send(Method::delete_, "/cms/api/v1/sessions/" + other).status == 204);
    CHECK(told(there.get("/cms/api/v1/things")) == "401 not-logged-in");
    CHECK(told(here.get("/cms/api/v1/things")) == "200");
    CHECK(told(here.send(Method::delete_, "/cms/api/v1/sessions/x")) == "400 invalid-id");
}

TEST_CASE("a temporary password lets one in to change it and for nothing else", "[session]") {
    StaffSite site;
    site.create("adam", cms::Role::administrator);
    Browser adam(site);
    REQUIRE(adam.log_in("adam") == 201);
    const auto created =
        adam.send(Method::post, "/cms/api/v1/staff", R"({"username":"ann","role":"administrator"})");
    REQUIRE(created.status == 201);
    const auto temporary = member(created, "temporary_password");
    Browser ann(site);
    REQUIRE(ann.log_in("ann", temporary) == 201);
    CHECK(told(ann.get("/cms/api/v1/things")) == "403 password-change-required");
    CHECK(told(ann.get("/cms/api/v1/staff")) == "403 password-change-required");
    CHECK(member(ann.get("/cms/api/v1/session"), "must_change_password") == "true");
    const auto before = ann.cookie;
    const auto body = [](const std::string& from, const std::string& to) {
        return R"({"password":")" + from + R"(","new_password":")" + to + R"("})";
    };
    CHECK(
        told(ann.send(Method::put, "/cms/api/v1/me/password", body(temporary, "password1"))) ==
        "422 password-too-common"
    );
    CHECK(
        told(ann.send(Method::put, "/cms/api/v1/me/password", body("wrong", "a long new password"))) ==
        "403 wrong-password"
    );
    CHECK(
        told(ann.send(Method::put, "/cms/api/v1/me/password", body(temporary, "a long new password"))) ==
        "200"
    );
    CHECK(ann.cookie != before);
    CHECK(told(ann.get("/cms/api/v1/staff")) == "200");
}

TEST_CASE("a second factor is enrolled, asked for at login, and removed", "[session]") {
    StaffSite site;
    site.create("ann", cms::Role::viewer);
    Browser browser(site);
    REQUIRE(browser.log_in("ann") == 201);
    const std::string path = "/cms/api/v1/me/second-factor";
    const std::string password = R"({"password":"the long password of ann"})";
    CHECK(told(browser.send(Method::put, path, R"({"code":"123456"})")) == "409 second-factor-not-offered");
    const auto offered = browser.send(Method::post, path, password);
    REQUIRE(offered.status == 200);
    CHECK(member(offered, "uri")
              .starts_with("otpauth://totp/Lifted%20CMS:ann?secret=" + member(offered, "secret")));
    CHECK(told(browser.send(Method::put, path, R"({"code":"000000"})")) == "422 invalid-code");

    const auto sealed = site.store.database.value("select totp_secret from staff.account");
    const auto box = core::auth::SecretBox::create(std::string(32, 'k')).value();
    const auto secret =
        box.open(sealed, "staff/" + site.store.database.value("select id from staff.account")).value();
    CHECK(core::auth::to_base32(secret) == member(offered, "secret"));
    const auto code = [&] {
        return R"({"code":")" + core::auth::totp_code(secret, core::auth::totp_step(site.clock.now())) +
               R"("})";
    };
    const auto confirmed = browser.send(Method::put, path, code());
    REQUIRE(confirmed.status == 200);
    const auto document = core::json::Document::parse(confirmed.body).value();
    CHECK(document.root().find("recovery_codes").size() == 10);
    browser.csrf = document.root().find("session").find("csrf_token").as_string().value();
    CHECK(told(browser.get("/cms/api/v1/things")) == "200");

    site.clock.advance(std::chrono::seconds(60));
    Browser other(site);
    REQUIRE(other.log_in("ann") == 201);
    CHECK(told(other.get("/cms/api/v1/things")) == "403 second-factor-required");
    CHECK(told(other.send(Method::put, "/cms/api/v1/me/password", "{}")) == "403 second-factor-required");
    CHECK(member(other.get("/cms/api/v1/session"), "second_factor") == "required");
    const auto pending = other.cookie;
    CHECK(
        told(other.send(Method::post, "/cms/api/v1/session/second-factor", R"({"code":"000000"})")) ==
        "401 invalid-code"
    );
    CHECK(told(other.send(Method::post, "/cms/api/v1/session/second-factor", code())) == "200");
    CHECK(other.cookie != pending);
    CHECK(told(other.get("/cms/api/v1/things")) == "200");
    CHECK(member(other.get("/cms/api/v1/session"), "second_factor") == "passed");

    CHECK(told(other.send(Method::delete_, path, R"({"password":"wrong"})")) == "403 wrong-password");
    CHECK(told(other.send(Method::delete_, path, password)) == "200");
    CHECK(told(browser.get("/cms/api/v1/things")) == "401 not-logged-in");
    CHECK(member(other.get("/cms/api/v1/session"), "second_factor") == "none");
}
