#include "core/auth/totp.hpp"
#include "staff_people.hpp"

#include <catch2/catch.hpp>

using std::chrono::minutes;
using std::chrono::seconds;
using tests::kPassword;
using tests::People;

namespace {

const cms::Actor kAnn{std::nullopt, "ann", tests::kHome, "r-1", "a browser"};

/// An account with a second factor; what the authenticator holds; the codes on paper.
struct Enrolled : People {
    Enrolled() {
        account = create("ann");
        const auto opened = log_in("ann");
        const auto offered = run(
            cms::offer_second_factor(source, hasher, box, *use(opened->token), kPassword, "Lifted", kAnn, now)
        );
        REQUIRE(offered.has_value());
        secret = stored_secret();
        auto confirmed = run(cms::confirm_second_factor(source, box, *use(opened->token), code(), kAnn, now));
        REQUIRE(confirmed.has_value());
        recovery = confirmed->recovery_codes;
        first_token = opened->token;
        confirmed_token = confirmed->session.token;
        now += seconds(60);  // past the step that was used
    }

    std::string stored_secret() {
        const auto sealed = database.value("select totp_secret from staff.account");
        return box.open(sealed, "staff/" + std::to_string(account.id)).value();
    }

    [[nodiscard]] std::string code() const {
        return core::auth::totp_code(secret, core::auth::totp_step(now));
    }

    cms::Admission<cms::OpenedSession> pass(
        const std::string& token, std::string given, bool recovery_code = false
    ) {
        return run(
            cms::pass_second_factor(source, box, *use(token), {std::move(given), recovery_code}, kAnn, now)
        );
    }

    core::domain::StaffAccount account;
    std::string secret;
    std::vector<std::string> recovery;
    std::string first_token;
    std::string confirmed_token;
};

std::string code_of(const cms::Admission<cms::OpenedSession>& passed) {
    return passed ? "ok" : passed.error().error.code;
}

}  // namespace

TEST_CASE("enrolling gives another token and the secret is not readable in the database", "[totp]") {
    Enrolled ann;
    CHECK(ann.use(ann.first_token).has_error());
    CHECK(ann.use(ann.confirmed_token).has_value());
    CHECK(ann.recovery.size() == 10);
    const auto stored = ann.database.value("select totp_secret from staff.account");
    CHECK(stored.find(core::auth::to_base32(ann.secret)) == std::string::npos);
    CHECK(
        ann.database.value("select count(*) from audit.entry where difference::text like '%secret%'") == "0"
    );
}

TEST_CASE("after the password a login waits for the code and then has another token", "[totp]") {
    Enrolled ann;
    const auto opened = ann.log_in("ann");
    REQUIRE(opened.has_value());
    CHECK(opened->session.second_factor_pending);
    const auto passed = ann.pass(opened->token, ann.code());
    REQUIRE(passed.has_value());
    CHECK(ann.use(opened->token).has_error());
    CHECK_FALSE(ann.use(passed->token)->session.second_factor_pending);
    CHECK(code_of(ann.pass(passed->token, ann.code())) == "second-factor-not-pending");
}

TEST_CASE("a code counts once, in any session", "[totp]") {
    Enrolled ann;
    const auto one = ann.log_in("ann");
    const auto two = ann.log_in("ann");
    CHECK(code_of(ann.pass(one->token, ann.code())) == "ok");
    CHECK(code_of(ann.pass(two->token, ann.code())) == "invalid-code");
    ann.now += seconds(30);
    CHECK(code_of(ann.pass(two->token, ann.code())) == "ok");
}

TEST_CASE("a recovery code replaces the authenticator once", "[totp]") {
    Enrolled ann;
    const auto one = ann.log_in("ann");
    CHECK(code_of(ann.pass(one->token, ann.recovery[3], true)) == "ok");
    const auto two = ann.log_in("ann");
    CHECK(code_of(ann.pass(two->token, ann.recovery[3], true)) == "invalid-code");
    CHECK(code_of(ann.pass(two->token, ann.recovery[4])) == "invalid-code");
    CHECK(code_of(ann.pass(two->token, ann.recovery[4], true)) == "ok");
}

TEST_CASE("guessing codes is slowed down over all sessions", "[totp]") {
    Enrolled ann;
    for (int i = 0; i < 5; ++i) {
        const auto opened = ann.log_in("ann");
        REQUIRE(opened.has_value());
        CHECK(code_of(ann.pass(opened->token, "000000")) == "invalid-code");
    }
    const auto opened = ann.log_in("ann");
    const auto slowed = ann.pass(opened->token, ann.code());
    CHECK(code_of(slowed) == "too-many-attempts");
    CHECK(slowed.error().retry_after == seconds(2));
    ann.now += seconds(2);
    CHECK(code_of(ann.pass(opened->token, ann.code())) == "ok");
}

TEST_CASE("a login that waits for its code ends after ten minutes", "[totp]") {
    Enrolled ann;
    const auto opened = ann.log_in("ann");
    ann.now += minutes(10);
    CHECK(ann.use(opened->token).has_error());
}

TEST_CASE("a password that is known does not make a place known", "[totp]") {
    Enrolled ann;
    REQUIRE(ann.log_in("ann", kPassword, tests::kElsewhere).has_value());
    CHECK(ann.database.value("select count(*) from staff.known_place where place = '198.51.100.9'") == "0");
}

TEST_CASE(
    "a second factor is not replaced while it is asked for, and a reset password does not skip it", "[totp]"
) {
    Enrolled ann;
    const auto offered = ann.run(cms::offer_second_factor(
        ann.source, ann.hasher, ann.box, *ann.use(ann.confirmed_token), kPassword, "Lifted", kAnn, ann.now
    ));
    CHECK(offered.error().error.code == "second-factor-active");
    const auto temporary =
        ann.run(cms::reset_password(ann.source, ann.hasher, ann.account.id, kAnn, ann.now));
    const auto opened = ann.log_in("ann", *temporary);
    CHECK(opened->session.second_factor_pending);
}

TEST_CASE("a second factor is removed by its owner with the password, or by an administrator", "[totp]") {
    Enrolled ann;
    const auto remove = [&](std::string password) {
        return ann.run(cms::remove_own_second_factor(
            ann.source, ann.hasher, *ann.use(ann.confirmed_token), std::move(password), kAnn, ann.now
        ));
    };
    CHECK(code_of(remove("wrong")) == "wrong-password");
    const auto removed = remove(kPassword);
    REQUIRE(removed.has_value());
    CHECK_FALSE(ann.use(removed->token)->account.second_factor);
    CHECK_FALSE(ann.log_in("ann")->session.second_factor_pending);
    CHECK(ann.database.value("select count(*) from staff.recovery_code") == "0");

    Enrolled ben;
    CHECK(ben.run(cms::remove_second_factor_of(ben.source, ben.account.id, kAnn)).has_value());
    CHECK(ben.use(ben.confirmed_token).has_error());
    CHECK_FALSE(ben.log_in("ann")->session.second_factor_pending);
}

TEST_CASE("with another key the second factor fails closed", "[totp]") {
    Enrolled ann;
    ann.box = core::auth::SecretBox::create(std::string(32, 'x')).value();
    const auto opened = ann.log_in("ann");
    CHECK(code_of(ann.pass(opened->token, ann.code())) == "second-factor-unreadable");
    CHECK(code_of(ann.pass(opened->token, ann.recovery[0], true)) == "ok");
}
