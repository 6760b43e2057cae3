#include "core/auth/secret_box.hpp"

#include <catch2/catch.hpp>

namespace {

core::auth::SecretBox box(char key) {
    return core::auth::SecretBox::create(std::string(32, key)).value();
}

}  // namespace

TEST_CASE("a sealed secret opens for its owner with its key alone", "[secrets]") {
    const auto sealed = box('k').seal("the secret", "staff/1");
    CHECK(sealed.find("secret") == std::string::npos);
    CHECK(box('k').open(sealed, "staff/1").value() == "the secret");
    CHECK(box('k').open(sealed, "staff/2").error().code == "sealed-otherwise");
    CHECK(box('l').open(sealed, "staff/1").error().code == "sealed-otherwise");
}

TEST_CASE("an altered or shortened seal does not open", "[secrets]") {
    const auto sealed = box('k').seal("the secret", "staff/1");
    for (std::size_t i = 0; i < sealed.size(); ++i) {
        auto altered = sealed;
        altered[i] = altered[i] == 'A' ? 'B' : 'A';
        CHECK(box('k').open(altered, "staff/1").has_error());
        CHECK(box('k').open(sealed.substr(0, i), "staff/1").has_error());
    }
}

TEST_CASE("sealing twice gives different texts", "[secrets]") {
    CHECK(box('k').seal("same", "a") != box('k').seal("same", "a"));
    CHECK(box('k').open(box('k').seal("", "a"), "a").value().empty());
}

TEST_CASE("a key has 32 bytes", "[secrets]") {
    CHECK(core::auth::SecretBox::create(std::string(31, 'k')).error().code == "bad-secret-key");
    CHECK(core::auth::SecretBox::create(std::string(33, 'k')).error().code == "bad-secret-key");
    CHECK(core::auth::SecretBox::create("").has_error());
}
