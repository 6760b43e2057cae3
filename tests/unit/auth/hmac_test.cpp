#include "core/auth/hmac.hpp"

#include <catch2/catch.hpp>

namespace {

std::string hex(std::string_view bytes) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    std::string out;
    for (const char c : bytes) {
        out += kDigits[static_cast<unsigned char>(c) >> 4U];
        out += kDigits[static_cast<unsigned char>(c) & 0xFU];
    }
    return out;
}

}  // namespace

TEST_CASE("hmac gives the values of RFC 2202 and RFC 4231", "[auth]") {
    using core::auth::HmacDigest;
    CHECK(
        hex(core::auth::hmac(HmacDigest::sha1, "Jefe", "what do ya want for nothing?")) ==
        "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79"
    );
    CHECK(
        hex(core::auth::hmac(HmacDigest::sha1, std::string(20, '\x0b'), "Hi There")) ==
        "b617318655057264e28bc0b6fb378c8ef146be00"
    );
    CHECK(
        hex(core::auth::hmac(HmacDigest::sha256, "Jefe", "what do ya want for nothing?")) ==
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
    );
    CHECK(
        hex(core::auth::hmac(HmacDigest::sha256, std::string(20, '\x0b'), "Hi There")) ==
        "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
    );
}
