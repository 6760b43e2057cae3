#include "app_server/framework_import/import.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <chrono>
#include <cstdlib>
#include <iostream>
#include <set>

using namespace app::framework_import;
using core::domain::CompetencyId;
using core::domain::to_int;

namespace {

std::filesystem::path original_data() {
    const char* given = std::getenv("LIFTED_SHARED_DATA");
    return std::filesystem::path(given == nullptr ? LIFTED_SHARED_DATA : given) / "lifted";
}

/// True when the original's spreadsheets are on this machine; they are not part of the project.
bool available() {
    if (std::filesystem::exists(original_data() / "competencies.ods")) {
        return true;
    }
    WARN("SKIPPED: the original spreadsheets are not in " << original_data());
    return false;
}

ImportOptions options() {
    return {.year = 2027, .zone = core::TimeZone::find("Asia/Singapore").value()};
}

const ImportedFramework& original() {
    static const auto imported = read_framework(original_data(), options()).value();
    return imported;
}

std::vector<ImportProblem> warnings_of(
    std::string_view file, std::string_view column, std::string_view part
) {
    std::vector<ImportProblem> found;
    for (const auto& warning : original().warnings) {
        if (warning.file == file && warning.column == column &&
            warning.detail.find(part) != std::string::npos) {
            found.push_back(warning);
        }
    }
    return found;
}

}  // namespace

TEST_CASE("the original spreadsheets give the counts of the specification", "[original]") {
    if (!available()) {
        return;
    }
    const auto& c = original().counts;
    INFO(summary(c));
    REQUIRE(c.verticals.size() == 3);
    CHECK(c.verticals[0] == ImportCounts::OfVertical{"Legal Practitioner", 8, 6, 234, 11});
    CHECK(c.verticals[1] == ImportCounts::OfVertical{"In-House Counsel", 8, 6, 129, 3});
    CHECK(c.verticals[2] == ImportCounts::OfVertical{"Legal Support", 7, 6, 140, 27});
    CHECK(c.areas == 23);
    CHECK(c.categories == 18);
    CHECK(c.categories_without_area == 2);
    CHECK(c.competencies == 503);
    CHECK(c.competencies_with_specialism == 186);
    CHECK(c.specialisms == 15);
    CHECK(c.job_roles == 41);
    CHECK(c.job_roles_with_specialism == 12);
    CHECK(c.role_competencies == 999);
    CHECK(c.technology_roles == 3);
    CHECK(c.technology_categories_by_role == 11);
    CHECK(c.technology_categories == 8);
    CHECK(c.technology_competencies == 45);
    CHECK(c.technology_role_competencies == 45);
    CHECK(c.formats == 6);
    CHECK(c.levels == 5);
    CHECK(c.needs == 7);
    CHECK(c.need_formats == 13);
    CHECK(c.need_levels == 15);
    CHECK(c.courses == 60);
    CHECK(c.courses_ongoing == 0);
    CHECK(c.courses_without_url == 23);
    CHECK(c.course_dates == 70);
    CHECK(c.course_dates_with_end == 4);
    CHECK(c.cpd_points == 40);
    CHECK(c.cpd_private == 12);
    CHECK(c.cpd_unknown == 8);
    CHECK(c.cpd_to_be_confirmed + c.cpd_not_applicable == 0);
    CHECK(c.course_areas == 104);
    CHECK(c.course_technology_areas == 11);
    CHECK(c.course_competencies == 1196);
    CHECK(c.course_technology_competencies == 45);
    CHECK(c.cost_fixed + c.cost_free + c.cost_varying + c.cost_unknown == 60);
}

TEST_CASE("the original's Contracts Coordinator has the questions of the specification", "[original]") {
    if (!available()) {
        return;
    }
    const auto& role = original().framework.job_roles.at(13);
    CHECK(to_int(role.id) == 14);
    CHECK(role.name == "Contracts Coordinator");
    CHECK(role.organisation_type == "In-house");
    CHECK(role.level == 4);
    CHECK(role.description.empty());
    std::vector<std::int32_t> questions;
    for (const auto id : role.competencies) {
        questions.push_back(to_int(id));
    }
    CHECK(
        questions ==
        std::vector<std::int32_t>{67, 68, 69, 70, 71, 73, 76, 77, 79, 80, 81, 82, 85, 86, 88, 89, 90}
    );
}

TEST_CASE("the original's technology framework is one more vertical", "[original]") {
    if (!available()) {
        return;
    }
    const auto& framework = original().framework;
    REQUIRE(framework.verticals.size() == 4);
    const auto& vertical = framework.verticals.back();
    CHECK(vertical.kind == core::domain::VerticalKind::technology);
    CHECK(vertical.name == "Technology Framework");
    CHECK(framework.areas.size() == 31);
    CHECK(framework.areas[23].name == "Understanding & Solutioning");
    CHECK(framework.areas[25].name == "Technology Literacy & Advocacy");
    const auto& role = framework.job_roles.at(41);
    CHECK(role.name == "Legal Tech Innovator");
    CHECK(role.option_text == "Legal tech innovator.");
    CHECK(role.level == 3);
    CHECK(to_int(role.competencies.front()) == 10'001);
    CHECK(to_int(role.competencies.back()) == 10'015);
    for (const auto& category : framework.categories) {
        if (category.vertical == vertical.id) {
            CHECK(category.area);
        }
    }
}

TEST_CASE("no technology description of the original repeats its title", "[original]") {
    if (!available()) {
        return;
    }
    const auto lower = [](std::string text) {
        std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) {
            return std::tolower(c);
        });
        return text;
    };
    int checked = 0;
    for (const auto& competency : original().framework.competencies) {
        if (to_int(competency.id) > kTechnologyOffset) {
            auto title = lower(competency.title.substr(std::string_view("I can ").size()));
            title.pop_back();
            INFO(competency.title << " / " << competency.description);
            CHECK_FALSE(lower(competency.description).starts_with(title));
            CHECK_FALSE(competency.description.empty());
            ++checked;
        }
    }
    CHECK(checked == 45);
}

TEST_CASE("the original's peculiarities are reported with their places", "[original]") {
    if (!available()) {
        return;
    }
    const auto unlinked = warnings_of("competencies.ods", "Competency Category", "no area serves");
    REQUIRE(unlinked.size() == 2);
    CHECK(unlinked[0].detail.find("Leadership, Business and Professional Insight") != std::string::npos);
    CHECK(unlinked[1].detail.find("Business Acumen & Problem-solving") != std::string::npos);
    CHECK(unlinked[0].row > 1);

    const auto touching = warnings_of("job_roles.ods", "Competency Ids", "off by one");
    REQUIRE(touching.size() == 1);
    CHECK(touching[0].detail.starts_with("236-271 begins with the last competency of 219-236"));

    std::set<int> unused_rows;
    for (const auto& warning : warnings_of("competencies.ods", "ID", "no job role")) {
        unused_rows.insert(warning.row - 1);
    }
    CHECK(unused_rows == std::set<int>{83, 84, 87, 124, 125, 126, 127, 128});

    CHECK(warnings_of("job_roles.ods", "Specialism", "is empty").size() == 14);
    CHECK(warnings_of("job_roles.ods", "Thin Description", "placeholder").size() == 3);
    CHECK(warnings_of("courses.ods", "URL", "is empty").size() == 23);
}

TEST_CASE("an alias links the original's category to its area", "[original]") {
    if (!available()) {
        return;
    }
    auto with_alias = options();
    with_alias.aliases = {
        parse_area_alias(
            "In-House Counsel/Leadership, Business and Professional Insight=Leadership, Business & Strategy"
        )
            .value()
    };
    const auto imported = read_framework(original_data(), with_alias).value();
    CHECK(imported.counts.categories_without_area == 1);
    CHECK(imported.warnings.size() == original().warnings.size() - 1);
}

TEST_CASE("the original's sample courses keep their exact values", "[original]") {
    if (!available()) {
        return;
    }
    const auto& courses = original().courses;
    const auto& forum = courses.at(0);
    CHECK(forum.name == "Medico-Legal Forum");
    CHECK(forum.cost.amount().text() == "588.50");
    CHECK(forum.source == "LIFTED booklet");
    CHECK(forum.areas.size() == 3);
    REQUIRE(forum.schedule.dates().size() == 1);
    CHECK(core::format_utc(forum.schedule.dates()[0].starts_at).starts_with("2027-03-09T16:00:00"));
    CHECK(courses.at(22).cost.amount().text() == "1498.00");
    CHECK(courses.at(22).cpd.kind() == core::domain::Cpd::Kind::private_study);
    CHECK(courses.at(10).cost.kind() == core::domain::Cost::Kind::free);
    CHECK(courses.at(15).duration->text() == "0.3");
    std::set<std::string> uids;
    for (const auto& course : courses) {
        uids.insert(course.uid);
        CHECK(core::domain::validate(course).has_value());
    }
    CHECK(uids.size() == 60);
}

TEST_CASE("reading the original twice gives the same, in little time", "[original]") {
    if (!available()) {
        return;
    }
    const auto& first = original();
    const auto began = std::chrono::steady_clock::now();
    const auto second = read_framework(original_data(), options()).value();
    const auto took = std::chrono::steady_clock::now() - began;
    CHECK(first.framework == second.framework);
    CHECK(first.courses == second.courses);
    CHECK(first.warnings == second.warnings);
    const auto took_ms = std::chrono::duration_cast<std::chrono::milliseconds>(took);
    std::cout << "read and validated the original spreadsheets in " << took_ms.count() << " ms\n"
              << summary(first.counts);
    CHECK(took_ms < std::chrono::seconds(10));
}
