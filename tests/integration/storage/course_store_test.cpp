#include "app_store.hpp"
#include "core/postgres/errors.hpp"

#include <catch2/catch.hpp>

using namespace core::domain;
using namespace tests;
using core::data::Applied;

namespace {

core::Result<void> insert_all(AppStore& store, std::vector<Course> courses) {
    const auto work = store.begin();
    const auto inserted = store.run(work->courses().insert_all(std::move(courses)));
    if (inserted) store.run(work->commit());
    return inserted;
}

}  // namespace

TEST_CASE("A revision of a course is stored when it is newer, and only then", "[storage]") {
    AppStore store;
    store.replace(sample_framework());
    CHECK(store.apply(simple_course("a", 5)) == Applied::inserted);
    CHECK(store.version().version == 2);

    auto other = simple_course("a", 5);
    other.name = "Renamed";
    CHECK(store.apply(simple_course("a", 5)) == Applied::unchanged);  // a repeat
    CHECK(store.apply(other) == Applied::stale);  // the same revision with another content
    other.revision = 4;
    CHECK(store.apply(other) == Applied::stale);
    CHECK(store.apply(simple_course("a", 3)) == Applied::unchanged);
    CHECK(store.version().version == 2);
    CHECK(store.find("a")->course == simple_course("a", 5));

    CHECK(store.apply(simple_course("a", 6)) == Applied::unchanged);  // the same content again
    CHECK(store.version().version == 2);
    CHECK(store.find("a")->course.revision == 6);

    other.revision = 7;
    CHECK(store.apply(other) == Applied::updated);
    const auto stored = store.find("a");
    CHECK(stored->course == other);
    CHECK(stored->number == 1);
    CHECK(stored->changed_in == 3);
    CHECK(store.version() == CatalogueVersion{3, 1});
}

TEST_CASE("A revision replaces everything of the course, details too", "[storage]") {
    AppStore store;
    store.replace(sample_framework());
    Dice dice(1);
    for (std::int64_t revision = 1; revision <= 40; ++revision) {
        auto course = random_course(dice, 1).course;
        course.uid = "a";
        course.revision = revision;
        const auto applied = store.apply(course);
        CHECK(applied == (revision == 1 ? Applied::inserted : Applied::updated));
        REQUIRE(store.find("a")->course == course);
    }
    CHECK(store.database().value("select count(*) from catalogue.course") == "1");
}

TEST_CASE("A removed course stays removed unless a newer revision comes", "[storage]") {
    AppStore store;
    store.replace(sample_framework());
    store.apply(simple_course("a", 3));
    CHECK(store.remove("a", 3) == Applied::stale);
    CHECK(store.remove("a", 2) == Applied::stale);
    CHECK(store.find("a"));
    CHECK(store.version().version == 2);

    CHECK(store.remove("a", 4) == Applied::updated);
    CHECK_FALSE(store.find("a"));
    CHECK(store.version().version == 3);
    CHECK(store.remove("a", 4) == Applied::stale);
    CHECK(store.apply(simple_course("a", 4)) == Applied::stale);
    CHECK(store.apply(simple_course("a", 1)) == Applied::stale);
    CHECK_FALSE(store.find("a"));
    CHECK(store.version().version == 3);
    CHECK(store.remove("a", 6) == Applied::inserted);
    CHECK(store.apply(simple_course("a", 5)) == Applied::stale);

    CHECK(store.apply(simple_course("a", 7)) == Applied::inserted);
    CHECK(store.find("a")->course.revision == 7);
    const auto session = store.run(store.source().read());
    CHECK(store.run(session->catalogue().list_removed(0)).empty());
}

TEST_CASE("Removing what was never there keeps late revisions out", "[storage]") {
    AppStore store;
    store.replace(sample_framework());
    CHECK(store.remove("a", 4) == Applied::inserted);
    CHECK(store.apply(simple_course("a", 3)) == Applied::stale);
    const auto session = store.run(store.source().read());
    const auto removed = store.run(session->catalogue().list_removed(1));
    REQUIRE(removed.size() == 1);
    CHECK(removed[0].uid == "a");
    CHECK(removed[0].revision == 4);
    CHECK(removed[0].changed_in == 2);
    CHECK(store.run(session->catalogue().list_removed(2)).empty());
}

TEST_CASE("A course that refers to what the framework lacks is refused with its place", "[storage]") {
    AppStore store;
    store.replace(sample_framework());

    struct Case {
        std::string pointer;
        void (*change)(Course&);
    };

    const auto c = GENERATE(values<Case>({
        {"/level", [](Course& course) { course.level = LevelId{3}; }},
        {"/format", [](Course& course) { course.format = FormatId{2}; }},
        {"/areas", [](Course& course) { course.areas = {AreaId{1}, AreaId{5}}; }},
        {"/competencies", [](Course& course) { course.competencies = {CompetencyId{11}}; }},
    }));
    auto course = simple_course("a");
    c.change(course);
    const bool many = GENERATE(false, true);
    INFO(c.pointer << (many ? " of many" : ""));
    core::Error error;
    if (many) {
        const auto refused = insert_all(store, {simple_course("b"), course});
        REQUIRE(refused.has_error());
        error = refused.error();
    } else {
        const auto work = store.begin();
        const auto refused = store.run(work->courses().apply(course));
        REQUIRE(refused.has_error());
        error = refused.error();
    }
    CHECK(error.kind == core::ErrorKind::invalid_input);
    CHECK(error.code == "unknown-reference");
    REQUIRE(error.fields.size() == 1);
    CHECK(error.fields[0].name == c.pointer);
    CHECK(store.version().version == 1);
    CHECK(store.changed_since(0).empty());
}

TEST_CASE("Many courses are inserted at once, in their order", "[storage]") {
    AppStore store;
    store.replace(sample_framework());
    CHECK(insert_all(store, {}).has_value());
    CHECK(store.version().version == 1);
    REQUIRE(insert_all(store, {simple_course("c"), simple_course("a"), simple_course("b")}).has_value());
    CHECK(store.version().version == 2);
    std::string uids;
    for (const auto& stored : store.changed_since(1)) uids += stored.course.uid;
    CHECK(uids == "cab");
    CHECK(store.apply(simple_course("d")) == Applied::inserted);
    CHECK(store.find("d")->number > store.find("b")->number);
}

TEST_CASE("Of many courses with a uid that is taken none is inserted", "[storage]") {
    AppStore store;
    store.replace(sample_framework());
    store.apply(simple_course("stored"));
    store.remove("removed", 1);
    const auto version = store.version();
    const std::string taken = GENERATE(std::string("stored"), std::string("removed"), std::string("new"));
    const auto refused = insert_all(store, {simple_course("new"), simple_course(taken)});
    REQUIRE(refused.has_error());
    CHECK(refused.error().kind == core::ErrorKind::conflict);
    CHECK(refused.error().code == "uid-taken");
    CHECK_FALSE(store.find("new"));
    CHECK(store.version() == version);
}

TEST_CASE("A refusal before anything was written does not move the version on", "[storage]") {
    AppStore store;
    store.replace(sample_framework());
    store.apply(simple_course("a"));
    const auto work = store.begin();
    CHECK(store.run(work->courses().insert_all({simple_course("a")})).has_error());
    CHECK(store.run(work->courses().apply(simple_course("a"))).value() == Applied::unchanged);
    CHECK(store.run(work->courses().remove("a", 1)).value() == Applied::stale);
    store.run(work->commit());
    CHECK(store.version().version == 2);
}

TEST_CASE("Courses of one provider share it", "[storage]") {
    AppStore store;
    store.replace(sample_framework());
    const auto offered_by = [](std::string uid, std::optional<std::string> provider, std::int64_t revision = 1
                            ) {
        auto course = simple_course(std::move(uid), revision);
        course.provider = std::move(provider);
        return course;
    };
    store.apply(offered_by("a", "Bar"));
    store.apply(offered_by("b", "Academy"));
    REQUIRE(insert_all(store, {offered_by("c", "College"), offered_by("d", "Bar"), offered_by("e", {})})
                .has_value());
    store.apply(offered_by("b", "Bar", 2));
    const auto session = store.run(store.source().read());
    const auto providers = store.run(session->catalogue().list_providers());
    std::string names;
    for (const auto& provider : providers) names += provider.name + " ";
    CHECK(names == "Bar Academy College ");
    CHECK(store.find("a")->provider == store.find("d")->provider);
    CHECK(store.find("a")->provider == store.find("b")->provider);
    CHECK_FALSE(store.find("e")->provider);
}
