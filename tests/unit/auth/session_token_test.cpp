#include "core/auth/session_token.hpp"

#include <catch2/catch.hpp>

TEST_CASE("a session token has 256 random bits", "[sessions]") {
    const auto token = core::auth::new_session_token();
    CHECK(token.size() == 43);
    CHECK(core::auth::is_session_token(token));
    CHECK(token != core::auth::new_session_token());
    CHECK_FALSE(core::auth::is_session_token(""));
    CHECK_FALSE(core::auth::is_session_token(token.substr(1)));
    CHECK_FALSE(core::auth::is_session_token(token + "A"));
    CHECK_FALSE(core::auth::is_session_token("'" + token.substr(1)));
}

TEST_CASE("what is stored and what pages send tell nothing of the token, and differ", "[sessions]") {
    const auto token = core::auth::new_session_token();
    const auto hash = core::auth::session_token_hash(token);
    const auto csrf = core::auth::csrf_token(token);
    CHECK(hash.size() == 64);
    CHECK(csrf.size() == 43);
    CHECK(csrf != token);
    CHECK(csrf == core::auth::csrf_token(token));
    CHECK(csrf != core::auth::csrf_token(core::auth::new_session_token()));
    CHECK(core::auth::session_token_hash(csrf) != hash);
}
