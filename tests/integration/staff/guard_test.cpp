#include "core/auth/secret_box.hpp"
#include "core/auth/service_signature.hpp"
#include "core/auth/totp.hpp"
#include "staff_site.hpp"

#include <catch2/catch.hpp>

using core::http::Method;
using std::chrono::minutes;
using std::chrono::seconds;
using tests::Browser;
using tests::member;
using tests::StaffSite;
using tests::told;

TEST_CASE("no staff route answers without a session", "[guard]") {
    StaffSite site;
    int walked = 0;
    for (const auto* route : site.router.routes()) {
        if (route->pattern == "/internal/v1/things") continue;
        if (route->pattern == "/cms/api/v1/session" && route->method == Method::post) continue;
        std::string path = route->pattern;
        if (const auto id = path.find("{id}"); id != std::string::npos) path.replace(id, 4, "1");
        for (const auto* cookie :
             {"", "lifted_cms=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "lifted_cms=' or 1=1"}) {
            Browser visitor(site);
            visitor.cookie = cookie;
            const auto answer =
                visitor.send(route->method, path, route->options.body_limit_bytes > 0 ? "{}" : "");
            CAPTURE(core::http::to_string(route->method), path, cookie);
            CHECK(told(answer) == "401 not-logged-in");
            CHECK(answer.header("WWW-Authenticate") == "Lifted-Session");
            CHECK(answer.header("Cache-Control") == "no-store");
        }
        ++walked;
    }
    CHECK(walked >= 22);
}

TEST_CASE("each role may do what those before it may, and no more", "[guard]") {
    StaffSite site;
    const auto [name, role, put, post, staff] =
        GENERATE(table<std::string, cms::Role, std::string, std::string, std::string>({
            {"vera", cms::Role::viewer, "403 role-too-low", "403 role-too-low", "403 role-too-low"},
            {"edna", cms::Role::editor, "200", "403 role-too-low", "403 role-too-low"},
            {"pat", cms::Role::publisher, "200", "200", "403 role-too-low"},
            {"adam", cms::Role::administrator, "200", "200", "200"},
        }));
    site.create(name, role);
    Browser browser(site);
    REQUIRE(browser.log_in(name) == 201);
    CHECK(browser.get("/cms/api/v1/things").body == "seen by " + name);
    CHECK(told(browser.send(Method::put, "/cms/api/v1/things")) == put);
    CHECK(told(browser.send(Method::post, "/cms/api/v1/things")) == post);
    CHECK(told(browser.get("/cms/api/v1/staff")) == staff);
    CHECK(told(browser.get("/cms/api/v1/audit")) == staff);
    CHECK(browser.get("/cms/api/v1/things").header("Cache-Control") == "no-store");
}

TEST_CASE("what changes things needs the session's token and no foreign page behind it", "[guard]") {
    StaffSite site;
    site.create("edna", cms::Role::editor);
    Browser browser(site);
    REQUIRE(browser.log_in("edna") == 201);
    const auto put = [&] { return told(browser.send(Method::put, "/cms/api/v1/things")); };
    CHECK(put() == "200");
    const auto csrf = browser.csrf;
    browser.csrf = "";
    CHECK(put() == "403 csrf-token-invalid");
    browser.csrf = csrf.substr(1) + "A";
    CHECK(put() == "403 csrf-token-invalid");
    browser.csrf = csrf;
    browser.extra = {{"Origin", "https://evil.example"}};
    CHECK(put() == "403 cross-site-request");
    browser.extra = {{"Sec-Fetch-Site", "cross-site"}};
    CHECK(put() == "403 cross-site-request");
    browser.extra = {{"Origin", "null"}};
    CHECK(put() == "403 cross-site-request");
    browser.extra = {{"Origin", site.url("")}, {"Sec-Fetch-Site", "same-origin"}};
    CHECK(put() == "200");
}

TEST_CASE("a page that cannot send a token is let in by its browser's word alone", "[guard]") {
    StaffSite site;
    site.create("vera", cms::Role::viewer);
    Browser browser(site);
    REQUIRE(browser.log_in("vera") == 201);
    const auto csrf = std::exchange(browser.csrf, "");
    CHECK(told(browser.send(Method::post, "/reviews")) == "403 csrf-token-invalid");
    browser.extra = {{"Origin", site.url("")}};
    CHECK(told(browser.send(Method::post, "/reviews")) == "200");
    browser.extra = {{"Origin", "https://evil.example"}};
    CHECK(told(browser.send(Method::post, "/reviews")) == "403 cross-site-request");
    browser.extra = {};
    browser.csrf = csrf;
    CHECK(told(browser.send(Method::post, "/reviews")) == "200");
}

TEST_CASE("a visitor of a page is sent to the login and back", "[guard]") {
    StaffSite site;
    Browser visitor(site);
    visitor.extra = {{"Accept", "text/html,*/*;q=0.8"}};
    const auto page = visitor.get("/reviews?a=b&c=%2F");
    CHECK(page.status == 303);
    CHECK(page.header("Location") == "/cms/login?next=%2Freviews%3Fa%3Db%26c%3D%252F&reason=not-logged-in");
    CHECK(page.header("Cache-Control") == "no-store");
    CHECK(told(visitor.get("/cms/api/v1/things")) == "401 not-logged-in");
    CHECK(told(visitor.send(Method::post, "/reviews")) == "401 not-logged-in");
    visitor.extra = {};
    CHECK(told(visitor.get("/reviews")) == "401 not-logged-in");
}

TEST_CASE("a session ends by the server's clock", "[guard]") {
    StaffSite site({.idle = minutes(5), .absolute = minutes(12)});
    site.create("vera", cms::Role::viewer);
    Browser browser(site);
    REQUIRE(browser.log_in("vera") == 201);
    for (int i = 0; i < 2; ++i) {
        site.clock.advance(minutes(5) - seconds(1));
        CHECK(told(browser.get("/cms/api/v1/things")) == "200");
    }
    site.clock.advance(minutes(2) + seconds(2));
    CHECK(told(browser.get("/cms/api/v1/things")) == "401 not-logged-in");
    REQUIRE(browser.log_in("vera") == 201);
    site.clock.advance(minutes(5));
    CHECK(told(browser.get("/cms/api/v1/things")) == "401 not-logged-in");
}

TEST_CASE("over TLS the cookie is of the host alone, and a plain one is not taken", "[guard]") {
    StaffSite site;
    site.create("vera", cms::Role::viewer);
    Browser browser(site);
    browser.extra = {{"X-Forwarded-For", "192.0.2.7"}, {"X-Forwarded-Proto", "https"}};
    REQUIRE(browser.log_in("vera") == 201);
    CHECK(browser.cookie.starts_with("__Host-lifted_cms="));
    CHECK(told(browser.get("/cms/api/v1/things")) == "200");
    browser.cookie = "lifted_cms" + browser.cookie.substr(browser.cookie.find('='));
    CHECK(told(browser.get("/cms/api/v1/things")) == "401 not-logged-in");
}

TEST_CASE("where TLS is required nothing is done without it", "[guard]") {
    StaffSite site({.require_tls = true});
    site.create("vera", cms::Role::viewer);
    Browser browser(site);
    CHECK(told(browser.send(Method::post, "/cms/api/v1/session", "{}")) == "403 tls-required");
    CHECK(told(browser.get("/cms/api/v1/things")) == "403 tls-required");
    browser.extra = {{"X-Forwarded-For", "192.0.2.7"}, {"X-Forwarded-Proto", "https"}};
    CHECK(browser.log_in("vera") == 201);
}

TEST_CASE("a role that must have a second factor may do nothing before it has one", "[guard]") {
    StaffSite site(cms::GuardOptions{.second_factor_roles = {cms::Role::publisher, cms::Role::administrator}}
    );
    site.create("adam", cms::Role::administrator);
    site.create("edna", cms::Role::editor);
    Browser editor(site);
    REQUIRE(editor.log_in("edna") == 201);
    CHECK(told(editor.get("/cms/api/v1/things")) == "200");

    Browser admin(site);
    REQUIRE(admin.log_in("adam") == 201);
    for (const auto* path : {"/cms/api/v1/things", "/cms/api/v1/sessions", "/cms/api/v1/staff"}) {
        CAPTURE(path);
        CHECK(told(admin.get(path)) == "403 second-factor-required");
    }
    CHECK(told(admin.send(Method::put, "/cms/api/v1/things")) == "403 second-factor-required");
    CHECK(told(admin.send(Method::put, "/cms/api/v1/me/password", "{}")) == "403 second-factor-required");
    CHECK(told(admin.get("/cms/api/v1/session")) == "200");
    CHECK(told(admin.send(Method::delete_, "/cms/api/v1/session")) == "204");

    REQUIRE(admin.log_in("adam") == 201);
    const auto body = R"({"password": ")" + StaffSite::password_of("adam") + R"("})";
    const auto offered = admin.send(Method::post, "/cms/api/v1/me/second-factor", body);
    REQUIRE(told(offered) == "200");
    const auto stored =
        site.store.database.value("select totp_secret || ' ' || id from staff.account where username = 'adam'"
        );
    const auto cut = stored.find(' ');
    const auto box = core::auth::SecretBox::create(std::string(32, 'k')).value();
    const auto secret = box.open(stored.substr(0, cut), "staff/" + stored.substr(cut + 1)).value();
    const auto code = core::auth::totp_code(secret, core::auth::totp_step(site.clock.now()));
    const auto on = admin.send(Method::put, "/cms/api/v1/me/second-factor", R"({"code": ")" + code + R"("})");
    REQUIRE(told(on) == "200");
    CHECK(told(admin.get("/cms/api/v1/things")) == "200");
}

TEST_CASE("a route for services takes signed requests, each once, and no session", "[guard]") {
    StaffSite site;
    site.create("adam", cms::Role::administrator);
    const core::auth::ServiceSigner signer(site.key);
    const auto put = [&](const std::string& authorization, const std::string& body) {
        core::http::ClientRequest request{Method::put, site.url("/internal/v1/things?x=1"), {}, body};
        request.headers.emplace_back("Content-Type", "application/json");
        if (!authorization.empty()) request.headers.emplace_back("Authorization", authorization);
        return site.send(std::move(request));
    };
    const auto signed_once = signer.sign("PUT", "/internal/v1/things?x=1", "{}", site.clock.now());
    CHECK(put(signed_once, "{}").body == "body {}");
    CHECK(told(put(signed_once, "{}")) == "401 signature-replayed");
    CHECK(told(put("", "{}")) == "401 signature-missing");
    CHECK(put("", "{}").header("WWW-Authenticate") == "Lifted-HMAC-SHA256");
    const auto other = signer.sign("PUT", "/internal/v1/things?x=1", "{}", site.clock.now());
    CHECK(told(put(other, "[]")) == "401 signature-mismatch");
    const auto late = signer.sign("PUT", "/internal/v1/things?x=1", "{}", site.clock.now() - seconds(61));
    CHECK(told(put(late, "{}")) == "401 signature-expired");

    Browser browser(site);
    REQUIRE(browser.log_in("adam") == 201);
    CHECK(told(browser.send(Method::put, "/internal/v1/things", "{}")) == "401 signature-missing");
}
