#include "core/auth/password_rules.hpp"

#include <catch2/catch.hpp>

#include <string>

namespace {

std::string code_of(std::string_view password, std::string_view username = "") {
    const auto checked = core::auth::check_new_password(password, username);
    return checked ? "accepted" : checked.error().code;
}

}  // namespace

TEST_CASE("passwords that are guessed first are refused", "[passwords]") {
    const std::string password = GENERATE(
        "password",
        "password1",
        "Password1!",
        "p@ssw0rd",
        "12345678",
        "1234567890",
        "qwertyuiop",
        "iloveyou",
        "trustno1",
        "letmein123",
        "football1",
        "starwars",
        "liverpool",
        "administrator",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        "abcdefgh",
        "abc123abc123",
        "1qaz2wsx",
        "19840615",
        "sunshine1"
    );
    CAPTURE(password);
    CHECK(code_of(password) == "password-too-common");
}

TEST_CASE("long and uncommon passwords are taken whatever their characters", "[passwords]") {
    const std::string password = GENERATE(
        "correct horse battery staple",
        "lakjdfhqpw",
        "730184629517",
        "wir treffen uns bei regen",
        "привет из города у моря",
        "ein-Satz-für-mich",
        "x9$Kq!2v"
    );
    CAPTURE(password);
    CHECK(code_of(password) == "accepted");
}

TEST_CASE("the user name does not make a password", "[passwords]") {
    CHECK(code_of("zbigniew.k", "zbigniew.k") == "password-too-common");
    CHECK(code_of("zbigniew.k1", "zbigniew.k") == "password-too-common");
    CHECK(code_of("zbigniew.k", "someone-else") == "accepted");
}

TEST_CASE("the length of passwords has limits", "[passwords]") {
    CHECK(code_of("") == "password-too-short");
    CHECK(code_of("x9$Kq!2") == "password-too-short");
    std::string varied;
    for (int i = 0; varied.size() < 1024; ++i) varied += std::to_string(i * 7919) + "kQz";
    CHECK(code_of(varied.substr(0, 1024)) == "accepted");
    CHECK(code_of(varied.substr(0, 1020) + "12345") == "password-too-long");
}

TEST_CASE("what is not text is no password", "[passwords]") {
    CHECK(code_of(std::string("abc\0defghijk", 12)) == "password-not-text");
    CHECK(code_of("x9$Kq!2v\n") == "password-not-text");
    CHECK(code_of("x9$Kq!2v\xff") == "password-not-text");
}
