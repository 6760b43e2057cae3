#include "staff_people.hpp"

#include <catch2/catch.hpp>

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using tests::kElsewhere;
using tests::kHome;
using tests::kPassword;
using tests::People;

TEST_CASE("the right password opens a session, under the name however it is typed", "[login]") {
    People people;
    people.create("ann");
    const auto opened = people.log_in("ANN");
    REQUIRE(opened.has_value());
    CHECK(opened->account.username == "ann");
    CHECK(people.use(opened->token)->account.id == opened->account.id);
    CHECK(
        people.database.value(
            "select count(*) from staff.session where token_hash = '" + opened->token + "'"
        ) == "0"
    );
    CHECK(
        people.database.value("select actor || ' ' || client from audit.entry where action = 'session.login'"
        ) == std::string("ann ") + kHome
    );
}

TEST_CASE("unknown, wrong, disabled and impossible are told alike", "[login]") {
    People people;
    people.create("ann");
    const auto ben = people.create("ben");
    people.database.sql("update staff.account set disabled_at = now() where username = 'ben'");
    CHECK(people.outcome("ann", "wrong password") == "invalid-credentials");
    CHECK(people.outcome("nobody") == "invalid-credentials");
    CHECK(people.outcome("ben") == "invalid-credentials");
    CHECK(people.outcome("no such name!") == "invalid-credentials");
    CHECK(people.outcome("") == "invalid-credentials");
    CHECK(people.outcome("ann", "") == "invalid-credentials");
}

TEST_CASE("five failures space further attempts out, doubling, and success forgets them", "[login]") {
    People people;
    people.create("ann");
    for (int i = 0; i < 5; ++i) CHECK(people.outcome("ann", "wrong") == "invalid-credentials");
    const auto refused = people.log_in("ann");
    REQUIRE(refused.has_error());
    CHECK(refused.error().error.code == "too-many-attempts");
    CHECK(refused.error().retry_after == seconds(2));
    // Trying on does not prolong the wait.
    for (int i = 0; i < 5; ++i) CHECK(people.outcome("ann", "wrong") == "too-many-attempts");
    people.now += seconds(2);
    CHECK(people.outcome("ann", "wrong") == "invalid-credentials");
    CHECK(people.log_in("ann").error().retry_after == seconds(4));
    people.now += seconds(4);
    CHECK(people.outcome("ann") == "ok");
    for (int i = 0; i < 4; ++i) CHECK(people.outcome("ann", "wrong") == "invalid-credentials");
    CHECK(people.outcome("ann") == "ok");
}

TEST_CASE("failures elsewhere do not keep the owner out where it has logged in before", "[login]") {
    People people;
    people.create("ann");
    REQUIRE(people.outcome("ann") == "ok");
    for (int attempt = 0; attempt < 40; ++attempt) {
        people.outcome("ann", "wrong", kElsewhere);
        people.outcome("ann", "wrong", "203.0.113." + std::to_string(attempt));
    }
    CHECK(people.outcome("ann", kPassword, kElsewhere) == "too-many-attempts");
    CHECK(people.outcome("ann", kPassword, "203.0.113.200") == "too-many-attempts");
    CHECK(people.outcome("ann", kPassword, kHome) == "ok");
    // What is known about a place does not help to guess there.
    for (int i = 0; i < 5; ++i) CHECK(people.outcome("ann", "wrong", kHome) == "invalid-credentials");
    CHECK(people.outcome("ann", kPassword, kHome) == "too-many-attempts");
}

TEST_CASE("unknown names are slowed down like known ones", "[login]") {
    People people;
    for (int i = 0; i < 5; ++i) CHECK(people.outcome("nobody", "wrong") == "invalid-credentials");
    CHECK(people.outcome("nobody", "wrong") == "too-many-attempts");
}

TEST_CASE("one place has twenty attempts a minute over all accounts", "[login]") {
    People people;
    people.create("ann");
    for (int i = 0; i < 20; ++i) {
        CHECK(people.outcome("user" + std::to_string(i), "wrong") == "invalid-credentials");
        people.now += seconds(1);
    }
    const auto refused = people.log_in("ann");
    REQUIRE(refused.has_error());
    CHECK(refused.error().retry_after == seconds(40));
    CHECK(people.outcome("ann", kPassword, kElsewhere) == "ok");
    people.now += seconds(40);
    CHECK(people.outcome("ann") == "ok");
}

TEST_CASE("the addresses of one IPv6 network are one place", "[login]") {
    People people;
    for (int i = 0; i < 20; ++i) {
        people.outcome("user" + std::to_string(i), "wrong", "2001:db8::" + std::to_string(i));
    }
    CHECK(people.outcome("somebody", "wrong", "2001:db8::ffff") == "too-many-attempts");
    CHECK(people.outcome("somebody", "wrong", "2001:db8:0:1::1") == "invalid-credentials");
}

TEST_CASE("guesses made at the same time count like those made one after another", "[login]") {
    People people;
    people.create("ann");
    int wrong = 0;
    int slowed = 0;
    int done = 0;
    for (int i = 0; i < 12; ++i) {
        boost::asio::co_spawn(
            people.database.io(),
            [&, i]() -> core::Task<void> {
                const cms::Actor visitor{std::nullopt, "", "203.0.113." + std::to_string(i), "r", "b"};
                const auto opened = co_await cms::log_in(
                    people.source, people.hasher, {"ann", "wrong"}, std::nullopt, visitor, people.now
                );
                const auto& code = opened.error().error.code;
                ++(code == "invalid-credentials" ? wrong : slowed);
            },
            [&](const std::exception_ptr& error) {
                ++done;
                if (error) std::rethrow_exception(error);
            }
        );
    }
    tests::run_until(people.database.io(), [&] { return done == 12; });
    CHECK(wrong == 5);
    CHECK(slowed == 7);
}

TEST_CASE("a hash of an older cost is replaced at the next login", "[login]") {
    People people;
    people.create("ann");
    core::auth::PasswordHasher dearer({.cost = {16 * 1024, 1}});
    const cms::Actor visitor{std::nullopt, "", kHome, "r", "b"};
    const auto opened =
        people.run(cms::log_in(people.source, dearer, {"ann", kPassword}, std::nullopt, visitor, people.now));
    REQUIRE(opened.has_value());
    CHECK(people.database.value("select password_hash from staff.account").starts_with("$argon2id$v=19$m=16,")
    );
    CHECK(people.outcome("ann") == "ok");
}

TEST_CASE("a login ends the session the browser had before", "[login]") {
    People people;
    people.create("ann");
    const auto first = people.log_in("ann");
    const cms::Actor visitor{std::nullopt, "", kHome, "r", "b"};
    const auto second = people.run(
        cms::log_in(people.source, people.hasher, {"ann", kPassword}, first->token, visitor, people.now)
    );
    REQUIRE(second.has_value());
    CHECK(second->token != first->token);
    CHECK(people.use(first->token).has_error());
    CHECK(people.use(second->token).has_value());
}

TEST_CASE("a session ends when idle for half an hour and after twelve hours at the latest", "[login]") {
    People people;
    people.create("ann");
    const auto idle = people.log_in("ann");
    people.now += minutes(30) - seconds(1);
    CHECK(people.use(idle->token).has_value());
    people.now += minutes(30);
    CHECK(people.use(idle->token).error().code == "not-logged-in");

    const auto busy = people.log_in("ann");
    const auto began = people.now;
    while (people.now - began < hours(12)) {
        CHECK(people.use(busy->token).has_value());
        people.now += minutes(20);
    }
    CHECK(people.use(busy->token).error().code == "not-logged-in");
}

TEST_CASE("the use of a session is written down once a minute at most", "[login]") {
    People people;
    people.create("ann");
    const auto opened = people.log_in("ann");
    const auto seen = [&] {
        return people.database.value("select extract(epoch from last_seen_at)::bigint from staff.session");
    };
    const auto at_login = seen();
    people.now += seconds(59);
    people.use(opened->token);
    CHECK(seen() == at_login);
    people.now += seconds(1);
    people.use(opened->token);
    CHECK(seen() == std::to_string(std::stoll(at_login) + 60));
}

TEST_CASE("tidying removes what has ended and what is forgotten, nothing else", "[login]") {
    People people;
    people.create("ann");
    people.log_in("ann");
    people.outcome("ann", "wrong");
    people.now += hours(25);
    const auto kept = people.log_in("ann");
    CHECK(people.run(cms::tidy_staff(people.source, {}, people.now)) >= 1);
    CHECK(people.use(kept->token).has_value());
    CHECK(people.database.value("select count(*) from staff.session") == "1");
}
