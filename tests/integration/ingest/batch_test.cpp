// Many changes in a handful of statements come to the same as one after the other.
#include "app_store.hpp"

#include <catch2/catch.hpp>

using namespace core::domain;
using namespace tests;
using core::data::Applied;
using core::data::ChangeOutcome;
using core::data::CourseChange;
using core::data::CourseRemoval;

namespace {

std::vector<ChangeOutcome> apply_all(AppStore& store, std::vector<CourseChange> changes) {
    const auto work = store.begin();
    auto outcomes = store.run(work->courses().apply_all(std::move(changes)));
    store.run(work->commit());
    return std::move(outcomes.value());
}

Course renamed(std::string uid, std::int64_t revision, std::string name) {
    auto course = simple_course(std::move(uid), revision);
    course.name = std::move(name);
    return course;
}

}  // namespace

TEST_CASE("A batch tells of each change how it was applied and what is stored", "[ingest]") {
    AppStore store;
    store.replace(sample_framework());
    store.apply(simple_course("same", 3));
    store.apply(simple_course("newer", 3));
    store.apply(simple_course("older", 3));
    store.apply(simple_course("leaves", 3));
    store.remove("gone", 3);
    const auto before = store.version().version;

    const auto outcomes = apply_all(
        store,
        {renamed("new", 1, "New"),
         simple_course("same", 4),
         renamed("newer", 4, "Newer"),
         renamed("older", 2, "Older"),
         CourseRemoval{"leaves", 4},
         CourseRemoval{"gone", 3},
         renamed("gone", 2, "Late"),
         CourseRemoval{"never", 7}}
    );
    const auto check = [&](std::size_t i, Applied applied, std::int64_t revision, bool removed) {
        INFO(i);
        CHECK(outcomes.at(i).applied.value() == applied);
        CHECK(outcomes[i].revision == revision);
        CHECK(outcomes[i].removed == removed);
    };
    REQUIRE(outcomes.size() == 8);
    check(0, Applied::inserted, 1, false);
    check(1, Applied::unchanged, 4, false);
    check(2, Applied::updated, 4, false);
    check(3, Applied::stale, 3, false);
    check(4, Applied::updated, 4, true);
    check(5, Applied::stale, 3, true);
    check(6, Applied::stale, 3, true);
    check(7, Applied::inserted, 7, true);
    CHECK(store.version().version == before + 1);
    CHECK(store.find("newer")->course.name == "Newer");
    CHECK(store.find("same")->course.revision == 4);
    CHECK_FALSE(store.find("leaves"));
}

TEST_CASE("A refused course does not spoil the others of its batch", "[ingest]") {
    AppStore store;
    store.replace(sample_framework());
    auto bad_area = simple_course("b");
    bad_area.areas = {AreaId{1}, AreaId{999}};
    auto bad_level = simple_course("c");
    bad_level.level = LevelId{999};
    const auto outcomes = apply_all(store, {simple_course("a"), bad_area, bad_level, simple_course("d")});
    CHECK(outcomes[0].applied.value() == Applied::inserted);
    CHECK(outcomes[1].applied.error().code == "unknown-reference");
    CHECK(outcomes[1].applied.error().fields.at(0).name == "/areas");
    CHECK(outcomes[2].applied.error().fields.at(0).name == "/level");
    CHECK(outcomes[3].applied.value() == Applied::inserted);
    CHECK(store.find("a"));
    CHECK_FALSE(store.find("b"));
    CHECK_FALSE(store.find("c"));
    CHECK(store.find("d"));
}

TEST_CASE("Several changes of one course in a batch are applied in their order", "[ingest]") {
    AppStore store;
    store.replace(sample_framework());
    const auto outcomes = apply_all(
        store,
        {renamed("a", 1, "One"),
         renamed("a", 2, "Two"),
         CourseRemoval{"a", 3},
         renamed("a", 2, "Two again"),
         renamed("a", 4, "Four")}
    );
    CHECK(outcomes[0].applied.value() == Applied::inserted);
    CHECK(outcomes[1].applied.value() == Applied::updated);
    CHECK(outcomes[2].applied.value() == Applied::updated);
    CHECK(outcomes[3].applied.value() == Applied::stale);
    CHECK(outcomes[4].applied.value() == Applied::inserted);
    CHECK(store.find("a")->course == renamed("a", 4, "Four"));
    CHECK(store.database().value("select count(*) from catalogue.removed_course") == "0");
}

TEST_CASE("A batch that changes nothing does not move the version on", "[ingest]") {
    AppStore store;
    store.replace(sample_framework());
    apply_all(store, {simple_course("a"), simple_course("b", 2)});
    const auto version = store.version();
    apply_all(store, {simple_course("a"), simple_course("b", 2), CourseRemoval{"b", 1}});
    apply_all(store, {});
    CHECK(store.version() == version);
}

TEST_CASE("Revisions in any order, repeated and in any grouping end in the newest", "[ingest]") {
    AppStore store;
    store.replace(sample_framework());
    Dice dice(GENERATE(std::uint64_t{1}, std::uint64_t{2}, std::uint64_t{3}));
    std::vector<CourseChange> history;
    std::vector<std::optional<Course>> newest;
    for (int i = 0; i < 8; ++i) {
        const auto uid = "c" + std::to_string(i);
        newest.emplace_back();
        for (std::int64_t revision = 1; revision <= 6; ++revision) {
            if (dice.once_in(4)) {
                history.push_back(CourseRemoval{uid, revision});
                newest.back().reset();
                continue;
            }
            auto course = random_course(dice, 1).course;
            course.uid = uid;
            course.revision = revision;
            newest.back() = course;
            history.push_back(std::move(course));
        }
    }
    for (int round = 0; round < 3; ++round) {
        for (std::size_t i = history.size(); i > 1; --i) {
            std::swap(history[i - 1], history[dice.roll(i)]);
        }
        for (std::size_t at = 0; at < history.size();) {
            const auto count = std::min<std::size_t>(1 + dice.roll(9), history.size() - at);
            const auto begin = history.begin() + static_cast<std::ptrdiff_t>(at);
            apply_all(store, {begin, begin + static_cast<std::ptrdiff_t>(count)});
            at += count;
        }
        for (std::size_t i = 0; i < newest.size(); ++i) {
            const auto stored = store.find("c" + std::to_string(i));
            INFO("round " << round << " course " << i);
            REQUIRE(stored.has_value() == newest[i].has_value());
            if (stored) REQUIRE(stored->course == *newest[i]);
        }
    }
}

TEST_CASE("Every uid is listed with its revision, published or removed, in pages", "[ingest]") {
    AppStore store;
    store.replace(sample_framework());
    std::vector<CourseChange> changes;
    for (int i = 0; i < 25; ++i) {
        const auto uid = "u" + std::to_string(100 + i);
        if (i % 3 == 0) {
            changes.push_back(CourseRemoval{uid, i + 1});
        } else {
            changes.push_back(simple_course(uid, i + 1));
        }
    }
    apply_all(store, changes);
    std::vector<core::data::StoredRevision> all;
    const auto session = store.run(store.source().read());
    for (std::string after;;) {
        const auto page = store.run(session->catalogue().list_revisions(after, 7));
        all.insert(all.end(), page.begin(), page.end());
        if (page.size() < 7) break;
        after = page.back().uid;
    }
    REQUIRE(all.size() == 25);
    for (int i = 0; i < 25; ++i) {
        const core::data::StoredRevision expected{"u" + std::to_string(100 + i), i + 1, i % 3 == 0};
        CHECK(all[static_cast<std::size_t>(i)] == expected);
    }
}
