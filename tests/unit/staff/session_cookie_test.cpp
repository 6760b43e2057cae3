#include "cms_server/handlers/staff/session_cookie.hpp"

#include <catch2/catch.hpp>

namespace {

core::http::Request with_cookies(std::string_view cookies, bool secure) {
    core::http::Request request;
    request.secure = secure;
    request.headers = {{"Cookie", cookies}};
    return request;
}

}  // namespace

TEST_CASE("the session cookie has its own name over TLS and never the other's", "[cookie]") {
    const auto [cookies, plain, secure] = GENERATE(table<std::string, std::string, std::string>({
        {"", "none", "none"},
        {"lifted_cms=abc", "abc", "none"},
        {"__Host-lifted_cms=abc", "none", "abc"},
        {"lifted_cms=plain; __Host-lifted_cms=host", "plain", "host"},
        {"other=1;lifted_cms=abc ; more", "abc", "none"},
        {"lifted_cms=first; lifted_cms=second", "first", "none"},
        {"xlifted_cms=abc; lifted_cms", "none", "none"},
        {"Lifted_cms=abc", "none", "none"},
        {";;; =; lifted_cms=a=b", "a=b", "none"},
    }));
    CAPTURE(cookies);
    CHECK(cms::session_token_of(with_cookies(cookies, false)).value_or("none") == plain);
    CHECK(cms::session_token_of(with_cookies(cookies, true)).value_or("none") == secure);
}

TEST_CASE("no more than fifty cookies are looked at", "[cookie]") {
    std::string cookies;
    for (int i = 0; i < 49; ++i) cookies += "a=b; ";
    CHECK(cms::session_token_of(with_cookies(cookies + "lifted_cms=x", false)).has_value());
    CHECK_FALSE(cms::session_token_of(with_cookies("a=b; " + cookies + "lifted_cms=x", false)).has_value());
}

TEST_CASE("a session is given and taken away by the same name, path and flags", "[cookie]") {
    core::http::Response plain;
    cms::set_session_cookie(with_cookies("", false), plain, "token");
    CHECK(plain.fields() == "Set-Cookie: lifted_cms=token; Path=/; HttpOnly; SameSite=Lax\r\n");
    core::http::Response secure;
    cms::set_session_cookie(with_cookies("", true), secure, "token");
    CHECK(
        secure.fields() == "Set-Cookie: __Host-lifted_cms=token; Path=/; Secure; HttpOnly; SameSite=Lax\r\n"
    );
    core::http::Response cleared;
    cms::clear_session_cookie(with_cookies("", true), cleared);
    CHECK(
        cleared.fields() ==
        "Set-Cookie: __Host-lifted_cms=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0\r\n"
    );
}
