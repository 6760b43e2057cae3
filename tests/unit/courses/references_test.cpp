#include "cms_server/use_cases/courses/references.hpp"

#include <catch2/catch.hpp>

using namespace core::domain;

namespace {

Framework framework() {
    Framework framework;
    framework.levels = {{LevelId{1}, "F", "Foundational"}};
    framework.formats = {{FormatId{1}, "C", "Classroom"}};
    framework.areas = {{AreaId{1}, VerticalId{1}, 1, "Property", "Property"}};
    framework.competencies = {{CompetencyId{1}, CategoryId{1}, std::nullopt, "I can", ""}};
    return framework;
}

CourseDraft draft_of(int level, int format, int area, int competency) {
    CourseDraft draft;
    draft.level = LevelId{level};
    draft.format = FormatId{format};
    draft.areas = {AreaId{area}};
    draft.competencies = {CompetencyId{competency}};
    return draft;
}

}  // namespace

TEST_CASE("what the framework does not have is named, item by item") {
    CHECK(cms::check_references(draft_of(1, 1, 1, 1), {}, framework()).has_value());
    const auto checked = cms::check_references(draft_of(2, 3, 4, 5), {}, framework());
    REQUIRE(checked.has_error());
    std::vector<std::string> names;
    for (const auto& field : checked.error().fields) names.push_back(field.name);
    CHECK(names == std::vector<std::string>{"/level", "/format", "/areas/0", "/competency_ids/0"});
}

TEST_CASE("what a course refers to already is not asked of the framework again") {
    const auto old = draft_of(2, 3, 4, 5);
    CHECK(cms::check_references(old, old, framework()).has_value());
    CHECK_FALSE(cms::has_new_references(old, old));
    CHECK_FALSE(cms::has_new_references({}, old));
    auto more = old;
    more.areas.push_back(AreaId{9});
    CHECK(cms::has_new_references(more, old));
    CHECK(cms::has_new_references(old, {}));
}
