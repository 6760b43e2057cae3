#include "core/domain/framework.hpp"

#include <catch2/catch.hpp>

#include <functional>

using namespace core::domain;

namespace {

/// Two verticals, each with an area, a category, two competencies and a role.
Framework small_framework() {
    Framework f;
    f.title = "Small";
    f.levels = {{LevelId{1}, "Gen", "General"}, {LevelId{2}, "Adv", "Advanced"}};
    f.formats = {{FormatId{1}, "C", "Conference"}, {FormatId{2}, "W", "Workshop"}};
    f.needs = {
        {NeedId{1}, "Update", "I want news", {FormatId{1}}, {LevelId{1}, LevelId{2}}},
        {NeedId{2}, "Depth", "", {FormatId{1}, FormatId{2}}, {}},
    };
    f.specialisms = {{SpecialismId{1}, "Family"}, {SpecialismId{2}, "Trade"}};
    f.verticals = {
        {VerticalId{1}, VerticalKind::profession, "Practitioner", "I practise"},
        {VerticalId{2}, VerticalKind::technology, "Technology", ""},
    };
    f.areas = {
        {AreaId{1}, VerticalId{1}, 1, "Practice", "", false},
        {AreaId{2}, VerticalId{2}, 1, "Practice", "", false},
    };
    f.categories = {
        {CategoryId{1}, VerticalId{1}, "Practice", AreaId{1}},
        {CategoryId{2}, VerticalId{2}, "Practice", std::nullopt},
    };
    f.competencies = {
        {CompetencyId{1}, CategoryId{1}, SpecialismId{1}, "I can draft", ""},
        {CompetencyId{2}, CategoryId{1}, std::nullopt, "I can argue", ""},
        {CompetencyId{3}, CategoryId{2}, std::nullopt, "I can code", ""},
        {CompetencyId{5}, CategoryId{2}, std::nullopt, "I can test", ""},
    };
    JobRole junior;
    junior.id = JobRoleId{1};
    junior.vertical = VerticalId{1};
    junior.name = "Junior";
    junior.level = 1;
    junior.organisation_type = "Law firm";
    junior.specialism = SpecialismId{1};
    junior.competencies = {CompetencyId{2}, CompetencyId{1}};
    JobRole coder;
    coder.id = JobRoleId{2};
    coder.vertical = VerticalId{2};
    coder.name = "Coder";
    coder.competencies = {CompetencyId{3}, CompetencyId{5}};
    f.job_roles = {junior, coder};
    return f;
}

using Faults = std::vector<std::pair<std::string, std::string>>;

/// Pointer and code of each fault.
Faults faults_of(const Framework& framework) {
    const auto result = validate(framework);
    Faults faults;
    if (result.has_error()) {
        CHECK(result.error().kind == core::ErrorKind::invalid_input);
        for (const auto& field : result.error().fields) faults.emplace_back(field.name, field.code);
    }
    return faults;
}

}  // namespace

TEST_CASE("a framework whose parts fit is valid", "[framework]") {
    CHECK(faults_of(small_framework()).empty());
    Framework empty;
    empty.title = "Nothing yet";
    CHECK(faults_of(empty).empty());
}

TEST_CASE("each rule of a framework names its place", "[framework]") {
    using F = Framework;
    const auto row = GENERATE(table<std::function<void(F&)>, Faults>({
        {[](F& f) { f.title = ""; }, {{"/title", "required"}}},
        {[](F& f) { f.levels[1].id = LevelId{0}; },
         {{"/levels/1/id", "out-of-range"}, {"/needs/0/levels/1", "unknown-reference"}}},
        {[](F& f) { std::swap(f.formats[0], f.formats[1]); }, {{"/formats/1/id", "not-ascending"}}},
        {[](F& f) { f.specialisms[1].id = SpecialismId{1}; }, {{"/specialisms/1/id", "duplicate"}}},
        {[](F& f) { f.levels[1].name = "General"; }, {{"/levels/1/name", "duplicate"}}},
        {[](F& f) { f.levels[1].acronym = "Gen"; }, {{"/levels/1/acronym", "duplicate"}}},
        {[](F& f) { f.formats[0].acronym = ""; }, {{"/formats/0/acronym", "required"}}},
        {[](F& f) { f.specialisms[1].name = "Family"; }, {{"/specialisms/1/name", "duplicate"}}},
        {[](F& f) { f.needs[1].name = "Update"; }, {{"/needs/1/name", "duplicate"}}},
        {[](F& f) { f.needs[1].option_text = "I want news"; }, {{"/needs/1/option_text", "duplicate"}}},
        {[](F& f) { f.needs[1].formats[1] = FormatId{9}; }, {{"/needs/1/formats/1", "unknown-reference"}}},
        {[](F& f) { f.needs[0].levels[1] = LevelId{1}; }, {{"/needs/0/levels/1", "duplicate"}}},
        {[](F& f) { f.verticals[1].name = "Practitioner"; }, {{"/verticals/1/name", "duplicate"}}},
        {[](F& f) { f.verticals[1].option_text = "I practise"; }, {{"/verticals/1/option_text", "duplicate"}}
        },
        {[](F& f) { f.areas[0].name = ""; }, {{"/areas/0/name", "required"}}},
        {[](F& f) { f.areas.push_back({AreaId{3}, VerticalId{1}, 1, "Practice", "", false}); },
         {{"/areas/2/name", "duplicate"}, {"/areas/2/key", "duplicate"}}},
        {[](F& f) { f.areas[1].vertical = VerticalId{7}; }, {{"/areas/1/vertical", "unknown-reference"}}},
        {[](F& f) { f.categories[0].area = AreaId{9}; }, {{"/categories/0/area", "unknown-reference"}}},
        {[](F& f) { f.categories[0].area = AreaId{2}; }, {{"/categories/0/area", "other-vertical"}}},
        {[](F& f) { f.categories.push_back({CategoryId{3}, VerticalId{1}, "Practice", std::nullopt}); },
         {{"/categories/2/name", "duplicate"}}},
        {[](F& f) { f.competencies[0].category = CategoryId{9}; },
         {{"/competencies/0/category", "unknown-reference"}}},
        {[](F& f) { f.competencies[0].specialism = SpecialismId{9}; },
         {{"/competencies/0/specialism", "unknown-reference"}}},
        {[](F& f) { f.competencies[0].title = ""; }, {{"/competencies/0/title", "required"}}},
        {[](F& f) { f.job_roles[1].vertical = VerticalId{1}; },
         {{"/job_roles/1/competencies/0", "other-vertical"}, {"/job_roles/1/competencies/1", "other-vertical"}
         }},
        {[](F& f) { f.job_roles[1].name = "Junior"; }, {{"/job_roles/1/name", "duplicate"}}},
        {[](F& f) { f.job_roles[0].level = 0; }, {{"/job_roles/0/level", "out-of-range"}}},
        {[](F& f) { f.job_roles[0].organisation_type = ""; }, {{"/job_roles/0/organisation_type", "required"}}
        },
        {[](F& f) { f.job_roles[0].specialism = SpecialismId{3}; },
         {{"/job_roles/0/specialism", "unknown-reference"}}},
        {[](F& f) { f.job_roles[0].competencies.push_back(CompetencyId{2}); },
         {{"/job_roles/0/competencies/2", "duplicate"}}},
        {[](F& f) { f.job_roles[0].competencies.push_back(CompetencyId{4}); },
         {{"/job_roles/0/competencies/2", "unknown-reference"}}},
        {[](F& f) { f.job_roles[0].competencies.push_back(CompetencyId{3}); },
         {{"/job_roles/0/competencies/2", "other-vertical"}}},
    }));
    Framework framework = small_framework();
    std::get<0>(row)(framework);
    CHECK(faults_of(framework) == std::get<1>(row));
}

TEST_CASE("all faults of a framework are reported at once", "[framework]") {
    Framework framework = small_framework();
    framework.levels[0].name = "";
    framework.competencies[3].title = "";
    framework.job_roles[0].competencies = {CompetencyId{70}, CompetencyId{70}};
    CHECK(
        faults_of(framework) ==
        Faults{
            {"/levels/0/name", "required"},
            {"/competencies/3/title", "required"},
            {"/job_roles/0/competencies/0", "unknown-reference"},
            {"/job_roles/0/competencies/1", "unknown-reference"},
            {"/job_roles/0/competencies/1", "duplicate"},
        }
    );
}

TEST_CASE("ids give their plain number", "[framework]") {
    CHECK(to_int(AreaId{23}) == 23);
    CHECK(to_string(VerticalKind::profession) == "profession");
    CHECK(to_string(VerticalKind::technology) == "technology");
}
