// Whatever staff do to a course, what the inbox says of its pages is true at once.
#include "cms_server/use_cases/courses/bulk_change.hpp"
#include "cms_server/use_cases/courses/merge_courses.hpp"
#include "office.hpp"

#include <catch2/catch.hpp>

using namespace tests;
using namespace core::data;
using namespace core::domain;

namespace {

void set_price(CourseDraft& draft) {
    draft.cost = Cost::free();
}

}  // namespace

TEST_CASE("An edit of what the site offers turns the offer into a conflict", "[inbox][review]") {
    Office office;
    REQUIRE(office.page().offers == 1);
    const auto before = office.page().version;
    office.edit(set_price);
    CHECK(office.page().offers == 0);
    CHECK(office.page().conflicts == 1);
    CHECK(office.page().version == before + 1);
    office.edit([](CourseDraft& draft) { draft.cost = Cost::fixed(Money::of_units(20'000)).value(); });
    CHECK(office.page().conflicts == 0);
    CHECK(office.page().state == InboxState::unchanged);
}

TEST_CASE("An earlier revision brought back is reviewed like any edit", "[inbox][review]") {
    Office office;
    office.edit([](CourseDraft& draft) { draft.name = "Another name"; });
    office.edit([](CourseDraft& draft) { draft.cost = Cost::fixed(Money::of_units(20'000)).value(); });
    REQUIRE(office.page().state == InboxState::unchanged);
    auto& store = office.store;
    store
        .run(cms::restore_revision(store.source(), kAnn, office.framework(), office.uid, office.version(), 2))
        .value();
    CHECK(office.page().conflicts == 1);
    CHECK(office.page().state == InboxState::changed);
}

TEST_CASE("A bulk action is reviewed for every course it changed", "[inbox][review]") {
    Office office;
    auto& store = office.store;
    auto graded = item("1");
    graded.course.level = "General";
    store.scrape("r3", {graded, item("2")});
    REQUIRE(office.page().offers == 1);
    cms::BulkRequest request;
    request.action = cms::BulkAction::set_level;
    request.level = LevelId{1};
    request.items.push_back({office.uid, office.version()});
    store.run(cms::bulk_change(store.source(), kAnn, office.framework(), request, store.now())).value();
    CHECK(office.page().offers == 0);
    CHECK(office.page().state == InboxState::unchanged);
}

TEST_CASE("A rejected course takes its pages with it, and brings them back", "[inbox][review]") {
    Office office;
    office.step(cms::reject_step("not for us"));
    CHECK(office.page().state == InboxState::rejected);
    CHECK(office.page().offers == 0);
    office.step(cms::restore_step());
    CHECK(office.page().state == InboxState::changed);
    CHECK(office.page().offers == 1);
}

TEST_CASE("While no framework is known, an edit leaves offers as they are", "[inbox][review]") {
    Office office;
    auto graded = item("1");
    graded.course.level = "General";
    office.store.scrape("r3", {graded, item("2")});
    REQUIRE(office.page().offers == 1);
    office.app.away = true;
    office.edit([](CourseDraft& draft) { draft.name = "Better named"; });
    CHECK(office.page().offers == 1);
    CHECK(office.page().state == InboxState::changed);
    office.step(cms::reject_step("not for us"));
    CHECK(office.page().state == InboxState::rejected);
    office.step(cms::restore_step());
    CHECK(office.page().state != InboxState::rejected);
}

TEST_CASE("A page that a person rejected does not come back with its course", "[inbox][review]") {
    Office office;
    auto& store = office.store;
    const auto page = office.page();
    store.run(cms::reject_scrape(store.source(), page.id, page.version, "a wrong page", editor())).value();
    office.step(cms::reject_step("not for us"));
    office.step(cms::restore_step());
    CHECK(office.page().state == InboxState::rejected);
    CHECK(office.page().rejection == "a wrong page");
}

TEST_CASE("The pages of a merged course are reviewed against the one that is left", "[inbox][review]") {
    Office office;
    auto& store = office.store;
    const auto survivor = store.accept(office.page("2")).value();
    cms::MergeRequest request{survivor.course_uid, survivor.course_version, {}};
    store
        .run(cms::merge_courses(
            store.source(), kAnn, office.framework(), office.uid, office.version(), request, store.now()
        ))
        .value();
    CHECK(office.page().course_uid == survivor.course_uid);
    CHECK(office.page().offers == 1);
    CHECK(office.page("2").state == InboxState::accepted);
}

TEST_CASE("The page of a course that leaves the bin for good is rejected", "[inbox][review]") {
    Office office;
    office.step(cms::bin_step(office.store.now()));
    const auto later = office.store.now() + std::chrono::hours(48);
    office.store.run(cms::purge_bin(office.store.source(), later, std::chrono::hours(24), 10));
    CHECK(office.page().state == InboxState::rejected);
}

TEST_CASE("Of two pages of a course, what one gives is no longer offered by the other", "[inbox][review]") {
    Office office;
    auto& store = office.store;
    store.scrape("x1", {Office::priced(20'000, "9")}, "lawsoc");
    cms::Acceptance link;
    link.course_uid = office.uid;
    link.fields = FieldSet{CourseField::level};
    store.accept(office.page("9", "lawsoc"), link).value();
    REQUIRE(office.page("9", "lawsoc").state == InboxState::changed);
    SECTION("when a person accepts it") {
        store.accept(office.page()).value();
    }
    SECTION("when a standing rule does") {
        store.set_rules({{CourseField::cost, StandingRule::accept}});
        store.scrape("r3", {Office::priced(20'000), item("2")});
    }
    CHECK(store.draft(office.uid)->content.cost.amount() == Money::of_units(20'000));
    CHECK(office.page("9", "lawsoc").offers + office.page("9", "lawsoc").conflicts == 0);
}
