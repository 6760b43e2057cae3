// Units of work within a transaction of a whole request.
#include "core/data/audit.hpp"
#include "core/data/staff.hpp"
#include "core/postgres/errors.hpp"
#include "core/storage/cms/postgres_cms_source.hpp"
#include "staff_source.hpp"

#include <catch2/catch.hpp>

#include <stdexcept>

using namespace core::data;
using core::Task;
using tests::StaffStore;

namespace {

struct Enclosed : StaffStore {
    core::storage::PostgresCmsSource source{pool};

    /// The actions of the entries that lasted, in order.
    std::string lasted() {
        return database.value("select coalesce(string_agg(action, ' ' order by id), '') from audit.entry");
    }
};

Task<void> append(CmsUnitOfWork& work, std::string action) {
    AuditEntry entry;
    entry.actor = "ann";
    entry.action = std::move(action);
    entry.object_kind = "note";
    entry.object_id = "1";
    entry.difference = "{}";
    co_await work.audit().append(std::move(entry));
}

/// A unit of work that ends as every one does: with its commit, or without.
Task<void> part(CmsDataSource& parts, std::string action, bool commits) {
    const auto work = co_await parts.begin();
    co_await append(*work, std::move(action));
    if (commits) co_await work->commit();
}

/// One whose statement PostgreSQL refuses.
Task<void> broken_part(CmsDataSource& parts) {
    const auto work = co_await parts.begin();
    co_await append(*work, "not an action");
}

Task<std::int64_t> count(CmsReadSource& parts) {
    const auto session = co_await parts.read();
    co_return co_await session->audit().count({});
}

}  // namespace

TEST_CASE("what parts have committed lasts with the whole, and not without it", "[keyed]") {
    Enclosed store;
    const bool whole = GENERATE(true, false);
    const bool waits = GENERATE(true, false);
    store.run([](Enclosed& s, bool commits, bool undoes) -> Task<void> {
        const auto enclosing = co_await s.source.enclose();
        CHECK_FALSE(enclosing->changed());
        co_await part(enclosing->parts(), "note.first", true);
        CHECK(enclosing->changed());
        CHECK(s.lasted().empty());
        co_await part(enclosing->parts(), "note.second", true);
        auto* all = co_await enclosing->whole();
        co_await append(*all, "note.last");
        if (commits) {
            co_await all->commit();
        } else if (undoes) {
            co_await enclosing->undo();
        }
    }(store, whole, waits));
    CHECK(store.lasted() == (whole ? "note.first note.second note.last" : ""));
}

TEST_CASE("a part that is given up or refused takes nothing else with it", "[keyed]") {
    Enclosed store;
    store.run([](Enclosed& s) -> Task<void> {
        const auto enclosing = co_await s.source.enclose();
        auto& parts = enclosing->parts();
        co_await part(parts, "note.given-up", false);
        CHECK_FALSE(enclosing->changed());
        CHECK(co_await count(parts) == 0);
        co_await part(parts, "note.kept", true);
        bool refused = false;
        try {
            co_await broken_part(parts);
        } catch (const core::postgres::SqlError&) {
            refused = true;
        }
        CHECK(refused);
        CHECK(co_await count(parts) == 1);  // a read session of the request sees what its parts have done
        co_await part(parts, "note.later", true);
        co_await part(parts, "note.dropped", false);
        auto* all = co_await enclosing->whole();
        co_await all->commit();
    }(store));
    CHECK(store.lasted() == "note.kept note.later");
}

TEST_CASE("a part in which a statement has failed cannot be committed", "[keyed]") {
    Enclosed store;
    store.run([](Enclosed& s) -> Task<void> {
        const auto enclosing = co_await s.source.enclose();
        bool refused = false;
        try {
            const auto work = co_await enclosing->parts().begin();
            try {
                co_await append(*work, "not an action");
            } catch (const core::postgres::SqlError&) {
            }
            co_await work->commit();
        } catch (const core::postgres::SqlError& error) {
            refused = error.sqlstate() == "25P02";
        }
        CHECK(refused);
        CHECK_FALSE(enclosing->changed());
    }(store));
}

TEST_CASE("parts are begun one at a time", "[keyed]") {
    Enclosed store;
    store.run([](Enclosed& s) -> Task<void> {
        const auto enclosing = co_await s.source.enclose();
        const auto first = co_await enclosing->parts().begin();
        bool refused = false;
        try {
            co_await enclosing->parts().begin();
        } catch (const std::logic_error&) {
            refused = true;
        }
        CHECK(refused);
        co_await first->commit();
        co_await part(enclosing->parts(), "note.next", true);
    }(store));
}
