// POST requests with an Idempotency-Key: carried out once, and answered the same when repeated.
#include "cms_server/use_cases/staff/keyed_requests.hpp"

#include "core/data/audit.hpp"
#include "core/http/problem.hpp"
#include "staff_site.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>
#include <catch2/catch.hpp>

#include <functional>

using namespace tests;
using core::Task;
using core::http::ClientResponse;
using core::http::Method;
using core::http::Response;

namespace {

const std::string kNotes = "/cms/api/v1/notes";

/// What the routes below do; read by the server's thread.
struct Behaviour {
    std::atomic<int> throws{0};   ///< so many requests fail after their unit of work was committed
    std::atomic<int> fails{0};    ///< the same by an answer of 503
    std::atomic<int> refuses{0};  ///< so many are refused before anything is changed
    std::atomic<bool> late_refusal{false};
    std::atomic<bool> hold{false};  ///< keeps requests waiting
    std::atomic<int> entered{0};
    std::atomic<std::size_t> padding{0};  ///< of the answer
};

bool takes_one(std::atomic<int>& count) {
    return count > 0 && count-- > 0;
}

Task<void> add_note(core::data::CmsDataSource& cms, std::string text) {
    const auto work = co_await cms.begin();
    core::data::AuditEntry entry;
    entry.actor = "ann";
    entry.action = "note.add";
    entry.object_kind = "note";
    entry.object_id = std::move(text);
    entry.difference = "{}";
    co_await work->audit().append(std::move(entry));
    co_await work->commit();
}

Task<std::int64_t> count_notes(core::data::CmsDataSource& cms) {
    const auto session = co_await cms.read();
    core::data::AuditFilter filter;
    filter.action = "note.add";
    co_return co_await session->audit().count(filter);
}

Response problem(unsigned status, const cms::StaffCall& call) {
    return core::http::problem(status, "as-told", "", call.request.request_id);
}

/// Adds the note of the body and answers with its number.
Task<Response> post_note(Behaviour& behaviour, const cms::StaffCall& call) {
    ++behaviour.entered;
    while (behaviour.hold) {
        core::asio::steady_timer pause(
            co_await core::asio::this_coro::executor, std::chrono::milliseconds(1)
        );
        co_await pause.async_wait(core::asio::use_awaitable);
    }
    if (takes_one(behaviour.refuses)) co_return problem(409, call);
    co_await add_note(call.cms(), call.request.body);
    if (takes_one(behaviour.throws)) throw std::runtime_error("as told");
    if (takes_one(behaviour.fails)) co_return problem(503, call);
    if (behaviour.late_refusal) co_return problem(409, call);
    const auto number = std::to_string(co_await count_notes(call.cms()));
    auto response = Response::json(201, R"({"number":)" + number + std::string(behaviour.padding, ' ') + "}");
    response.etag = "v" + number;
    response.header("Location", kNotes + "/" + number);
    co_return response;
}

struct Notes {
    explicit Notes(cms::Retries retries = cms::Retries::keyed)
        : site(
              {},
              {{Method::post,
                kNotes,
                cms::Role::editor,
                [this](const cms::StaffCall& call) { return post_note(behaviour, call); },
                1024,
                "application/json",
                retries}}
          ) {
        site.create("ann", cms::Role::editor);
        REQUIRE(ann.log_in("ann") == 201);
    }

    ClientResponse post(
        const std::string& key, std::string body = "\"a\"", const std::string& target = kNotes
    ) {
        return post(ann, key, std::move(body), target);
    }

    static ClientResponse post(
        Browser& browser,
        const std::string& key,
        std::string body = "\"a\"",
        const std::string& target = kNotes
    ) {
        browser.extra = {{"Idempotency-Key", key}};
        auto response = browser.send(Method::post, target, std::move(body));
        browser.extra.clear();
        return response;
    }

    std::string count() {
        return site.store.database.value("select count(*) from audit.entry where action = 'note.add'");
    }

    std::string kept() { return site.store.database.value("select count(*) from staff.kept_answer"); }

    Behaviour behaviour;
    StaffSite site;
    Browser ann{site};
};

bool is_replayed(const ClientResponse& response) {
    return response.header("Idempotency-Replayed") == "true";
}

}  // namespace

TEST_CASE("a repeated request is answered the same, and changes nothing", "[keyed]") {
    Notes notes;
    const auto first = notes.post("k-1");
    REQUIRE(first.status == 201);
    CHECK_FALSE(is_replayed(first));
    for (int i = 0; i < 3; ++i) {
        const auto again = notes.post("k-1");
        CHECK(again.status == 201);
        CHECK(is_replayed(again));
        CHECK(again.body == first.body);
        for (const auto* name : {"Location", "ETag", "Content-Type", "Cache-Control"}) {
            CAPTURE(name);
            CHECK(again.header(name) == first.header(name));
        }
        CHECK(again.header("X-Request-Id") != first.header("X-Request-Id"));
    }
    CHECK(notes.count() == "1");
    CHECK(notes.post("k-2").header("Location") == kNotes + "/2");
    CHECK(notes.ann.send(Method::post, kNotes, "\"a\"").status == 201);  // without a key: again
    CHECK(notes.count() == "3");
}

TEST_CASE("a key stands for one request of one account", "[keyed]") {
    Notes notes;
    REQUIRE(notes.post("k").status == 201);
    CHECK(told(notes.post("k", "\"b\"")) == "422 idempotency-key-reused");
    CHECK(told(notes.post("k", "\"a\"", kNotes + "?x=1")) == "422 idempotency-key-reused");
    notes.ann.extra = {{"Idempotency-Key", "k"}, {"If-Match", "\"v1\""}};
    CHECK(told(notes.ann.send(Method::post, kNotes, "\"a\"")) == "422 idempotency-key-reused");
    CHECK(notes.count() == "1");
    notes.site.create("edna", cms::Role::editor);
    Browser edna(notes.site);
    REQUIRE(edna.log_in("edna") == 201);
    CHECK_FALSE(is_replayed(Notes::post(edna, "k", "\"b\"")));
    CHECK(notes.count() == "2");
}

TEST_CASE("a request that failed is undone, and may be tried again with its key", "[keyed]") {
    Notes notes;
    const auto how = GENERATE(0, 1, 2);
    CAPTURE(how);
    if (how == 0) notes.behaviour.throws = 2;
    if (how == 1) notes.behaviour.fails = 2;
    if (how == 2) notes.behaviour.refuses = 2;
    for (int i = 0; i < 2; ++i) {
        CHECK(notes.post("k").status == (how == 0 ? 500 : how == 1 ? 503 : 409));
        CHECK(notes.count() == "0");
        CHECK(notes.kept() == "0");
    }
    const auto done = notes.post("k");
    CHECK(done.status == 201);
    CHECK_FALSE(is_replayed(done));
    CHECK(is_replayed(notes.post("k")));
    CHECK(notes.count() == "1");
}

TEST_CASE("a refusal that changed something is kept with what it changed", "[keyed]") {
    Notes notes;
    notes.behaviour.late_refusal = true;
    const auto first = notes.post("k");
    CHECK(told(first) == "409 as-told");
    const auto again = notes.post("k");
    CHECK(is_replayed(again));
    CHECK(again.body == first.body);
    CHECK(again.header("Content-Type") == "application/problem+json");
    CHECK(notes.count() == "1");
}

TEST_CASE("answer and effect are lost together, at whatever moment the database goes", "[keyed]") {
    Notes notes;
    notes.behaviour.hold = true;
    std::optional<ClientResponse> cut_off;
    auto& io = notes.site.store.database.io();
    notes.ann.extra = {{"Idempotency-Key", "k"}};
    const auto send = [&](std::optional<ClientResponse>& to) {
        core::asio::co_spawn(
            io,
            notes.ann.sending(Method::post, kNotes, "\"a\""),
            [&to](auto, auto response) { to = std::move(response); }
        );
    };
    send(cut_off);
    run_until(io, [&] { return notes.behaviour.entered == 1; });
    notes.site.store.database.kill_sessions();
    notes.behaviour.hold = false;
    run_until(io, [&] { return cut_off.has_value(); });
    CHECK(cut_off->status == 500);
    CHECK(notes.count() == "0");
    CHECK(notes.kept() == "0");
    notes.ann.extra.clear();
    // The pool finds out about its other lost connections as it lends them.
    run_until(io, [&] { return notes.post("k").status == 201; });
    CHECK(notes.count() == "1");
}

TEST_CASE("while a request is carried out, its repetition is told to wait", "[keyed]") {
    Notes notes;
    notes.behaviour.hold = true;
    auto& io = notes.site.store.database.io();
    std::optional<ClientResponse> first;
    notes.ann.extra = {{"Idempotency-Key", "k"}};
    core::asio::co_spawn(io, notes.ann.sending(Method::post, kNotes, "\"a\""), [&](auto, auto response) {
        first = std::move(response);
    });
    run_until(io, [&] { return notes.behaviour.entered == 1; });
    const auto second = notes.post("k");
    CHECK(told(second) == "409 idempotency-in-progress");
    CHECK(second.header("Retry-After") == "1");
    notes.behaviour.hold = false;
    run_until(io, [&] { return first.has_value(); });
    CHECK(first->status == 201);
    CHECK(notes.post("k").body == first->body);
    CHECK(notes.behaviour.entered == 1);
    CHECK(notes.count() == "1");
}

TEST_CASE("a key is 1 to 255 visible ASCII characters, given once", "[keyed]") {
    Notes notes;
    CHECK(notes.post(std::string(255, 'k')).status == 201);
    CHECK(notes.post("\"{8e03978e-40d5-43dd-bc93-6894a57f9324}\"").status == 201);
    for (const auto& key :
         {std::string(), std::string(256, 'k'), std::string("a b"), std::string("\xC3\xA9")}) {
        CAPTURE(key);
        const auto refused = notes.post(key);
        CHECK(told(refused) == "400 invalid-idempotency-key");
        CHECK(
            member(refused, "errors").find(R"("in":"header","name":"Idempotency-Key")") != std::string::npos
        );
    }
    CHECK(notes.count() == "2");
}

TEST_CASE("a key is good for a day", "[keyed]") {
    Notes notes;
    const auto first = notes.post("k");
    notes.site.clock.advance(cms::kAnswersKept);
    REQUIRE(notes.ann.log_in("ann") == 201);
    CHECK(is_replayed(notes.post("k")));
    notes.site.clock.advance(std::chrono::seconds(1));
    const auto anew = notes.post("k", "\"b\"");
    CHECK(anew.status == 201);
    CHECK_FALSE(is_replayed(anew));
    CHECK(is_replayed(notes.post("k", "\"b\"")));
    CHECK(notes.kept() == "1");
    const auto tidy = [&] {
        return notes.site.store.run(cms::tidy_staff(notes.site.store.source, {}, notes.site.clock.now()));
    };
    tidy();
    CHECK(notes.kept() == "1");
    notes.site.clock.advance(cms::kAnswersKept + std::chrono::seconds(1));
    tidy();
    CHECK(notes.kept() == "0");
}

TEST_CASE("an answer too large to keep is not given again, nor is its request carried out", "[keyed]") {
    Notes notes;
    notes.behaviour.padding = cms::kLargestKeptBody;
    CHECK(notes.post("k").status == 201);
    CHECK(told(notes.post("k")) == "409 idempotency-answer-not-kept");
    CHECK(told(notes.post("k", "\"b\"")) == "422 idempotency-key-reused");
    CHECK(notes.count() == "1");
}

TEST_CASE("one account may have so many answers kept, and no more", "[keyed]") {
    Notes notes;
    REQUIRE(notes.post("k").status == 201);
    notes.site.store.database.sql(
        "insert into staff.kept_answer select account_id, 'k' || n, fingerprint, status, content_type, etag,"
        " fields, body, kept_at from staff.kept_answer, generate_series(1, " +
        std::to_string(cms::kMostKeptAnswers - 1) + ") n"
    );
    const auto refused = notes.post("more");
    CHECK(told(refused) == "429 too-many-idempotency-keys");
    CHECK(refused.header("Retry-After") == "3600");
    CHECK(is_replayed(notes.post("k")));
    CHECK(notes.count() == "1");
}

TEST_CASE("answers are counted as they are kept, and no longer than they are", "[keyed]") {
    Notes notes;
    REQUIRE(notes.post("k").status == 201);
    REQUIRE(notes.post("l").status == 201);
    REQUIRE(notes.post("k").status == 201);  // repeated: kept already
    const auto counted = [&] {
        return notes.site.store.database.value("select sum(kept) || ' in ' || count(*) from staff.kept_count"
        );
    };
    CHECK(counted() == "2 in 1");
    notes.site.store.database.sql(
        "insert into staff.kept_answer select account_id, 'old' || n, fingerprint, status, content_type, "
        "etag,"
        " fields, body, kept_at - interval '26 hours' from staff.kept_answer, generate_series(1, " +
        std::to_string(cms::kMostKeptAnswers) + ") n where key = 'k'"
    );
    CHECK(notes.post("more").status == 201);
    CHECK(counted() == "20003 in 2");
    notes.site.store.run(cms::tidy_staff(notes.site.store.source, {}, notes.site.clock.now()));
    CHECK(counted() == "3 in 1");
    CHECK(notes.kept() == "3");
}

TEST_CASE("an operation that changes nothing takes a key and keeps no answer", "[keyed]") {
    Notes notes(cms::Retries::harmless);
    CHECK_FALSE(is_replayed(notes.post("k")));
    CHECK_FALSE(is_replayed(notes.post("k")));
    CHECK(told(notes.post("a b")) == "400 invalid-idempotency-key");
    CHECK(notes.kept() == "0");
}

TEST_CASE("where the answer holds a secret, a key is refused", "[keyed]") {
    StaffSite site;
    site.create("adam", cms::Role::administrator);
    Browser adam(site);
    REQUIRE(adam.log_in("adam") == 201);
    const auto staff = "/cms/api/v1/staff";
    for (const auto& [target, body] : std::vector<std::pair<std::string, std::string>>{
             {staff, R"({"username":"vera","role":"viewer"})"},
             {std::string(staff) + "/1/password-reset", ""},
             {"/cms/api/v1/me/second-factor", R"({"password":"x"})"},
             {"/cms/api/v1/session/second-factor", R"({"code":"123456"})"},
             {"/cms/api/v1/session", R"({"username":"adam","password":"x"})"}
         }) {
        CAPTURE(target);
        const auto refused = Notes::post(adam, "k", body, target);
        CHECK(told(refused) == "400 idempotency-key-not-supported");
        CHECK(member(refused, "errors").find(R"("name":"Idempotency-Key")") != std::string::npos);
    }
    CHECK(site.store.database.value("select count(*) from staff.kept_answer") == "0");
    CHECK(site.store.database.value("select count(*) from staff.account") == "1");
}

TEST_CASE("who may not call an operation learns nothing from a key", "[keyed]") {
    Notes notes;
    REQUIRE(notes.post("k").status == 201);
    notes.site.store.database.sql("update staff.account set role = 'viewer'");
    CHECK(told(notes.post("k")) == "403 role-too-low");
    notes.ann.cookie.clear();
    CHECK(told(notes.post("k")) == "401 not-logged-in");
}
