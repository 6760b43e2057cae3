#include "app_server/framework_import/import.hpp"

#include <catch2/catch.hpp>

#include <cstdlib>
#include <set>

using namespace app::framework_import;
using namespace core::domain;

namespace {

const ImportedFramework& starter() {
    static const auto imported = read_framework(
        LIFTED_STARTER_DATA, {.year = 2027, .zone = core::TimeZone::find("Asia/Singapore").value()}
    );
    if (!imported) {
        for (const auto& problem : imported.error().problems) {
            UNSCOPED_INFO(to_string(problem));
        }
    }
    REQUIRE(imported.has_value());
    return *imported;
}

}  // namespace

TEST_CASE("the starter framework is as large as promised and has nothing to complain of", "[starter]") {
    const auto& c = starter().counts;
    INFO(summary(c));
    for (const auto& warning : starter().warnings) {
        UNSCOPED_INFO(to_string(warning));
    }
    CHECK(starter().warnings.empty());
    CHECK(c.verticals.size() >= 3);
    CHECK(c.areas >= 20);
    CHECK(c.categories_without_area == 0);
    CHECK(c.competencies + c.technology_competencies >= 120);
    CHECK(c.job_roles >= 20);
    CHECK(c.technology_roles == 3);
    CHECK(c.levels == 5);
    CHECK(c.formats == 6);
    CHECK(c.needs == 7);
    CHECK(c.courses == 60);
}

TEST_CASE("the starter framework shows every kind of cost, CPD, date, level and format", "[starter]") {
    const auto& c = starter().counts;
    CHECK(c.cost_fixed > 0);
    CHECK(c.cost_free > 0);
    CHECK(c.cost_varying > 0);
    CHECK(c.cost_unknown > 0);
    CHECK(c.cpd_points > 0);
    CHECK(c.cpd_private > 0);
    CHECK(c.cpd_to_be_confirmed > 0);
    CHECK(c.cpd_not_applicable > 0);
    CHECK(c.cpd_unknown > 0);
    CHECK(c.courses_ongoing > 0);
    CHECK(c.course_dates_with_end > 0);
    std::set<LevelId> levels;
    std::set<FormatId> formats;
    for (const auto& course : starter().courses) {
        levels.insert(course.level);
        formats.insert(course.format);
        CHECK(course.provider);
        CHECK(course.url);
    }
    CHECK(levels.size() == c.levels);
    CHECK(formats.size() == c.formats);
}

TEST_CASE("every area of the starter framework that can be chosen has courses, but for Others", "[starter]") {
    std::set<AreaId> tagged;
    for (const auto& course : starter().courses) {
        tagged.insert(course.areas.begin(), course.areas.end());
    }
    for (const auto& area : starter().framework.areas) {
        INFO(area.name);
        CHECK((area.name == "Others" || tagged.contains(area.id)));
    }
}

TEST_CASE("every need of the starter framework has courses in every profession", "[starter]") {
    const auto& framework = starter().framework;
    for (const auto& need : framework.needs) {
        const std::set<FormatId> formats(need.formats.begin(), need.formats.end());
        const std::set<LevelId> levels(need.levels.begin(), need.levels.end());
        std::set<VerticalId> served;
        for (const auto& course : starter().courses) {
            for (const auto area : course.areas) {
                if (formats.contains(course.format) && levels.contains(course.level)) {
                    served.insert(framework.areas.at(static_cast<std::size_t>(area) - 1).vertical);
                }
            }
        }
        INFO(need.name);
        CHECK(served.size() >= 3);
    }
}

TEST_CASE(
    "statements of the starter framework are sentences in the first person, each said once", "[starter]"
) {
    std::set<std::string> titles;
    for (const auto& competency : starter().framework.competencies) {
        INFO(competency.title);
        CHECK(competency.title.starts_with("I can "));
        CHECK(competency.title.ends_with("."));
        CHECK(titles.insert(competency.title).second);
    }
}

TEST_CASE("the starter spreadsheets are those of their sources", "[starter]") {
    if (std::system("python3 -c 'import zipfile' 2>/dev/null") != 0) {
        WARN("SKIPPED: there is no python3");
        return;
    }
    CHECK(std::system("python3 " LIFTED_STARTER_DATA "/make_spreadsheets.py --check") == 0);
}
