#include "framework_folder.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

namespace test {

using namespace app::framework_import;

FrameworkSheets::FrameworkSheets() {
    sheets["levels"] = {{"Level", "Acronym"}, {"General", "Gen"}, {"Advanced", "Adv"}};
    sheets["formats"] = {{"Format", "Acronym"}, {"Workshop", "W"}, {"E-Learning", "e-L"}};
    sheets["needs"] = {
        {"Need", "Need option text", "Formats", "Levels"},
        {"Basics", "The basics.", "W / e-L", "Gen"},
        {"Depth", "Depth.", "W", "Gen / Adv"}
    };
    sheets["verticals"] = {
        {"Vertical", "Vertical option text", "Category key", "Category title", "Option text"},
        {"Baking", "I bake.", "1", "Dough", "Making dough"},
        {"Baking", "I bake.", "2", "Ovens", "Using ovens"},
        {"Baking", "I bake.", "3", "Specialisms", "Specialisms"},
        {"Gardening", "I garden.", "1", "Soil", "Caring for soil"}
    };
    sheets["competencies"] = {
        {"ID", "Vertical", "Specialism", "Competency Category", "Copyedited title", "Description"},
        {"1", "Gardening", "", "Soil", "I can dig.", ""},
        {"2", "Baking", "", "Ovens", "I can heat an oven.", "Heat an oven.\nKeep its door shut."},
        {"3", "Baking", "Rye", "Dough", "I can keep a sourdough alive.", ""},
        {"4", "Baking", "", "Dough", "I can knead.", "With both hands."}
    };
    sheets["job_roles"] = {
        {"Role",
         "Vertical",
         "Level",
         "In-house or law firm?",
         "Competency Ids",
         "Specialism",
         "Thin Description"},
        {"Baker", "Baking", "1", "In-house", "4, 2", "", "Bakes."},
        {"Master Baker", "Baking", "2", "", "2-4", "Rye", "Bakes well."},
        {"Gardener", "Gardening", "", "", "1", "", ""}
    };
    sheets["tech_roles"] = {
        {"Role", "Level", "Copyedited role", "Tech Competency IDs"},
        {"Pioneer", "2", "Pioneer.", "1"},
        {"User", "1", "User.", "2-3"}
    };
    sheets["tech_competencies"] = {
        {"ID", "Competency category", "Tech role", "Copyedited title", "Description"},
        {"1", "Data", "Pioneer", "I can model data.", ""},
        {"2", "Security", "User", "I can lock a screen.", ""},
        {"3", "Data", "User", "I can sort a table.", ""}
    };
    sheets["courses"] = {
        {"Baking",
         "Gardening",
         "Format",
         "Training Level",
         "Name",
         "Competencies",
         "Tech Competencies",
         "URL",
         "Cost",
         "Available Funding",
         "Duration (days)",
         "Dates",
         "Venue",
         "Est. CPD points",
         "Provider",
         "Ongoing"},
        {"1",
         "1",
         "W",
         "Gen",
         "Bread Day",
         "1-3",
         "",
         "https://bread.example.org/",
         "120.50",
         "",
         "1",
         "10 Mar",
         "",
         "6"},
        {"",
         "",
         "e-L",
         "Adv",
         "Tables",
         "",
         "2, 3",
         "https://tables.example.org/",
         "0",
         "",
         "",
         "",
         "",
         "Pte",
         "Desk School",
         "yes"}
    };
}

std::string& FrameworkSheets::cell(const std::string& sheet, std::size_t row, const std::string& heading) {
    auto& rows = sheets.at(sheet);
    const auto& headings = rows.at(0);
    const auto column =
        static_cast<std::size_t>(std::find(headings.begin(), headings.end(), heading) - headings.begin());
    REQUIRE(column < headings.size());
    auto& cells = rows.at(row - 1);
    if (cells.size() <= column) {
        cells.resize(column + 1);
    }
    return cells[column];
}

ImportOptions import_options(int year) {
    return {.year = year, .zone = core::TimeZone::find("Asia/Singapore").value()};
}

ImportResult FrameworkSheets::import() const {
    return import(import_options());
}

ImportResult FrameworkSheets::import(const ImportOptions& options) const {
    const TemporaryFolder folder;
    for (const auto& [name, rows] : sheets) {
        folder.write(name + ".ods", make_ods(text_table("Sheet of " + name, rows)));
    }
    return read_framework(folder.path(), options);
}

std::vector<ImportProblem> FrameworkSheets::problems() const {
    const auto result = import();
    REQUIRE(result.has_error());
    auto problems = result.error().problems;
    problems.erase(
        std::remove_if(problems.begin(), problems.end(), [](const auto& problem) { return problem.warning; }),
        problems.end()
    );
    return problems;
}

}  // namespace test
