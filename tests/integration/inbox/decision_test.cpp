// What staff decide about an entry.
#include "inbox_store.hpp"

#include <catch2/catch.hpp>

#include <thread>

using namespace tests;
using namespace core::data;
using namespace core::domain;

namespace {

core::Result<InboxCourse> reject(InboxStore& store, const InboxRow& row, std::string reason = "not for us") {
    return store.run(cms::reject_scrape(store.source(), row.id, row.version, std::move(reason), editor()));
}

core::Result<InboxCourse> reopen(InboxStore& store, const InboxRow& row) {
    return store.run(cms::reopen_scrape(store.source(), row.id, row.version, vocabulary(), editor()));
}

}  // namespace

TEST_CASE("Accepting a new entry makes a draft of all it says", "[inbox]") {
    InboxStore store;
    store.scrape("r1", {item("1")});
    const auto accepted = store.accept(store.row(url_of("1"))).value();
    CHECK(accepted.created);
    CHECK(accepted.course_version == 1);
    CHECK(accepted.entry.row.state == InboxState::accepted);
    const auto draft = store.draft(accepted.course_uid);
    REQUIRE(draft);
    CHECK(draft->source == "sal");
    CHECK(draft->source_url == url_of("1"));
    CHECK(draft->status.state == CourseState::draft);
    CHECK(draft->content.name == "Contracts");
    CHECK(draft->content.url == url_of("1"));
    CHECK(draft->content.provider == "SAL");
    CHECK(draft->content.level == LevelId{2});
    CHECK(draft->content.cost.amount() == Money::of_units(10'000));
    CHECK(draft->created_by == "editor");
    const auto audit = store.audit();
    CHECK(audit.at(0).entry.action == "inbox.accept");
    CHECK(audit.at(0).entry.client == "192.0.2.1");
}

TEST_CASE("Accepting some fields leaves the others on offer", "[inbox]") {
    InboxStore store;
    store.scrape("r1", {item("1")});
    cms::Acceptance what;
    what.fields = FieldSet{CourseField::name, CourseField::url};
    const auto accepted = store.accept(store.row(url_of("1")), what).value();
    CHECK(accepted.entry.row.state == InboxState::changed);
    CHECK(accepted.entry.row.offers == 3);
    CHECK_FALSE(store.draft(accepted.course_uid)->content.provider);
    const auto rest = store.accept(accepted.entry.row).value();
    CHECK(rest.entry.row.state == InboxState::accepted);
    CHECK(rest.course_uid == accepted.course_uid);
    CHECK(store.draft(accepted.course_uid)->content.provider == "SAL");
}

TEST_CASE("What the site does not say cannot be accepted", "[inbox]") {
    InboxStore store;
    store.scrape("r1", {item("1")});
    cms::Acceptance what;
    what.fields = FieldSet{CourseField::name, CourseField::cpd};
    const auto refused = store.accept(store.row(url_of("1")), what);
    CHECK(refused.error().code == "nothing-offered");
    CHECK(store.database().value("select count(*) from editorial.course") == "0");
}

TEST_CASE("An entry can stand for a course that staff have already", "[inbox]") {
    InboxStore store;
    store.scrape("r1", {item("1"), item("2", "Contracts again")});
    const auto uid = store.accept(store.row(url_of("1"))).value().course_uid;
    cms::Acceptance what;
    what.course_uid = uid;
    const auto linked = store.accept(store.row(url_of("2")), what).value();
    CHECK(linked.course_uid == uid);
    CHECK(linked.entry.row.conflicts == 1);  // the name differs, and is not overwritten
    CHECK(store.draft(uid)->content.url == url_of("1"));
    CHECK(store.draft(uid)->content.name == "Contracts");
    CHECK(store.database().value("select count(*) from editorial.course") == "1");
}

TEST_CASE("A link is made to a course that exists, and once", "[inbox]") {
    InboxStore store;
    store.scrape("r1", {item("1"), item("2")});
    cms::Acceptance what;
    what.course_uid = "nobody";
    CHECK(store.accept(store.row(url_of("1")), what).error().code == "unknown-course");
    const auto first = store.accept(store.row(url_of("1"))).value().course_uid;
    what.course_uid = first;
    store.accept(store.row(url_of("2")), what).value();
    store.scrape("r2", {item("1"), item("2"), item("3")});
    const auto third = store.accept(store.row(url_of("3"))).value().course_uid;
    what.course_uid = third;
    CHECK(store.accept(store.row(url_of("1")), what).error().code == "already-linked");
}

TEST_CASE("A rejected entry stays rejected whatever scrapes bring", "[inbox]") {
    InboxStore store;
    store.scrape("r1", {item("1"), item("2")});
    const auto rejected = reject(store, store.row(url_of("1"))).value();
    CHECK(rejected.row.rejection == "not for us");
    CHECK(store.audit().at(0).entry.action == "inbox.reject");
    CHECK(store.scrape("r2", {item("1", "Other"), item("2")}).effect.rejected == 1);
    CHECK(store.row(url_of("1")).state == InboxState::rejected);
    store.scrape("r3", {item("2")});
    CHECK(store.row(url_of("1")).state == InboxState::rejected);
    CHECK(store.accept(store.row(url_of("1"))).error().code == "entry-rejected");
    CHECK(reject(store, store.row(url_of("1"))).error().code == "entry-rejected");
}

TEST_CASE("A rejection can be taken back", "[inbox]") {
    InboxStore store;
    store.scrape("r1", {item("1")});
    CHECK(reopen(store, store.row(url_of("1"))).error().code == "entry-not-rejected");
    const auto rejected = reject(store, store.row(url_of("1"))).value();
    CHECK(reopen(store, rejected.row).value().row.state == InboxState::fresh);
    CHECK(store.accept(store.row(url_of("1"))).value().created);
}

TEST_CASE("A reopened entry with a course is reviewed against it", "[inbox]") {
    InboxStore store;
    store.scrape("r1", {item("1"), item("2")});
    store.accept(store.row(url_of("1"))).value();
    reject(store, store.row(url_of("1"))).value();
    store.scrape("r2", {item("1", "Contracts 2031"), item("2")});
    const auto reopened = reopen(store, store.row(url_of("1"))).value();
    CHECK(reopened.row.state == InboxState::changed);
    CHECK(reopened.row.offers == 1);
}

TEST_CASE("A decision on what changed meanwhile is refused", "[inbox]") {
    InboxStore store;
    store.scrape("r1", {item("1")});
    const auto seen = store.row(url_of("1"));
    store.scrape("r2", {item("1", "Other")});
    CHECK(store.accept(seen).error().code == "stale-version");
    CHECK(reject(store, seen).error().code == "stale-version");
    auto unknown = seen;
    unknown.id = 999;
    CHECK(store.accept(unknown).error().code == "inbox-entry-not-found");
}

TEST_CASE("A scrape that brings nothing new does not make a decision stale", "[inbox]") {
    InboxStore store;
    store.scrape("r1", {item("1")});
    const auto seen = store.row(url_of("1"));
    store.scrape("r2", {item("1")});
    CHECK(store.accept(seen).has_value());
}

TEST_CASE("The page of a course that was discarded for good does not come back", "[inbox]") {
    InboxStore store;
    store.scrape("r1", {item("1"), item("2")});
    store.accept(store.row(url_of("1"))).value();
    store.database().sql("update editorial.course_source set course_id = null; delete from editorial.course");
    CHECK(store.accept(store.row(url_of("1"))).error().code == "course-discarded");
    store.scrape("r2", {item("1", "Other"), item("2")});
    CHECK(store.row(url_of("1")).state == InboxState::rejected);
}

TEST_CASE("A course in the bin takes nothing", "[inbox]") {
    InboxStore store;
    store.scrape("r1", {item("1")});
    const auto uid = store.accept(store.row(url_of("1"))).value().course_uid;
    store.set_state(uid, CourseState::rejected);
    CHECK(store.accept(store.row(url_of("1"))).error().code == "course-not-editable");
}

TEST_CASE("Of two people who accept one entry at once, one makes the course", "[inbox]") {
    InboxStore store;
    store.scrape("r1", {item("1")});
    const auto row = store.row(url_of("1"));
    std::atomic<int> accepted = 0;
    std::atomic<int> stale = 0;
    std::vector<std::thread> people;
    for (int i = 0; i < 4; ++i) {
        people.emplace_back([&] {
            boost::asio::io_context io{1};
            core::postgres::PoolConfig config;
            config.connection = store.database().config();
            config.connection.lock_timeout = std::chrono::seconds(20);
            config.connection.statement_timeout = std::chrono::seconds(60);
            core::postgres::Pool pool(io.get_executor(), config);
            const auto source = make_inbox_source(pool);
            const auto result =
                tests::run(io, cms::accept_scrape(*source, row.id, row.version, {}, vocabulary(), editor()));
            if (result) {
                ++accepted;
            } else if (result.error().code == "stale-version") {
                ++stale;
            }
        });
    }
    for (auto& person : people) person.join();
    CHECK(accepted == 1);
    CHECK(stale == 3);
    CHECK(store.database().value("select count(*) from editorial.course") == "1");
}

TEST_CASE("Standing rules are replaced as a whole, by version", "[inbox]") {
    InboxStore store;
    store.scrape("r1", {item("1")});
    store.set_rules({{CourseField::cost, StandingRule::accept}, {CourseField::name, StandingRule::never}});
    store.set_rules({{CourseField::cost, StandingRule::never}, {CourseField::url, StandingRule::ask}});
    CHECK(
        store.database().value("select string_agg(field || ' ' || rule, ',') from editorial.scrape_rule") ==
        "cost never"
    );
    SourceRules stale{"sal", 1, {}};
    CHECK(
        store.run(cms::replace_rules(store.source(), stale, true, editor())).error().code == "stale-version"
    );
    SourceRules unknown{"nobody", 1, {}};
    CHECK(
        store.run(cms::replace_rules(store.source(), unknown, true, editor())).error().code ==
        "source-not-found"
    );
    CHECK(store.audit().at(0).entry.action == "scrape-source.set-rules");
}
