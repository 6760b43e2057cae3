#include "app_store.hpp"
#include "core/postgres/errors.hpp"

#include <catch2/catch.hpp>

using namespace core::domain;
using namespace tests;

namespace {

core::Result<bool> try_replace(AppStore& store, Framework framework) {
    const auto work = store.begin();
    return store.run(work->framework().replace(std::move(framework)));
}

}  // namespace

TEST_CASE("A framework is stored whole and read back the same", "[storage]") {
    AppStore store;
    Framework framework = sample_framework();
    framework.title = "T \"{},\\ NULL\n\xE6\xB3\x95'";
    framework.areas[0].name = framework.title;
    framework.areas[1].key = -7;
    framework.competencies[0].description = "one\ntwo, \"three\" {} \\";
    framework.competencies[0].specialism = SpecialismId{1};
    framework.job_roles[0].specialism = SpecialismId{1};
    framework.job_roles[0].description = "NULL";
    framework.levels.push_back({LevelId{2147483647}, "\\N", ","});
    CHECK(store.replace(framework));
    CHECK(store.framework() == framework);
    CHECK(store.version() == CatalogueVersion{1, 1});
}

TEST_CASE("Storing what is stored changes nothing, not even the version", "[storage]") {
    AppStore store;
    CHECK(store.replace(sample_framework()));
    CHECK_FALSE(store.replace(sample_framework()));
    CHECK(store.version() == CatalogueVersion{1, 1});
}

TEST_CASE("Any change of the framework is stored, as one version", "[storage]") {
    const auto change = GENERATE(values<void (*)(Framework&)>({
        [](Framework& f) { f.title = "Other"; },
        [](Framework& f) { f.levels[0].name = "Other"; },
        [](Framework& f) { std::swap(f.levels[0].name, f.levels[1].name); },
        [](Framework& f) { std::swap(f.formats[0].acronym, f.formats[1].acronym); },
        [](Framework& f) { std::swap(f.needs[0].option_text, f.needs[1].option_text); },
        [](Framework& f) { f.needs[0].levels = {LevelId{2}}; },
        [](Framework& f) { f.needs.erase(f.needs.begin()); },
        [](Framework& f) { std::swap(f.verticals[0].name, f.verticals[1].name); },
        [](Framework& f) { f.verticals[1].kind = VerticalKind::technology; },
        [](Framework& f) { std::swap(f.areas[0].name, f.areas[1].name); },
        [](Framework& f) { std::swap(f.areas[0].key, f.areas[1].key); },
        [](Framework& f) { f.areas[0].hidden = true; },
        [](Framework& f) { f.areas.push_back({AreaId{20}, VerticalId{2}, 9, "New", "new", false}); },
        [](Framework& f) { f.areas.erase(f.areas.begin() + 3); },
        [](Framework& f) { f.categories[0].area.reset(); },
        [](Framework& f) { f.competencies[3].title = "I can do more"; },
        [](Framework& f) { f.competencies[3].specialism = SpecialismId{1}; },
        [](Framework& f) { f.job_roles[0].level.reset(); },
        [](Framework& f) { f.job_roles[2].organisation_type.reset(); },
        [](Framework& f) {
            std::reverse(f.job_roles[0].competencies.begin(), f.job_roles[0].competencies.end());
        },
        [](Framework& f) { f.job_roles[0].competencies.clear(); },
        [](Framework& f) { f.job_roles.clear(); },
        [](Framework& f) {  // an area moves to another vertical, and its category with it
            f.areas[0].vertical = VerticalId{2};
            f.areas[0].name = "Moved";
            f.areas[0].key = 30;
            f.categories[0].area.reset();
        },
        [](Framework& f) {
            f = Framework();
            f.title = "Nothing else";
        },
    }));
    AppStore store;
    store.replace(sample_framework());
    Framework next = sample_framework();
    change(next);
    CHECK(store.replace(next));
    CHECK(store.framework() == next);
    CHECK(store.version() == CatalogueVersion{2, 2});
    CHECK(store.replace(sample_framework()));  // and back
    CHECK(store.framework() == sample_framework());
}

TEST_CASE("What published courses refer to cannot disappear", "[storage]") {
    AppStore store;
    store.replace(sample_framework());
    auto course = simple_course("a");
    course.level = LevelId{4};
    course.areas = {AreaId{4}};
    course.competencies = {CompetencyId{80}};
    store.apply(course);

    const auto without = GENERATE(values<void (*)(Framework&)>({
        [](Framework& f) { std::erase_if(f.areas, [](const Area& a) { return a.id == AreaId{4}; }); },
        [](Framework& f) {
            std::erase_if(f.competencies, [](const Competency& c) { return c.id == CompetencyId{80}; });
            std::erase(f.job_roles[1].competencies, CompetencyId{80});
        },
        [](Framework& f) {
            f.levels.pop_back();
            std::erase(f.needs[1].levels, LevelId{4});
        },
    }));
    Framework next = sample_framework();
    without(next);
    const auto refused = try_replace(store, next);
    REQUIRE(refused.has_error());
    CHECK(refused.error().kind == core::ErrorKind::conflict);
    CHECK(refused.error().code == "framework-in-use");
    CHECK(store.framework() == sample_framework());
    CHECK(store.version() == CatalogueVersion{2, 1});

    store.remove("a", 2);
    CHECK(store.replace(next));
    CHECK(store.framework() == next);
}

TEST_CASE("Items that nobody could tell apart are refused", "[storage]") {
    AppStore store;
    store.replace(sample_framework());
    Framework next = sample_framework();
    next.levels[0].acronym = next.levels[1].acronym;
    const auto refused = try_replace(store, next);
    REQUIRE(refused.has_error());
    CHECK(refused.error().kind == core::ErrorKind::conflict);
    CHECK(refused.error().code == "framework-ambiguous");
    CHECK(refused.error().detail.find("level_acronym_unique") != std::string::npos);
    CHECK(store.framework() == sample_framework());
}

TEST_CASE("Names may be exchanged twice in one unit of work", "[storage]") {
    AppStore store;
    store.replace(sample_framework());
    Framework next = sample_framework();
    const auto work = store.begin();
    for (int i = 0; i < 2; ++i) {
        std::swap(next.levels[0].name, next.levels[1].name);
        CHECK(store.run(work->framework().replace(next)).value());
    }
    store.run(work->commit());
    CHECK(store.framework() == sample_framework());
    CHECK(store.version() == CatalogueVersion{2, 2});
}

TEST_CASE("A unit of work whose change was refused cannot be committed as if it had succeeded", "[storage]") {
    AppStore store;
    store.replace(sample_framework());
    Framework next = sample_framework();
    next.levels[0].acronym = next.levels[1].acronym;
    const auto work = store.begin();
    CHECK(store.run(work->framework().replace(next)).has_error());
    CHECK_THROWS_AS(store.run(work->commit()), core::postgres::SqlError);
}
