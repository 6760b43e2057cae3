#include "cms_server/use_cases/courses/bulk_change.hpp"
#include "cms_server/use_cases/courses/course_states.hpp"
#include "cms_server/use_cases/courses/edit_course.hpp"
#include "cms_server/use_cases/courses/merge_courses.hpp"
#include "courses_store.hpp"

#include <catch2/catch.hpp>

using namespace core::domain;
using core::data::CourseState;
using core::data::StoredDraft;
using tests::CoursesStore;

namespace {

const core::Instant kNow{std::chrono::sys_days(std::chrono::year(2027) / 1 / 1)};
const cms::Actor kAnn{1, "ann", "10.0.0.1", "r1", ""};

/// A CMS database, the App's framework and what the use cases need of them.
struct Office {
    CoursesStore store;
    tests::FakeApp app;
    core::ManualClock clock{kNow};
    cms::FrameworkLookup lookup{clock, 1};

    cms::FrameworkSource framework() { return {lookup, app, 0}; }

    core::Result<cms::EditOutcome> rename(const std::string& uid, std::int64_t version, std::string name) {
        return edit(uid, version, [name](CourseDraft draft) -> core::Result<CourseDraft> {
            draft.name = name;
            return draft;
        });
    }

    core::Result<cms::EditOutcome> edit(const std::string& uid, std::int64_t version, cms::DraftEdit change) {
        return store.run(cms::edit_course(store.source, kAnn, framework(), uid, version, std::move(change)));
    }

    core::Result<StoredDraft> step(const std::string& uid, std::int64_t version, cms::StateStep step) {
        return store.run(
            cms::change_state(store.source, kAnn, framework(), uid, version, "step", std::move(step))
        );
    }
};

std::string code_of(const auto& result) {
    return result ? "done" : result.error().code;
}

}  // namespace

TEST_CASE("an edit stores the course, a revision and an audit entry together") {
    Office office;
    const auto created = office.store
                             .run(cms::create_course(
                                 office.store.source, kAnn, office.framework(), tests::complete_draft("One")
                             ))
                             .value();
    const auto outcome = office.rename(created.uid, 1, "Two").value();
    const auto& after = std::get<StoredDraft>(outcome);
    CHECK(after.version == 2);
    CHECK(after.last_revision == 2);
    CHECK(after.updated_by == "ann");
    const auto& audited = office.store.source.audited;
    REQUIRE(audited.size() == 2);
    CHECK(audited[0].action == "course.create");
    CHECK(audited[1].action == "course.edit");
    CHECK(audited[1].object_id == created.uid);
    CHECK(audited[1].difference == R"({"name":{"from":"One","to":"Two"}})");
}

TEST_CASE("an edit that changes nothing stores nothing") {
    Office office;
    office.store.add(tests::manual_draft("a", "One"));
    CHECK(std::get<StoredDraft>(office.rename("a", 1, "One").value()).version == 1);
    CHECK(office.store.source.audited.empty());
}

TEST_CASE("an edit based on an old version is answered with what happened meanwhile") {
    Office office;
    office.store.add(tests::manual_draft("a", "One"));
    office.rename("a", 1, "Two").value();
    const auto late = office.edit("a", 1, [](CourseDraft draft) -> core::Result<CourseDraft> {
        draft.cost = Cost::free();
        return draft;
    });
    const auto& conflict = std::get<cms::EditConflict>(late.value());
    CHECK(conflict.base->name == "One");
    CHECK(conflict.yours->name == "One");
    CHECK(conflict.yours->cost == Cost::free());
    CHECK(conflict.current.content.name == "Two");
    CHECK(conflict.current.version == 2);
    CHECK(office.store.get("a").content.cost != Cost::free());
}

TEST_CASE("of two edits at the same time one is stored and the other told") {
    Office office;
    office.store.add(tests::manual_draft("a", "One"));
    int stored = 0;
    int told = 0;
    const auto try_one = [&](std::string name) -> core::Task<void> {
        const auto change = [name](CourseDraft draft) -> core::Result<CourseDraft> {
            draft.name = name;
            return draft;
        };
        const auto outcome =
            co_await cms::edit_course(office.store.source, kAnn, office.framework(), "a", 1, change);
        ++(std::holds_alternative<StoredDraft>(*outcome) ? stored : told);
    };
    // Both begin before either is finished: the second waits for the first one's lock.
    int running = 2;
    for (const auto* name : {"Left", "Right"}) {
        boost::asio::co_spawn(
            office.store.database.io(),
            try_one(name),
            [&](const std::exception_ptr& fault) {
                --running;
                CHECK_FALSE(fault);
            }
        );
    }
    tests::run_until(office.store.database.io(), [&] { return running == 0; });
    CHECK(stored == 1);
    CHECK(told == 1);
    CHECK(office.store.get("a").version == 2);
    CHECK(office.store.database.value("select count(*) from editorial.course_revision") == "2");
}

TEST_CASE("new references must be in the framework, old ones need not") {
    Office office;
    office.store.add(tests::manual_draft("a", "One"));
    const auto with_area = [](int area) {
        return [area](CourseDraft draft) -> core::Result<CourseDraft> {
            draft.areas.push_back(AreaId{area});
            return draft;
        };
    };
    CHECK(code_of(office.edit("a", 1, with_area(9))) == "unknown-reference");
    CHECK(code_of(office.edit("a", 1, with_area(3))) == "done");
    office.app.framework.areas.clear();
    office.app.version = 2;
    office.clock.set(kNow + std::chrono::minutes(1));
    CHECK(code_of(office.rename("a", 2, "Two")) == "done");
    CHECK(code_of(office.edit("a", 3, with_area(4))) == "unknown-reference");
}

TEST_CASE("with the App's database away, only what needs the framework waits for it") {
    Office office;
    office.app.away = true;
    office.store.add(tests::manual_draft("a", "One"));
    const auto add_area = [](CourseDraft draft) -> core::Result<CourseDraft> {
        draft.areas.push_back(AreaId{4});
        return draft;
    };
    CHECK(code_of(office.rename("a", 1, "Two")) == "done");
    const auto refused = office.edit("a", 2, add_area);
    CHECK(code_of(refused) == "framework-unavailable");
    CHECK(refused.error().kind == core::ErrorKind::unavailable);
    office.app.away = false;
    CHECK(code_of(office.edit("a", 2, add_area)) == "done");
    office.app.away = true;  // the last framework known goes on serving
    office.clock.set(kNow + std::chrono::hours(1));
    CHECK(code_of(office.edit("a", 3, [](CourseDraft draft) -> core::Result<CourseDraft> {
              draft.level = LevelId{2};
              return draft;
          })) == "done");
}

TEST_CASE("the framework is read once for many, and again when it changes") {
    Office office;
    for (int i = 0; i < 5; ++i) office.store.run(office.lookup.get(office.app, 0)).value();
    CHECK(office.app.loads == 1);
    office.clock.set(kNow + std::chrono::minutes(1));
    office.store.run(office.lookup.get(office.app, 0)).value();
    CHECK(office.app.loads == 1);  // looked at its version only
    office.app.version = 2;
    office.clock.set(kNow + std::chrono::minutes(2));
    office.store.run(office.lookup.get(office.app, 0)).value();
    CHECK(office.app.loads == 2);
}

TEST_CASE("a framework that this process was told of is known at once") {
    Office office;
    std::int64_t mark = 1;
    cms::FrameworkLookup lookup(office.clock, 1, [&] { return mark; });
    const auto names = [&] { return office.store.run(lookup.get(office.app, 0)).value()->levels.size(); };
    CHECK(names() == 2);
    office.app.framework.levels.push_back({LevelId{3}, "U", "Update"});
    ++office.app.version;
    CHECK(names() == 2);  // nobody told, and it was looked at just now
    mark = 2;
    CHECK(names() == 3);
    CHECK(names() == 3);
    CHECK(office.app.loads == 2);
}

TEST_CASE("a course goes to the bin and comes back as it was") {
    Office office;
    office.store.add(tests::manual_draft("a", "One"));
    CHECK(office.step("a", 1, cms::bin_step(kNow)).value().status.state == CourseState::binned);
    CHECK(code_of(office.rename("a", 2, "Two")) == "course-not-editable");
    CHECK(code_of(office.step("a", 1, cms::restore_step())) == "version-mismatch");
    CHECK(office.step("a", 2, cms::restore_step()).value().status.state == CourseState::draft);
    CHECK(office.store.source.audited.back().difference == R"({"state":{"from":"binned","to":"draft"}})");
    CHECK(code_of(office.step("x", 1, cms::restore_step())) == "course-not-found");
}

TEST_CASE("the bin is emptied of what lay there long enough") {
    Office office;
    office.store.add(tests::manual_draft("a", "One"));
    office.store.add(tests::manual_draft("b", "Two"));
    office.step("a", 1, cms::bin_step(kNow)).value();
    office.step("b", 1, cms::bin_step(kNow + std::chrono::hours(48))).value();
    const auto later = kNow + std::chrono::hours(49);
    CHECK(office.store.run(cms::purge_bin(office.store.source, later, std::chrono::hours(24), 100)) == 1);
    CHECK(office.store.database.value("select string_agg(uid, ',') from editorial.course") == "b");
    CHECK(office.store.source.audited.back().action == "course.purge");
    CHECK(office.store.source.audited.back().object_id == "a");
}

TEST_CASE("an earlier revision can be made the present one") {
    Office office;
    office.store.add(tests::manual_draft("a", "One"));
    office.rename("a", 1, "Two").value();
    const auto restored =
        office.store.run(cms::restore_revision(office.store.source, kAnn, office.framework(), "a", 2, 1))
            .value();
    CHECK(restored.content.name == "One");
    CHECK(restored.last_revision == 3);
    const auto missing =
        office.store.run(cms::restore_revision(office.store.source, kAnn, office.framework(), "a", 3, 9));
    CHECK(code_of(missing) == "revision-not-found");
}

TEST_CASE("merged courses are one: chosen fields, all tags and every source page") {
    Office office;
    auto survivor = tests::manual_draft("keep", "Contracts");
    survivor.content.areas = {AreaId{1}};
    office.store.add(survivor);
    auto loser = tests::scraped_draft("drop", "Contract drafting", "https://sal.example/1");
    loser.content.areas = {AreaId{3}};
    loser.content.cost = Cost::free();
    office.store.add(loser);

    const auto merge = [&](std::int64_t version, std::int64_t into_version) {
        return office.store.run(cms::merge_courses(
            office.store.source,
            kAnn,
            office.framework(),
            "drop",
            version,
            {"keep", into_version, {CourseField::cost}},
            kNow
        ));
    };
    CHECK(code_of(merge(1, 2)) == "version-mismatch");
    CHECK(code_of(merge(2, 1)) == "version-mismatch");
    const auto merged = merge(1, 1).value();
    CHECK(merged.survivor.content.name == "Contracts");
    CHECK(merged.survivor.content.cost == Cost::free());
    CHECK(merged.survivor.content.areas == std::vector{AreaId{1}, AreaId{3}});
    CHECK(merged.binned.status.state == CourseState::binned);
    CHECK(merged.binned.status.merged_into == "keep");
    const auto session = office.store.run(office.store.source.read());
    const auto links = office.store.run(session->drafts().find_sources("sal", {"https://sal.example/1"}));
    CHECK(links.at(0).uid == "keep");
    CHECK(code_of(merge(2, 2)) == "course-is-binned");
}

TEST_CASE("a bulk action does what it can and says what it could not") {
    Office office;
    office.store.add(tests::manual_draft("a", "One"));
    office.store.add(tests::manual_draft("b", "Two"));
    auto published = tests::manual_draft("c", "Three");
    published.status.state = CourseState::published;
    published.status.published_revision = 1;
    office.store.add(published);
    const auto bulk = [&](cms::BulkRequest request) {
        return office.store.run(
            cms::bulk_change(office.store.source, kAnn, office.framework(), std::move(request), kNow)
        );
    };
    cms::BulkRequest bin;
    bin.action = cms::BulkAction::bin;
    bin.items = {{"a", 1}, {"b", 7}, {"c", 1}, {"d", 1}};
    const auto outcomes = bulk(bin).value();
    REQUIRE(outcomes.size() == 4);
    CHECK(outcomes[0].version.value() == 2);
    CHECK(code_of(outcomes[1].version) == "version-mismatch");
    CHECK(code_of(outcomes[2].version) == "course-is-published");
    CHECK(code_of(outcomes[3].version) == "course-not-found");

    cms::BulkRequest tag;
    tag.action = cms::BulkAction::tag;
    tag.areas = {AreaId{4}};
    tag.items = {{"b", 1}, {"c", 1}};
    CHECK(bulk(tag).value().size() == 2);
    CHECK(office.store.get("c").content.areas == std::vector{AreaId{1}, AreaId{2}, AreaId{4}});
    tag.areas = {AreaId{9}};
    CHECK(code_of(bulk(tag)) == "unknown-reference");
    cms::BulkRequest untag = tag;
    untag.action = cms::BulkAction::untag;
    untag.areas = {AreaId{1}, AreaId{2}};
    untag.items = {{"b", 2}};
    bulk(untag).value();
    CHECK(office.store.get("b").content.areas == std::vector{AreaId{4}});
}
