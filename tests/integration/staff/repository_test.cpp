#include "core/base/digest.hpp"
#include "core/data/staff.hpp"
#include "staff_source.hpp"

#include <catch2/catch.hpp>

namespace {

using core::Task;
using core::data::StaffRepository;
using core::domain::StaffAccount;
using core::domain::StaffRole;
using core::domain::StaffSession;
using std::chrono::minutes;

const core::Instant kNow = std::chrono::sys_days(std::chrono::year(2030) / 1 / 1);

StaffAccount account(std::string username, StaffRole role = StaffRole::viewer) {
    StaffAccount made;
    made.username = std::move(username);
    made.display_name = "Somebody";
    made.role = role;
    made.password_hash = "$argon2id$test";
    made.password_changed_at = kNow;
    made.created_at = kNow;
    return made;
}

StaffSession session(std::int64_t account_id, core::Instant at = kNow) {
    return {0, account_id, at, at, "192.0.2.7", "a browser", false};
}

std::string token_hash(std::string_view token) {
    return core::sha256_hex(token);
}

/// Runs a step in a unit of work of its own, committed.
template <class Step>
auto in_work(tests::StaffStore& store, Step step) {
    const auto whole =
        [&]() -> Task<decltype(tests::run(store.database.io(), step(std::declval<StaffRepository&>())))> {
        const auto work = co_await store.source.begin();
        auto result = co_await step(work->staff());
        co_await work->commit();
        co_return result;
    };
    return store.run(whole());
}

StaffAccount inserted(tests::StaffStore& store, StaffAccount wanted) {
    return in_work(store, [&](StaffRepository& staff) { return staff.insert(wanted); }).value();
}

}  // namespace

TEST_CASE("an account is found by its number and its user name", "[staff]") {
    tests::StaffStore store;
    const auto ann = inserted(store, account("ann", StaffRole::publisher));
    const auto found = in_work(store, [&](StaffRepository& staff) { return staff.find(ann.id); });
    REQUIRE(found);
    CHECK(found->username == "ann");
    CHECK(found->role == StaffRole::publisher);
    CHECK(found->version == 1);
    CHECK_FALSE(found->totp_secret);
    CHECK(in_work(store, [](StaffRepository& staff) { return staff.find_by_username("ann"); })->id == ann.id);
    CHECK_FALSE(in_work(store, [](StaffRepository& staff) { return staff.find_by_username("ben"); }));
}

TEST_CASE("a user name is taken once", "[staff]") {
    tests::StaffStore store;
    inserted(store, account("ann"));
    const auto again = in_work(store, [](StaffRepository& staff) { return staff.insert(account("ann")); });
    REQUIRE(again.has_error());
    CHECK(again.error().kind == core::ErrorKind::conflict);
    CHECK(again.error().code == "username-taken");
}

TEST_CASE("accounts are listed by user name, in both directions", "[staff]") {
    tests::StaffStore store;
    for (const auto* name : {"dan", "ann", "cat", "ben"}) inserted(store, account(name));
    const auto names = [&](std::string after, bool backwards) {
        std::string out;
        const auto listed =
            in_work(store, [&](StaffRepository& staff) { return staff.list(after, backwards, 2); });
        for (const auto& one : listed) out += one.username + " ";
        return out;
    };
    CHECK(names("", false) == "ann ben ");
    CHECK(names("ben", false) == "cat dan ");
    CHECK(names("dan", true) == "ben cat ");
    CHECK(in_work(store, [](StaffRepository& staff) { return staff.count(); }) == 4);
}

TEST_CASE("an update needs the version it was made for and keeps what it does not name", "[staff]") {
    tests::StaffStore store;
    const auto ann = inserted(store, account("ann"));
    const auto update = [&](std::int64_t version, core::data::AccountChange change) {
        return in_work(store, [&](StaffRepository& staff) {
            return staff.update(ann.id, version, change, kNow);
        });
    };
    const auto renamed = update(1, {.display_name = "Ann Tan"});
    REQUIRE(renamed.has_value());
    CHECK(renamed->display_name == "Ann Tan");
    CHECK(renamed->role == StaffRole::viewer);
    CHECK(renamed->version == 2);
    CHECK(update(1, {.role = StaffRole::editor}).error().code == "stale-version");
    CHECK(update(2, {.disabled = true})->disabled_at == kNow);
    CHECK(update(3, {.role = StaffRole::editor})->disabled_at == kNow);
    CHECK_FALSE(update(4, {.disabled = false})->disabled_at);
    const auto nobody =
        in_work(store, [&](StaffRepository& staff) { return staff.update(999, 1, {}, kNow); });
    CHECK(nobody.error().code == "staff-not-found");
}

TEST_CASE("a session is found by the digest of its token, with its account", "[staff]") {
    tests::StaffStore store;
    const auto ann = inserted(store, account("ann"));
    const auto opened = in_work(store, [&](StaffRepository& staff) {
        return staff.insert_session(session(ann.id), token_hash("one"));
    });
    const auto find = [&](std::string_view token) {
        return in_work(store, [&](StaffRepository& staff) { return staff.find_session(token_hash(token)); });
    };
    const auto found = find("one");
    REQUIRE(found);
    CHECK(found->first.id == opened.id);
    CHECK(found->first.client == "192.0.2.7");
    CHECK(found->second.username == "ann");
    CHECK_FALSE(find("two"));

    CHECK(in_work(store, [&](StaffRepository& staff) {
        return staff.rotate_session(opened.id, token_hash("two"), false);
    }));
    CHECK_FALSE(find("one"));
    CHECK(find("two")->first.id == opened.id);
}

TEST_CASE("the use of a session is noted forwards only", "[staff]") {
    tests::StaffStore store;
    const auto ann = inserted(store, account("ann"));
    const auto seen = in_work(store, [&](StaffRepository& staff) -> Task<core::Instant> {
        const auto opened = co_await staff.insert_session(session(ann.id), token_hash("one"));
        co_await staff.touch_session(opened.id, kNow + minutes(5));
        co_await staff.touch_session(opened.id, kNow + minutes(3));
        const auto found = co_await staff.find_session(token_hash("one"));
        co_return found->first.last_seen_at;
    });
    CHECK(seen == kNow + minutes(5));
}

TEST_CASE("sessions end one by one, all but one, and by age", "[staff]") {
    tests::StaffStore store;
    const auto ann = inserted(store, account("ann"));
    const auto ben = inserted(store, account("ben"));
    const auto open = [&](std::int64_t owner, std::string token, core::Instant at) {
        return in_work(store, [&](StaffRepository& staff) {
            return staff.insert_session(session(owner, at), token_hash(token));
        });
    };
    const auto first = open(ann.id, "1", kNow);
    const auto second = open(ann.id, "2", kNow + minutes(1));
    open(ann.id, "3", kNow + minutes(2));
    const auto bens = open(ben.id, "4", kNow);
    const auto count = [&] { return store.database.value("select count(*) from staff.session"); };

    const auto listed = in_work(store, [&](StaffRepository& staff) { return staff.list_sessions(ann.id); });
    REQUIRE(listed.size() == 3);
    CHECK(listed.front().created_at == kNow + minutes(2));
    CHECK_FALSE(in_work(store, [&](StaffRepository& staff) { return staff.remove_session(ann.id, bens.id); })
    );
    CHECK(in_work(store, [&](StaffRepository& staff) { return staff.remove_session(ann.id, first.id); }));
    CHECK(in_work(store, [&](StaffRepository& staff) {
              return staff.remove_sessions(ann.id, second.id);
          }) == 1);
    CHECK(count() == "2");
    CHECK(in_work(store, [&](StaffRepository& staff) {
              return staff.remove_ended_sessions(kNow + minutes(1), kNow - minutes(1));
          }) == 1);
    CHECK(count() == "1");
}

TEST_CASE("a time step and a recovery code count once", "[staff]") {
    tests::StaffStore store;
    const auto ann = inserted(store, account("ann"));
    in_work(store, [&](StaffRepository& staff) -> Task<bool> {
        co_await staff.offer_second_factor(ann.id, "sealed");
        co_await staff.confirm_second_factor(ann.id, {token_hash("a"), token_hash("b")});
        co_return true;
    });
    const auto use_step = [&](std::int64_t step) {
        return in_work(store, [&](StaffRepository& staff) { return staff.use_totp_step(ann.id, step); });
    };
    CHECK(use_step(100));
    CHECK_FALSE(use_step(100));
    CHECK_FALSE(use_step(99));
    CHECK(use_step(101));
    const auto use_code = [&](std::string_view code) {
        return in_work(store, [&](StaffRepository& staff) {
            return staff.use_recovery_code(ann.id, token_hash(code), kNow);
        });
    };
    CHECK(use_code("a"));
    CHECK_FALSE(use_code("a"));
    CHECK_FALSE(use_code("z"));
    CHECK(in_work(store, [&](StaffRepository& staff) { return staff.count_recovery_codes(ann.id); }) == 1);
}

TEST_CASE("counters are kept, forgotten by age, and never block each other's clean-up", "[staff]") {
    tests::StaffStore store;
    in_work(store, [&](StaffRepository& staff) -> Task<bool> {
        const auto fresh = co_await staff.lock_counter("a");
        CHECK(fresh.attempts == 0);
        co_await staff.set_counter("a", {3, kNow, kNow + minutes(1)});
        co_await staff.lock_counter("b");
        co_await staff.set_counter("b", {1, kNow + minutes(9), std::nullopt});
        co_return true;
    });
    const auto stored = in_work(store, [](StaffRepository& staff) { return staff.lock_counter("a"); });
    CHECK(stored.attempts == 3);
    CHECK(stored.blocked_until == kNow + minutes(1));
    CHECK(in_work(store, [](StaffRepository& staff) {
              return staff.remove_counters(kNow + minutes(5));
          }) == 1);
    CHECK(store.database.value("select string_agg(key, ' ') from staff.login_attempt") == "b");
}

TEST_CASE("the twenty places used last are known", "[staff]") {
    tests::StaffStore store;
    const auto ann = inserted(store, account("ann"));
    in_work(store, [&](StaffRepository& staff) -> Task<bool> {
        for (int i = 0; i < 25; ++i) {
            co_await staff.remember_place(ann.id, "192.0.2." + std::to_string(i), kNow + minutes(i));
        }
        co_return true;
    });
    const auto knows = [&](std::string place) {
        return in_work(store, [&](StaffRepository& staff) { return staff.knows_place(ann.id, place); });
    };
    CHECK(knows("192.0.2.24"));
    CHECK(knows("192.0.2.5"));
    CHECK_FALSE(knows("192.0.2.4"));
}
