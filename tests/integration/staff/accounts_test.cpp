#include "staff_people.hpp"

#include <catch2/catch.hpp>

using core::domain::StaffRole;
using std::chrono::hours;
using tests::kPassword;
using tests::People;

namespace {

const cms::Actor kAdministrator{std::nullopt, "root", "192.0.2.1", "r-1", "a browser"};

std::string code_of(const core::Result<core::domain::StaffAccount>& result) {
    return result ? "ok" : result.error().code;
}

}  // namespace

TEST_CASE("the first administrator is made once, however many try", "[accounts]") {
    People people;
    int made = 0;
    int done = 0;
    for (int i = 0; i < 4; ++i) {
        boost::asio::co_spawn(
            people.database.io(),
            [&, i]() -> core::Task<void> {
                const auto created = co_await cms::create_first_administrator(
                    people.source, people.hasher, "root" + std::to_string(i), kPassword, people.now
                );
                if (created.value()) ++made;
            },
            [&](const std::exception_ptr& error) {
                ++done;
                if (error) std::rethrow_exception(error);
            }
        );
    }
    tests::run_until(people.database.io(), [&] { return done == 4; });
    CHECK(made == 1);
    CHECK(people.database.value("select string_agg(role, ' ') from staff.account") == "administrator");
    const auto again = people.run(
        cms::create_first_administrator(people.source, people.hasher, "root", "password", people.now)
    );
    CHECK_FALSE(again.value());
}

TEST_CASE("the first administrator needs a sound password too", "[accounts]") {
    People people;
    const auto made = people.run(
        cms::create_first_administrator(people.source, people.hasher, "root", "password1", people.now)
    );
    REQUIRE(made.has_error());
    CHECK(made.error().fields.at(0).name == "/password");
}

TEST_CASE("every fault of a new account is told at once", "[accounts]") {
    People people;
    const auto created = people.run(cms::create_staff(
        people.source, people.hasher, {"!", "\n", StaffRole::viewer, "short"}, kAdministrator, people.now
    ));
    REQUIRE(created.has_error());
    CHECK(created.error().fields.size() == 3);
    people.create("ann");
    const auto taken = people.run(cms::create_staff(
        people.source, people.hasher, {"Ann", "", StaffRole::viewer, kPassword}, kAdministrator, people.now
    ));
    CHECK(taken.error().code == "username-taken");
}

TEST_CASE("a temporary password has to be changed and expires", "[accounts]") {
    People people;
    const auto created = people.run(cms::create_staff(
        people.source,
        people.hasher,
        {"ann", "Ann", StaffRole::editor, std::nullopt},
        kAdministrator,
        people.now
    ));
    REQUIRE(created->temporary_password);
    const auto opened = people.log_in("ann", *created->temporary_password);
    REQUIRE(opened.has_value());
    CHECK(opened->account.must_change_password);

    const auto changed = people.run(cms::change_password(
        people.source,
        people.hasher,
        *people.use(opened->token),
        *created->temporary_password,
        kPassword,
        kAdministrator,
        people.now
    ));
    REQUIRE(changed.has_value());
    CHECK_FALSE(people.use(changed->token)->account.must_change_password);
    people.now += hours(1000);
    CHECK(people.outcome("ann") == "ok");

    const auto reset = people.run(
        cms::reset_password(people.source, people.hasher, created->account.id, kAdministrator, people.now)
    );
    people.now += hours(72);
    CHECK(people.outcome("ann", *reset) == "password-expired");
    CHECK(people.outcome("ann", kPassword) == "invalid-credentials");
}

TEST_CASE("a new password ends the other sessions and gives this one another token", "[accounts]") {
    People people;
    people.create("ann");
    const auto here = people.log_in("ann");
    const auto there = people.log_in("ann");
    const auto changed = people.run(cms::change_password(
        people.source,
        people.hasher,
        *people.use(here->token),
        kPassword,
        "another long password",
        kAdministrator,
        people.now
    ));
    REQUIRE(changed.has_value());
    CHECK(people.use(here->token).has_error());
    CHECK(people.use(there->token).has_error());
    CHECK(people.use(changed->token).has_value());
    CHECK(people.outcome("ann") == "invalid-credentials");
    CHECK(people.outcome("ann", "another long password") == "ok");
}

TEST_CASE("a password is changed by who knows it, to a sound and different one", "[accounts]") {
    People people;
    people.create("ann");
    const auto opened = people.log_in("ann");
    const auto change = [&](std::string password, std::string to) {
        const auto changed = people.run(cms::change_password(
            people.source, people.hasher, *people.use(opened->token), password, to, kAdministrator, people.now
        ));
        return changed ? "ok" : changed.error().error.code;
    };
    CHECK(change(kPassword, "password1") == "password-too-common");
    CHECK(change(kPassword, kPassword) == "password-unchanged");
    for (int i = 0; i < 5; ++i) CHECK(change("wrong", "another long password") == "wrong-password");
    CHECK(change(kPassword, "another long password") == "too-many-attempts");
    CHECK(people.use(opened->token).has_value());
}

TEST_CASE("a reset ends all sessions but not the slowing down of guesses from one place", "[accounts]") {
    People people;
    const auto ann = people.create("ann");
    const auto opened = people.log_in("ann");
    CHECK(people.run(cms::reset_password(people.source, people.hasher, ann.id, kAdministrator, people.now))
              .has_value());
    CHECK(people.use(opened->token).has_error());
    const auto nobody =
        people.run(cms::reset_password(people.source, people.hasher, 999, kAdministrator, people.now));
    CHECK(nobody.error().code == "staff-not-found");
}

TEST_CASE("another role, and being disabled, end all sessions at once", "[accounts]") {
    People people;
    people.create("root", StaffRole::administrator);
    const auto ann = people.create("ann");
    const auto update = [&](std::int64_t version, core::data::AccountChange change) {
        return people.run(
            cms::update_staff(people.source, ann.id, version, change, kAdministrator, people.now)
        );
    };
    auto opened = people.log_in("ann");
    CHECK(update(1, {.display_name = "Ann Tan"}).has_value());
    CHECK(people.use(opened->token).has_value());
    CHECK(update(2, {.role = StaffRole::editor}).has_value());
    CHECK(people.use(opened->token).has_error());
    opened = people.log_in("ann");
    CHECK(update(3, {.disabled = true}).has_value());
    CHECK(people.use(opened->token).has_error());
    CHECK(update(3, {.disabled = false}).error().code == "stale-version");
    CHECK(
        people.database.value(
            "select difference from audit.entry where action = 'staff.update' order by id limit 1"
        ) == R"({"display_name": {"to": "Ann Tan", "from": "ann"}})"
    );
}

TEST_CASE("the last administrator stays", "[accounts]") {
    People people;
    const auto root = people.create("root", StaffRole::administrator);
    const auto update = [&](core::data::AccountChange change) {
        return code_of(
            people.run(cms::update_staff(people.source, root.id, 1, change, kAdministrator, people.now))
        );
    };
    CHECK(update({.role = StaffRole::editor}) == "last-administrator");
    CHECK(update({.disabled = true}) == "last-administrator");
    const auto other = people.create("other", StaffRole::administrator);
    people.database.sql(
        "update staff.account set disabled_at = now() where id = " + std::to_string(other.id)
    );
    CHECK(update({.disabled = true}) == "last-administrator");
    people.database.sql("update staff.account set disabled_at = null where id = " + std::to_string(other.id));
    CHECK(update({.disabled = true}) == "ok");
}

TEST_CASE("two administrators who demote each other at the same time leave one", "[accounts]") {
    People people;
    const auto one = people.create("one", StaffRole::administrator);
    const auto two = people.create("two", StaffRole::administrator);
    std::vector<std::string> codes;
    for (const auto id : {one.id, two.id}) {
        boost::asio::co_spawn(
            people.database.io(),
            [&, id]() -> core::Task<void> {
                const auto updated = co_await cms::update_staff(
                    people.source, id, 1, {.role = StaffRole::viewer}, kAdministrator, people.now
                );
                codes.push_back(code_of(updated));
            },
            [](const std::exception_ptr& error) {
                if (error) std::rethrow_exception(error);
            }
        );
    }
    tests::run_until(people.database.io(), [&] { return codes.size() == 2; });
    std::sort(codes.begin(), codes.end());
    CHECK(codes == std::vector<std::string>{"last-administrator", "ok"});
}
