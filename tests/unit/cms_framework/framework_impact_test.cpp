#include "cms_server/use_cases/framework/framework_impact.hpp"

#include "sample_catalogue.hpp"

#include <catch2/catch.hpp>

using namespace cms;
using namespace core::domain;

namespace {

app::CoursePtr course(std::string uid, std::vector<AreaId> areas, std::vector<CompetencyId> competencies) {
    auto published = std::make_shared<app::PublishedCourse>();
    published->stored.course.uid = std::move(uid);
    published->stored.course.level = LevelId(1);
    published->stored.course.format = FormatId(1);
    published->stored.course.areas = std::move(areas);
    published->stored.course.competencies = std::move(competencies);
    return published;
}

}  // namespace

TEST_CASE("equal frameworks have no impact", "[framework]") {
    const auto framework = tests::sample_framework();
    const auto impact = impact_of(framework, framework, {course("a", {framework.areas[0].id}, {})});
    CHECK(impact.items.empty());
    CHECK(impact.roles.empty());
    CHECK(impact.course_count == 0);
    CHECK_FALSE(impact.blocked());
}

TEST_CASE(
    "a changed competency touches the roles that ask for it and the courses tagged with it", "[framework]"
) {
    const auto before = tests::sample_framework();
    auto after = before;
    const auto id = before.job_roles.front().competencies.front();
    for (auto& competency : after.competencies) {
        if (competency.id == id) competency.title += " (changed)";
    }
    const auto impact = impact_of(before, after, {course("tagged", {}, {id}), course("other", {}, {})});
    REQUIRE(impact.items.size() == 1);
    CHECK(impact.items[0].fate == ItemFate::changed);
    CHECK(impact.items[0].courses == 1);
    CHECK(impact.competency_count == 1);
    CHECK(impact.courses == std::vector<std::string>{"tagged"});
    REQUIRE_FALSE(impact.roles.empty());
    CHECK(impact.roles[0].id == before.job_roles.front().id);
    CHECK(impact.roles[0].questions_change);
}

TEST_CASE("taking away what published courses refer to blocks the change", "[framework]") {
    const auto before = tests::sample_framework();
    auto after = before;
    const auto area = before.areas.back().id;
    after.areas.pop_back();
    CHECK_FALSE(impact_of(before, after, {course("untagged", {}, {})}).blocked());
    const auto impact = impact_of(before, after, {course("tagged", {area}, {})});
    CHECK(impact.blocked());
    REQUIRE(impact.items.size() == 1);
    CHECK(impact.items[0].fate == ItemFate::removed);
    CHECK(impact.items[0].blocks_delivery);
}
