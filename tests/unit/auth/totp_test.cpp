#include "core/auth/totp.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <set>

namespace {

constexpr std::string_view kSecret = "12345678901234567890";  // of RFC 6238, appendix B

core::Instant at(std::int64_t seconds) {
    return core::Instant(std::chrono::seconds(seconds));
}

}  // namespace

TEST_CASE("codes are the last six digits of RFC 6238's for SHA-1", "[totp]") {
    const auto [seconds, code] = GENERATE(table<std::int64_t, std::string>({
        {59, "287082"},
        {1111111109, "081804"},
        {1111111111, "050471"},
        {1234567890, "005924"},
        {2000000000, "279037"},
        {20000000000, "353130"},
    }));
    CHECK(core::auth::totp_code(kSecret, core::auth::totp_step(at(seconds))) == code);
}

TEST_CASE("codes are RFC 4226's for the counters of its appendix D", "[totp]") {
    const std::vector<std::string> codes{
        "755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489"
    };
    for (std::size_t i = 0; i < codes.size(); ++i) {
        CHECK(core::auth::totp_code(kSecret, static_cast<std::int64_t>(i)) == codes[i]);
    }
}

TEST_CASE("a code of this step or a neighbour is matched, and says which", "[totp]") {
    const auto now = at(1111111111);
    const auto step = core::auth::totp_step(now);
    for (const std::int64_t off : {-1, 0, 1}) {
        CHECK(core::auth::match_totp(kSecret, core::auth::totp_code(kSecret, step + off), now) == step + off);
    }
    for (const std::int64_t off : {-2, 2}) {
        CHECK_FALSE(core::auth::match_totp(kSecret, core::auth::totp_code(kSecret, step + off), now));
    }
}

TEST_CASE("what is no code of six digits matches nothing", "[totp]") {
    const auto now = at(59);
    for (const std::string_view code : {"", "28708", "2870822", " 287082", "287082 ", "28708x", "94287082"}) {
        CHECK_FALSE(core::auth::match_totp(kSecret, code, now));
    }
}

TEST_CASE("base32 is RFC 4648's without padding", "[totp]") {
    const auto [data, text] = GENERATE(table<std::string, std::string>({
        {"", ""},
        {"f", "MY"},
        {"fo", "MZXQ"},
        {"foo", "MZXW6"},
        {"foob", "MZXW6YQ"},
        {"fooba", "MZXW6YTB"},
        {"foobar", "MZXW6YTBOI"},
        {"12345678901234567890", "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"},
    }));
    CHECK(core::auth::to_base32(data) == text);
}

TEST_CASE("the URI is what authenticator apps read", "[totp]") {
    CHECK(
        core::auth::totp_uri(kSecret, "Lifted CMS", "ann@example") ==
        "otpauth://totp/Lifted%20CMS:ann%40example?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
        "&issuer=Lifted%20CMS&algorithm=SHA1&digits=6&period=30"
    );
}

TEST_CASE("secrets and recovery codes are random and of their form", "[totp]") {
    CHECK(core::auth::new_totp_secret().size() == 20);
    CHECK(core::auth::new_totp_secret() != core::auth::new_totp_secret());
    const auto codes = core::auth::new_recovery_codes();
    CHECK(codes.size() == 10);
    CHECK(std::set<std::string>(codes.begin(), codes.end()).size() == 10);
    for (const auto& code : codes) {
        CAPTURE(code);
        CHECK(code.size() == 19);
        CHECK(std::count(code.begin(), code.end(), '-') == 3);
    }
}

TEST_CASE("a recovery code is known however it is typed", "[totp]") {
    const auto hash = core::auth::recovery_code_hash("abcd-efgh-2345-xyzw");
    CHECK(core::auth::recovery_code_hash("ABCD EFGH 2345 XYZW") == hash);
    CHECK(core::auth::recovery_code_hash("abcdefgh2345xyzw") == hash);
    CHECK(core::auth::recovery_code_hash("abcdefgh2345xyzx") != hash);
}
