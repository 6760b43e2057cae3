// Requests that meet others at the same rows: carried out again, unless something of them has lasted.
#include "core/data/audit.hpp"
#include "core/data/staff.hpp"
#include "core/postgres/errors.hpp"
#include "core/service_database/database_failure.hpp"
#include "core/storage/staff/postgres_staff_repository.hpp"
#include "staff_site.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>
#include <catch2/catch.hpp>

using namespace tests;
using core::Task;
using core::http::ClientResponse;
using core::http::Method;
using core::http::Response;
using core::postgres::SqlError;

namespace {

const std::string kPairs = "/cms/api/v1/pairs";
const std::string kPrepared = "/cms/api/v1/prepared";

/// What the routes below do; read by the server's thread.
struct Behaviour {
    std::atomic<int> entered{0};
    std::atomic<int> prepared{0};
    std::atomic<bool> hold{false};           ///< keeps requests waiting
    std::atomic<int> throws{0};              ///< so many requests end in a deadlock
    std::atomic<bool> commits_first{false};  ///< before that
};

Task<void> wait_while(const std::atomic<bool>& held) {
    core::asio::steady_timer pause(co_await core::asio::this_coro::executor);
    while (held) {
        pause.expires_after(std::chrono::milliseconds(1));
        co_await pause.async_wait(core::asio::use_awaitable);
    }
}

Task<void> add_note(core::data::CmsUnitOfWork& work) {
    core::data::AuditEntry entry;
    entry.actor = "ann";
    entry.action = "note.add";
    entry.object_kind = "note";
    entry.object_id = "1";
    entry.difference = "{}";
    co_await work.audit().append(std::move(entry));
}

/// Locks two rows, one after the other.
Task<Response> post_pair(Behaviour& behaviour, const cms::StaffCall& call) {
    ++behaviour.entered;
    const auto work = co_await call.cms().begin();
    co_await work->staff().lock_counter("a");
    co_await wait_while(behaviour.hold);
    co_await work->staff().lock_counter("b");
    co_await add_note(*work);
    co_await work->commit();
    co_return Response::json(201, "{}");
}

Task<Response> put_pair(Behaviour& behaviour, const cms::StaffCall& call) {
    ++behaviour.entered;
    if (behaviour.commits_first) {
        const auto work = co_await call.cms().begin();
        co_await add_note(*work);
        co_await work->commit();
    }
    const auto work = co_await call.cms().begin();
    co_await add_note(*work);
    if (behaviour.throws > 0 && behaviour.throws-- > 0) throw SqlError("40P01", "", "test.pair", "deadlock");
    co_await work->commit();
    co_return Response(204);
}

Task<cms::StaffHandler> prepare(Behaviour& behaviour, const cms::StaffCall&) {
    ++behaviour.prepared;
    co_await wait_while(behaviour.hold);
    co_return [number = behaviour.prepared.load()](const cms::StaffCall& call) -> Task<Response> {
        const auto work = co_await call.cms().begin();
        co_await add_note(*work);
        co_await work->commit();
        co_return Response::json(201, R"({"prepared":)" + std::to_string(number) + "}");
    };
}

struct Pairs {
    Pairs() {
        // New connections find out about deadlocks at once.
        database.sql("alter database \"" + database.name() + "\" set deadlock_timeout = '20ms'");
        database.sql(
            "insert into staff.login_attempt (key, attempts, last_at) values ('a', 0, now()), ('b', 0, now())"
        );
        site.create("ann", cms::Role::editor);
        REQUIRE(ann.log_in("ann") == 201);
    }

    std::string notes() {
        return database.value("select count(*) from audit.entry where action = 'note.add'");
    }

    Behaviour behaviour;
    StaffSite site{
        {.lost_race = core::service::lost_race},
        {{Method::post,
          kPairs,
          cms::Role::editor,
          [this](const cms::StaffCall& call) { return post_pair(behaviour, call); },
          1024},
         {Method::put,
          kPairs,
          cms::Role::editor,
          [this](const cms::StaffCall& call) { return put_pair(behaviour, call); },
          1024},
         cms::prepared(
             {Method::post, kPrepared, cms::Role::editor, {}, 1024},
             [this](const cms::StaffCall& call) { return prepare(behaviour, call); }
         )}
    };
    TestDatabase& database{site.store.database};
    Browser ann{site};
};

/// A transaction beside the request's, which finds out about no deadlock itself.
class OtherSession {
public:
    explicit OtherSession(Pairs& pairs)
        : pairs_(pairs), lease_(pairs.database.run(pairs.site.store.pool.acquire())) {
        execute({"test.begin", "begin"});
        execute({"test.patient", "set local deadlock_timeout = '1h'"});
        execute({"test.unhurried", "set local lock_timeout = 0"});
        pairs_.database.run(staff_.lock_counter("b"));
    }

    /// Asks for the row that the request holds.
    void reach_over() {
        core::asio::co_spawn(
            pairs_.database.io(),
            staff_.lock_counter("a"),
            [this](const std::exception_ptr& failure, auto) { has_both_ = !failure; }
        );
        run_until(pairs_.database.io(), [&] {
            return pairs_.database.value(
                       "select count(*) from pg_stat_activity where datname = current_database()"
                       " and wait_event_type = 'Lock'"
                   ) == "1";
        });
    }

    void finish() {
        run_until(pairs_.database.io(), [&] { return has_both_; });
        execute({"test.commit", "commit"});
    }

private:
    void execute(core::postgres::Query query) { pairs_.database.run(lease_->execute(query)); }

    Pairs& pairs_;
    core::postgres::Lease lease_;
    core::storage::PostgresStaffRepository staff_{*lease_};
    bool has_both_ = false;
};

}  // namespace

TEST_CASE("a request that loses a deadlock is carried out again, and succeeds", "[keyed][race]") {
    Pairs pairs;
    const bool keyed = GENERATE(true, false);
    CAPTURE(keyed);
    if (keyed) pairs.ann.extra = {{"Idempotency-Key", "k"}};
    pairs.behaviour.hold = true;
    OtherSession other(pairs);
    std::optional<ClientResponse> answer;
    auto& io = pairs.database.io();
    core::asio::co_spawn(io, pairs.ann.sending(Method::post, kPairs, "{}"), [&](auto, auto response) {
        answer = std::move(response);
    });
    run_until(io, [&] { return pairs.behaviour.entered == 1; });
    run_until(io, [&] {
        return pairs.database.value(
                   "select count(*) from pg_stat_activity where datname = current_database()"
                   " and state = 'idle in transaction' and query like '%login_attempt%'"
               ) == "2";
    });
    other.reach_over();
    pairs.behaviour.hold = false;
    other.finish();
    run_until(io, [&] { return answer.has_value(); });
    CHECK(answer->status == 201);
    CHECK(pairs.behaviour.entered >= 2);
    CHECK(pairs.notes() == "1");
    run_until(io, [&] {
        return pairs.database.value(
                   "select deadlocks from pg_stat_database where datname = current_database()"
               ) == "1";
    });
    CHECK(pairs.database.value("select count(*) from staff.kept_answer") == (keyed ? "1" : "0"));
}

TEST_CASE("after three repetitions a request that always loses is given up", "[keyed][race]") {
    Pairs pairs;
    pairs.behaviour.throws = 3;
    CHECK(pairs.ann.send(Method::put, kPairs, "{}").status == 204);
    CHECK(pairs.behaviour.entered == 4);
    CHECK(pairs.notes() == "1");
    pairs.behaviour.throws = 4;
    CHECK(pairs.ann.send(Method::put, kPairs, "{}").status == 500);
    CHECK(pairs.behaviour.entered == 8);
    CHECK(pairs.notes() == "1");
}

TEST_CASE("a request of which something has lasted is not carried out again", "[keyed][race]") {
    Pairs pairs;
    pairs.behaviour.commits_first = true;
    pairs.behaviour.throws = 1;
    CHECK(pairs.ann.send(Method::put, kPairs, "{}").status == 500);
    CHECK(pairs.behaviour.entered == 1);
    CHECK(pairs.notes() == "1");
}

TEST_CASE(
    "what a request prepares holds no connection, and is not done for a repeated one", "[keyed][race]"
) {
    Pairs pairs;
    pairs.ann.extra = {{"Idempotency-Key", "k"}};
    pairs.behaviour.hold = true;
    std::optional<ClientResponse> answer;
    auto& io = pairs.database.io();
    core::asio::co_spawn(io, pairs.ann.sending(Method::post, kPrepared, "{}"), [&](auto, auto response) {
        answer = std::move(response);
    });
    run_until(io, [&] { return pairs.behaviour.prepared == 1; });
    CHECK(
        pairs.database.value("select count(*) from pg_stat_activity where datname = current_database()"
                             " and state like 'idle in transaction%'") == "0"
    );
    pairs.behaviour.hold = false;
    run_until(io, [&] { return answer.has_value(); });
    CHECK(answer->status == 201);
    const auto again = pairs.ann.send(Method::post, kPrepared, "{}");
    CHECK(again.header("Idempotency-Replayed") == "true");
    CHECK(again.body == answer->body);
    CHECK(pairs.behaviour.prepared == 1);
    CHECK(pairs.notes() == "1");
    pairs.ann.extra.clear();
    CHECK(pairs.ann.send(Method::post, kPrepared, "{}").status == 201);
    CHECK(pairs.behaviour.prepared == 2);
}
