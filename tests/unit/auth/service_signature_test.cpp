#include "core/auth/service_signature.hpp"

#include <catch2/catch.hpp>

#include <set>
#include <thread>

namespace {

using core::auth::ServiceKey;
using core::auth::ServiceSigner;
using core::auth::ServiceVerifier;
using std::chrono::seconds;

const core::Instant kNow = std::chrono::sys_days(std::chrono::year(2030) / 1 / 1) + std::chrono::hours(9);
const ServiceKey kOld{"old-1", std::string(32, 'a')};
const ServiceKey kNew{"new_2", "0123456789abcdef0123456789abcdef+"};

std::string code_of(const core::Result<std::string>& result) {
    return result ? "accepted " + *result : result.error().code;
}

/// The field with the value of one member exchanged.
std::string altered(std::string field, std::string_view member, std::string_view value) {
    const auto begin = field.find(std::string(member) + "=\"") + member.size() + 2;
    return field.replace(begin, field.find('"', begin) - begin, value);
}

}  // namespace

TEST_CASE("a signed request is accepted once, whichever of the two valid keys signed it", "[signature]") {
    const core::ManualClock clock(kNow);
    ServiceVerifier verifier({kOld, kNew}, clock);
    for (const auto& key : {kOld, kNew}) {
        const auto field = ServiceSigner(key).sign("PUT", "/internal/v1/courses/a?b=c", "{}", kNow);
        CHECK(
            code_of(verifier.verify(field, "PUT", "/internal/v1/courses/a?b=c", "{}")) == "accepted " + key.id
        );
        CHECK(
            code_of(verifier.verify(field, "PUT", "/internal/v1/courses/a?b=c", "{}")) == "signature-replayed"
        );
    }
}

TEST_CASE("a signature covers method, target, body, time and nonce", "[signature]") {
    const core::ManualClock clock(kNow);
    ServiceVerifier verifier({kOld, kNew}, clock);
    const auto field = ServiceSigner(kOld).sign("PUT", "/a", "body", kNow);
    CHECK(code_of(verifier.verify(field, "POST", "/a", "body")) == "signature-mismatch");
    CHECK(code_of(verifier.verify(field, "PUT", "/a?x=1", "body")) == "signature-mismatch");
    CHECK(code_of(verifier.verify(field, "PUT", "/a", "body ")) == "signature-mismatch");
    const auto time = std::to_string(std::chrono::floor<seconds>(kNow).time_since_epoch().count() + 1);
    CHECK(
        code_of(verifier.verify(altered(field, "time", time), "PUT", "/a", "body")) == "signature-mismatch"
    );
    const auto nonce = altered(field, "nonce", "AAAAAAAAAAAAAAAAAAAAAA");
    CHECK(code_of(verifier.verify(nonce, "PUT", "/a", "body")) == "signature-mismatch");
    CHECK(
        code_of(verifier.verify(altered(field, "key", "new_2"), "PUT", "/a", "body")) == "signature-mismatch"
    );
    CHECK(code_of(verifier.verify(field, "PUT", "/a", "body")) == "accepted old-1");
}

TEST_CASE("a signature is good for sixty seconds of clock difference either way", "[signature]") {
    const auto [off, code] = GENERATE(table<int, std::string>({
        {-61, "signature-expired"},
        {-60, "accepted old-1"},
        {0, "accepted old-1"},
        {60, "accepted old-1"},
        {61, "signature-expired"},
    }));
    const core::ManualClock clock(kNow);
    ServiceVerifier verifier({kOld}, clock);
    const auto field = ServiceSigner(kOld).sign("GET", "/", "", kNow + seconds(off));
    CHECK(code_of(verifier.verify(field, "GET", "/", "")) == code);
}

TEST_CASE("what is no signature field is refused with a code of its own", "[signature]") {
    const core::ManualClock clock(kNow);
    ServiceVerifier verifier({kOld}, clock);
    const auto field = ServiceSigner(kOld).sign("GET", "/", "", kNow);
    CHECK(code_of(verifier.verify("", "GET", "/", "")) == "signature-missing");
    CHECK(
        code_of(verifier.verify(altered(field, "key", "other"), "GET", "/", "")) == "signature-unknown-key"
    );
    const std::vector<std::string> malformed{
        "Bearer abc",
        "Lifted-HMAC-SHA256",
        field + " ",
        field + ", more=\"x\"",
        " " + field,
        field.substr(0, field.size() - 1),
        altered(field, "time", "now"),
        altered(field, "time", "-5"),
        altered(field, "time", "1e9"),
        altered(field, "time", "9223372036854775807"),
        altered(field, "time", "99999999999999999999"),
        altered(field, "nonce", "short"),
        altered(field, "nonce", "=====================!"),
        std::string(5000, 'x'),
        "Lifted-HMAC-SHA256 " + std::string(5000, 'x'),
    };
    for (const auto& text : malformed) {
        CAPTURE(text);
        CHECK(code_of(verifier.verify(text, "GET", "/", "")) == "signature-malformed");
    }
}

TEST_CASE("a wrong signature does not use up its nonce", "[signature]") {
    const core::ManualClock clock(kNow);
    ServiceVerifier verifier({kOld}, clock);
    const auto field = ServiceSigner(kOld).sign("GET", "/", "", kNow);
    CHECK(code_of(verifier.verify(field, "GET", "/other", "")) == "signature-mismatch");
    CHECK(code_of(verifier.verify(field, "GET", "/", "")) == "accepted old-1");
}

TEST_CASE("the memory of nonces is bounded and refuses rather than forgets", "[signature]") {
    const core::ManualClock clock(kNow);
    ServiceVerifier verifier({kOld}, clock, {.nonces = 2});
    const ServiceSigner signer(kOld);
    const auto first = signer.sign("GET", "/", "", kNow);
    CHECK(code_of(verifier.verify(first, "GET", "/", "")) == "accepted old-1");
    CHECK(code_of(verifier.verify(signer.sign("GET", "/", "", kNow), "GET", "/", "")) == "accepted old-1");
    const auto third = verifier.verify(signer.sign("GET", "/", "", kNow), "GET", "/", "");
    REQUIRE(third.has_error());
    CHECK(third.error().code == "signature-memory-full");
    CHECK(third.error().kind == core::ErrorKind::unavailable);
    CHECK(code_of(verifier.verify(first, "GET", "/", "")) == "signature-replayed");
}

TEST_CASE("of many threads that send one signature one is let in", "[signature]") {
    const core::ManualClock clock(kNow);
    ServiceVerifier verifier({kOld}, clock);
    const auto field = ServiceSigner(kOld).sign("GET", "/", "", kNow);
    std::atomic<int> accepted{0};
    std::vector<std::thread> threads;
    for (int i = 0; i < 8; ++i) {
        threads.emplace_back([&] {
            for (int j = 0; j < 50; ++j) accepted += verifier.verify(field, "GET", "/", "") ? 1 : 0;
        });
    }
    for (auto& thread : threads) thread.join();
    CHECK(accepted == 1);
}

TEST_CASE("service keys are read strictly", "[signature]") {
    const std::string secret(32, 's');
    const auto keys = core::auth::parse_service_keys("one:" + secret + ",two:" + secret + ":x\n");
    REQUIRE(keys.has_value());
    REQUIRE(keys->size() == 2);
    CHECK(keys->at(0).id == "one");
    CHECK(keys->at(1).secret == secret + ":x");

    const auto [text, code] = GENERATE_COPY(table<std::string, std::string>({
        {"", "bad-service-key"},
        {"one", "weak-service-key"},
        {"one:", "weak-service-key"},
        {"one:" + std::string(31, 's'), "weak-service-key"},
        {":" + secret, "bad-service-key"},
        {"o ne:" + secret, "bad-service-key"},
        {std::string(65, 'k') + ":" + secret, "bad-service-key"},
        {"a:" + secret + ",a:" + secret, "bad-service-key"},
        {"a:" + secret + ",b:" + secret + ",c:" + secret, "bad-service-key"},
    }));
    CAPTURE(text);
    const auto refused = core::auth::parse_service_keys(text);
    REQUIRE(refused.has_error());
    CHECK(refused.error().code == code);
    CHECK(refused.error().detail.find("sss") == std::string::npos);
}

TEST_CASE("a weak secret can neither sign nor verify", "[signature]") {
    const core::ManualClock clock(kNow);
    CHECK_THROWS_AS(ServiceSigner({"a", "short"}), std::invalid_argument);
    CHECK_THROWS_AS(ServiceVerifier({{"a", "short"}}, clock), std::invalid_argument);
    CHECK_THROWS_AS(ServiceVerifier({}, clock), std::invalid_argument);
}
