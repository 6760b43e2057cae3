#include "core/data/audit.hpp"
#include "core/postgres/errors.hpp"
#include "staff_source.hpp"

#include <catch2/catch.hpp>

namespace {

using core::Task;
using core::data::AuditEntry;
using core::data::AuditFilter;
using core::data::AuditPlace;

AuditEntry entry(std::string actor, std::string action, std::string id, std::string difference = "{}") {
    return {
        1,
        std::move(actor),
        std::move(action),
        "course",
        std::move(id),
        "192.0.2.7",
        "r-1",
        std::move(difference)
    };
}

void append(tests::StaffStore& store, AuditEntry added) {
    const auto whole = [&]() -> Task<bool> {
        const auto work = co_await store.source.begin();
        co_await work->audit().append(added);
        co_await work->commit();
        co_return true;
    };
    store.run(whole());
}

/// The objects of the matching entries, in the order given.
std::string listed(
    tests::StaffStore& store,
    AuditFilter filter,
    std::optional<AuditPlace> place = std::nullopt,
    int limit = 100
) {
    const auto whole = [&]() -> Task<std::string> {
        const auto reads = co_await store.source.read();
        std::string out;
        const auto entries = co_await reads->audit().list(filter, place, limit);
        for (const auto& recorded : entries) out += recorded.entry.object_id + " ";
        co_return out;
    };
    return store.run(whole());
}

void fill(tests::StaffStore& store) {
    append(store, entry("ann", "course.create", "a", R"({"name":{"to":"Fire safety basics"}})"));
    append(store, entry("ben", "course.publish", "b"));
    append(store, entry("ann", "course.publish", "c", R"({"level":7})"));
    append(store, entry("ann", "courses.import", "d"));
}

std::string refusal_of(tests::StaffStore& store, const std::string& sql) {
    try {
        store.database.sql(sql);
    } catch (const std::exception& error) {
        return error.what();
    }
    return "done";
}

}  // namespace

TEST_CASE("nobody changes or removes what the audit log holds, not even its owner", "[audit]") {
    tests::StaffStore store;
    fill(store);
    for (const auto* sql :
         {"update audit.entry set actor = 'nobody'",
          "update audit.entry set actor = 'nobody' where false",
          "delete from audit.entry",
          "truncate audit.entry"}) {
        CAPTURE(sql);
        CHECK(refusal_of(store, sql).find("append-only") != std::string::npos);
    }
    CHECK(store.database.value("select count(*) from audit.entry where actor in ('ann', 'ben')") == "4");
}

TEST_CASE("a role that may insert and select can do nothing else to the audit log", "[audit]") {
    tests::StaffStore store;
    const auto role = "auditor_" + store.database.name();
    store.database.sql(
        "create role " + role + "; grant usage on schema audit to " + role +
        "; grant insert, select on audit.entry to " + role
    );
    const auto as_role = [&](const std::string& sql) {
        return refusal_of(store, "set role " + role + "; " + sql);
    };
    CHECK(
        as_role(
            "insert into audit.entry (actor, action, object_kind, object_id, client, request_id, difference) "
            "values ('a', 'x.y', 'k', 'i', '', '', '{}')"
        ) == "done"
    );
    for (const auto* sql :
         {"update audit.entry set actor = 'nobody'",
          "delete from audit.entry",
          "truncate audit.entry",
          "drop trigger entry_append_only on audit.entry",
          "alter table audit.entry disable trigger all",
          "drop table audit.entry"}) {
        CAPTURE(sql);
        CHECK(as_role(sql) != "done");
    }
    CHECK(store.database.value("select count(*) from audit.entry") == "1");
    store.database.sql("drop owned by " + role + "; drop role " + role);
}

TEST_CASE("an entry stands or falls with its unit of work", "[audit]") {
    tests::StaffStore store;
    const auto abandoned = [&]() -> Task<bool> {
        const auto work = co_await store.source.begin();
        co_await work->audit().append(entry("ann", "course.create", "a"));
        co_return true;
    };
    store.run(abandoned());
    CHECK(store.database.value("select count(*) from audit.entry") == "0");
}

TEST_CASE("the audit log is searched by who, what, which and when", "[audit]") {
    tests::StaffStore store;
    fill(store);
    CHECK(listed(store, {}) == "d c b a ");
    CHECK(listed(store, {.actor = "ann"}) == "d c a ");
    CHECK(listed(store, {.action = "course.publish"}) == "c b ");
    CHECK(listed(store, {.action = "course."}) == "c b a ");
    CHECK(listed(store, {.action = "course"}).empty());
    CHECK(listed(store, {.action = "%"}).empty());
    CHECK(listed(store, {.object_kind = "course", .object_id = "b"}) == "b ");
    CHECK(listed(store, {.object_kind = "staff"}).empty());
    CHECK(listed(store, {.text = "fire basics"}) == "a ");
    CHECK(listed(store, {.text = "publish ben"}) == "b ");
    CHECK(listed(store, {.text = "7"}) == "c ");
    CHECK(listed(store, {.text = "level"}) == "c ");
    CHECK(listed(store, {.text = "'; drop table x --"}).empty());
    const core::Instant past = std::chrono::sys_days(std::chrono::year(2020) / 1 / 1);
    const core::Instant future = std::chrono::sys_days(std::chrono::year(2100) / 1 / 1);
    CHECK(listed(store, {.from = past, .until = future}) == "d c b a ");
    CHECK(listed(store, {.from = future}).empty());
    CHECK(listed(store, {.until = past}).empty());
}

TEST_CASE("pages of the audit log follow each other in both directions", "[audit]") {
    tests::StaffStore store;
    fill(store);
    const auto id_of = [&](const std::string& object) {
        return std::stoll(
            store.database.value("select id from audit.entry where object_id = '" + object + "'")
        );
    };
    CHECK(listed(store, {}, std::nullopt, 2) == "d c ");
    CHECK(listed(store, {}, AuditPlace{id_of("c"), false}, 2) == "b a ");
    CHECK(listed(store, {}, AuditPlace{id_of("a"), true}, 2) == "c b ");
    CHECK(listed(store, {.actor = "ann"}, AuditPlace{id_of("a"), true}, 5) == "d c ");
    const auto count = [&]() -> Task<std::int64_t> {
        const auto reads = co_await store.source.read();
        co_return co_await reads->audit().count({.actor = "ann"});
    };
    CHECK(store.run(count()) == 3);
}

TEST_CASE("an entry without an actor, or with a difference that is no object, is refused", "[audit]") {
    tests::StaffStore store;
    CHECK_THROWS_AS(append(store, entry("", "course.create", "a")), core::postgres::SqlError);
    CHECK_THROWS_AS(append(store, entry("ann", "create", "a")), core::postgres::SqlError);
    CHECK_THROWS_AS(append(store, entry("ann", "course.create", "a", "[]")), core::postgres::SqlError);
    CHECK_THROWS_AS(append(store, entry("ann", "course.create", "a", "{")), core::postgres::SqlError);
}
