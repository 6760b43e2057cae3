// Re-scrapes of courses that staff have: what is offered, kept, taken by rule.
#include "inbox_store.hpp"

#include <catch2/catch.hpp>

using namespace tests;
using namespace core::data;
using namespace core::domain;

namespace {

/// One accepted course at `/1`; gives its uid.
std::string accepted_course(InboxStore& store, const ScrapedItem& what = item("1")) {
    store.scrape("r1", {what, item("2")});
    return store.accept(store.row(url_of("1"))).value().course_uid;
}

ScrapedItem priced(std::int64_t cents) {
    auto changed = item("1");
    changed.course.cost = Cost::fixed(Money::of_units(cents)).value();
    return changed;
}

Schedule on_day(int day) {
    using namespace std::chrono;
    return Schedule::dated({{sys_days(2030y / January / day), std::nullopt}}).value();
}

void publish(InboxStore& store, const std::string& uid) {
    store.set_state(uid, CourseState::published);
}

}  // namespace

TEST_CASE("A scrape that brings nothing new leaves an accepted course unchanged", "[inbox]") {
    InboxStore store;
    accepted_course(store);
    CHECK(store.states()[url_of("1")] == "accepted");
    const auto run = store.scrape("r2", {item("1"), item("2")});
    CHECK(run.effect.unchanged == 2);
    CHECK(store.states()[url_of("1")] == "unchanged");
}

TEST_CASE("What staff never touched is offered, and the course stays until they take it", "[inbox]") {
    InboxStore store;
    const auto uid = accepted_course(store);
    publish(store, uid);
    store.scrape("r2", {priced(20'000), item("2")});
    const auto row = store.row(url_of("1"));
    CHECK(row.state == InboxState::changed);
    CHECK(row.offers == 1);
    CHECK(row.conflicts == 0);
    CHECK(store.draft(uid)->content.cost.amount() == Money::of_units(10'000));

    const auto accepted = store.accept(row).value();
    CHECK_FALSE(accepted.created);
    CHECK(accepted.entry.row.state == InboxState::accepted);
    const auto draft = store.draft(uid);
    CHECK(draft->content.cost.amount() == Money::of_units(20'000));
    CHECK(draft->last_revision == 2);
    CHECK(draft->status.state == CourseState::published);
    CHECK(draft->status.published_revision == 1);  // publishing is a step of its own
}

TEST_CASE("What staff edited is a conflict when the site changes too, and never overwritten", "[inbox]") {
    InboxStore store;
    const auto uid = accepted_course(store);
    CourseDraft ours;
    ours.name = "Contracts for all";
    store.edit(uid, {CourseField::name}, ours);
    auto theirs = priced(20'000);
    theirs.course.name = "Contracts 2031";
    store.scrape("r2", {theirs, item("2")});
    const auto row = store.row(url_of("1"));
    CHECK(row.conflicts == 1);
    CHECK(row.offers == 1);

    const auto accepted = store.accept(row).value();
    CHECK(accepted.entry.row.state == InboxState::changed);
    CHECK(accepted.entry.row.conflicts == 1);
    CHECK(store.draft(uid)->content.name == "Contracts for all");
    CHECK(store.draft(uid)->content.cost.amount() == Money::of_units(20'000));
}

TEST_CASE("A conflict is settled by taking the site's value or by keeping one's own", "[inbox]") {
    InboxStore store;
    const auto uid = accepted_course(store);
    CourseDraft ours;
    ours.name = "Contracts for all";
    store.edit(uid, {CourseField::name}, ours);
    store.scrape("r2", {item("1", "Contracts 2031"), item("2")});
    const bool keep = GENERATE(true, false);
    cms::Acceptance what;
    what.fields = keep ? FieldSet{} : FieldSet{CourseField::name};
    if (keep) what.keep = {CourseField::name};
    const auto accepted = store.accept(store.row(url_of("1")), what).value();
    CHECK(accepted.entry.row.state == InboxState::accepted);
    CHECK(accepted.entry.row.conflicts == 0);
    CHECK(store.draft(uid)->content.name == (keep ? "Contracts for all" : "Contracts 2031"));
    store.scrape("r3", {item("1", "Contracts 2031"), item("2")});
    CHECK(store.row(url_of("1")).state == InboxState::unchanged);
}

TEST_CASE("A site that falls silent erases nothing", "[inbox]") {
    InboxStore store;
    auto rich = item("1");
    rich.course.cpd = Cpd::points(CpdPoints::of_units(350)).value();
    rich.course.schedule = on_day(7);
    const auto uid = accepted_course(store, rich);
    store.scrape("r2", {item("1"), item("2")});
    CHECK(store.row(url_of("1")).state == InboxState::unchanged);
    CHECK(store.entry(url_of("1")).newest.cpd == rich.course.cpd);
    CHECK(store.draft(uid)->content.schedule == on_day(7));
}

TEST_CASE("A CPD flag of staff survives scrapes without points", "[inbox]") {
    InboxStore store;
    auto rich = item("1");
    rich.course.cpd = Cpd::points(CpdPoints::of_units(350)).value();
    const auto uid = accepted_course(store, rich);
    CourseDraft ours;
    ours.cpd = Cpd::private_study();
    store.edit(uid, {CourseField::cpd}, ours);
    store.set_rules({{CourseField::cpd, StandingRule::accept}});
    store.scrape("r2", {item("1"), item("2")});
    CHECK(store.draft(uid)->content.cpd == Cpd::private_study());
    CHECK(store.row(url_of("1")).state == InboxState::unchanged);
}

TEST_CASE("A course that staff marked ongoing gets no dates, not even by rule", "[inbox]") {
    InboxStore store;
    auto dated = item("1");
    dated.course.schedule = on_day(7);
    const auto uid = accepted_course(store, dated);
    CourseDraft ours;
    ours.schedule = Schedule::ongoing();
    store.edit(uid, {CourseField::schedule}, ours);
    store.set_rules({{CourseField::schedule, StandingRule::accept}});
    dated.course.schedule = on_day(8);
    store.scrape("r2", {dated, item("2")});
    CHECK(store.draft(uid)->content.schedule.is_ongoing());
    CHECK(store.row(url_of("1")).state == InboxState::unchanged);
}

TEST_CASE("A standing rule takes offers as the run comes in, into a new revision", "[inbox]") {
    InboxStore store;
    const auto uid = accepted_course(store);
    publish(store, uid);
    store.set_rules({{CourseField::cost, StandingRule::accept}});
    const auto run = store.scrape("r2", {priced(20'000), item("2")});
    CHECK(run.effect.taken == 1);
    CHECK(store.row(url_of("1")).state == InboxState::unchanged);
    const auto draft = store.draft(uid);
    CHECK(draft->content.cost.amount() == Money::of_units(20'000));
    CHECK(draft->last_revision == 2);
    CHECK(draft->status.published_revision == 1);
    CHECK(store.audit().at(0).entry.action == "course.take-scrape");
    CHECK(store.audit().at(0).entry.object_id == uid);
}

TEST_CASE("A standing rule never overwrites what staff edited", "[inbox]") {
    InboxStore store;
    const auto uid = accepted_course(store);
    CourseDraft ours;
    ours.cost = Cost::free();
    store.edit(uid, {CourseField::cost}, ours);
    store.set_rules({{CourseField::cost, StandingRule::accept}});
    store.scrape("r2", {priced(20'000), item("2")});
    CHECK(store.draft(uid)->content.cost == Cost::free());
    CHECK(store.row(url_of("1")).conflicts == 1);
}

TEST_CASE("A field that is never taken is left out of offers and of new drafts", "[inbox]") {
    InboxStore store;
    store.scrape("r0", {item("3")});
    store.set_rules({{CourseField::cost, StandingRule::never}});
    const auto uid = accepted_course(store);
    CHECK(store.draft(uid)->content.cost == Cost::unknown());
    store.scrape("r2", {priced(20'000), item("2")});
    CHECK(store.row(url_of("1")).state == InboxState::unchanged);
}

TEST_CASE("A course whose page is gone is told so, and keeps its state", "[inbox]") {
    InboxStore store;
    const auto uid = accepted_course(store);
    publish(store, uid);
    store.scrape("r2", {item("2")});
    CHECK(store.row(url_of("1")).state == InboxState::gone);
    CHECK(store.draft(uid)->status.gone_at);
    CHECK(store.draft(uid)->status.state == CourseState::published);
    store.scrape("r3", {item("1"), item("2")});
    CHECK(store.row(url_of("1")).state == InboxState::unchanged);
    CHECK_FALSE(store.draft(uid)->status.gone_at);
}

TEST_CASE("A course with a page left elsewhere is not gone", "[inbox]") {
    InboxStore store;
    const auto uid = accepted_course(store);
    store.scrape("x1", {item("9"), item("8")}, "lawsoc");
    cms::Acceptance what;
    what.course_uid = uid;
    store.accept(store.row(url_of("9"), "lawsoc"), what).value();
    store.scrape("r2", {item("2")});
    CHECK_FALSE(store.draft(uid)->status.gone_at);
    store.scrape("x2", {item("8")}, "lawsoc");
    CHECK(store.draft(uid)->status.gone_at);
}

TEST_CASE("The page of a rejected course does not come back", "[inbox]") {
    InboxStore store;
    const auto uid = accepted_course(store);
    store.set_state(uid, CourseState::rejected);
    store.scrape("r2", {priced(20'000), item("2")});
    CHECK(store.row(url_of("1")).state == InboxState::rejected);
    store.scrape("r3", {priced(30'000), item("2")});
    CHECK(store.row(url_of("1")).state == InboxState::rejected);
    CHECK(store.draft(uid)->content.cost.amount() == Money::of_units(10'000));
}

TEST_CASE("A scrape of a merged course goes to the one that took its place", "[inbox]") {
    InboxStore store;
    const auto uid = accepted_course(store);
    const auto survivor = store.accept(store.row(url_of("2"))).value().course_uid;
    const auto merge = [&]() -> core::Task<void> {
        const auto work = co_await store.source().begin();
        auto draft = co_await work->drafts().find_locked(uid);
        auto other = co_await work->drafts().find(survivor);
        co_await work->drafts().move_sources(draft->id, other->id);
        draft->status.merged_into = survivor;
        draft->status.state_before_bin = draft->status.state;
        draft->status.state = CourseState::binned;
        draft->status.binned_at = store.now();
        const auto saved = co_await work->drafts().save(*draft, "editor");
        saved.value();
        co_await work->commit();
    };
    store.database().run(merge());
    store.set_rules({{CourseField::cost, StandingRule::accept}});
    store.scrape("r2", {priced(20'000), item("2")});
    CHECK(store.row(url_of("1")).course_uid == survivor);
    CHECK(store.draft(uid)->content.cost.amount() == Money::of_units(10'000));
}

TEST_CASE("An alias of a provider is no change", "[inbox]") {
    InboxStore store;
    const auto uid = accepted_course(store);
    store.database().sql(
        "insert into editorial.provider_name (folded, provider_id, name, canonical) "
        "select editorial.name_key('Academy'), id, 'Academy', false from editorial.provider"
    );
    auto renamed = item("1");
    renamed.course.provider = "ACADEMY";
    store.scrape("r2", {renamed, item("2")});
    CHECK(store.row(url_of("1")).state == InboxState::unchanged);
    CHECK(store.draft(uid)->content.provider == "SAL");
}

TEST_CASE("Another word for the same level is no change", "[inbox]") {
    InboxStore store;
    accepted_course(store);
    auto renamed = item("1");
    renamed.course.level = "Foundational";
    store.scrape("r2", {renamed, item("2")});
    CHECK(store.row(url_of("1")).state == InboxState::unchanged);
}
