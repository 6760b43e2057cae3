#include "framework_folder.hpp"

#include <catch2/catch.hpp>

using namespace app::framework_import;
using test::FrameworkSheets;

TEST_CASE("the small framework of these tests has no fault", "[problems]") {
    const auto imported = FrameworkSheets().import();
    REQUIRE(imported.has_value());
    CHECK(imported->warnings.empty());
}

TEST_CASE("one wrong cell is reported with file, sheet, row and column", "[problems]") {
    struct Case {
        std::string sheet;
        std::size_t row;
        std::string column;
        std::string value;
        std::string detail;
    };

    const auto c = GENERATE(values<Case>(
        {{"levels", 3, "Acronym", "Gen", "\"Gen\" occurs twice"},
         {"levels", 2, "Level", "", "is empty"},
         {"formats", 3, "Format", "Workshop", "\"Workshop\" occurs twice"},
         {"needs", 2, "Formats", "W / X", "\"X\" is not a known acronym"},
         {"needs", 3, "Levels", "Gen / Gen", "\"Gen\" is listed twice"},
         {"needs", 3, "Need", "Basics", "\"Basics\" occurs twice"},
         {"needs", 3, "Need option text", "The basics.", "\"The basics.\" occurs twice"},
         {"verticals", 5, "Vertical option text", "I bake.", "\"I bake.\" is that of another vertical"},
         {"verticals", 3, "Category key", "1", "1 occurs twice in this vertical"},
         {"verticals", 3, "Category key", "two", "\"two\" is not a whole number from 1 to 2147483647"},
         {"verticals", 3, "Category title", "Dough", "\"Dough\" occurs twice in this vertical"},
         {"verticals",
          5,
          "Vertical",
          "Technology Framework",
          "\"Technology Framework\" is the name of the technology framework"},
         {"competencies", 3, "ID", "1", "1 occurs twice"},
         {"competencies", 3, "ID", "10000", "\"10000\" is not a whole number from 1 to 9999"},
         {"competencies", 3, "Vertical", "Cooking", "\"Cooking\" is not a known vertical"},
         {"competencies", 3, "Copyedited title", "", "is empty"},
         {"job_roles", 3, "Role", "Baker", "\"Baker\" occurs twice"},
         {"job_roles", 2, "Level", "0", "\"0\" is not a whole number from 1 to 2147483647"},
         {"job_roles", 2, "Competency Ids", "2-4, 77", "there are no competencies with the numbers 77"},
         {"job_roles", 2, "Competency Ids", "4-2", "the range \"4-2\" ends before it starts"},
         {"job_roles", 2, "Competency Ids", "1, 2", "these belong to another vertical than the role: 1"},
         {"job_roles", 2, "Competency Ids", "", "is empty"},
         {"job_roles", 3, "Specialism", "Wheat", "\"Wheat\" is the specialism of no competency"},
         {"tech_roles", 2, "Role", "Baker", "\"Baker\" occurs twice"},
         {"tech_roles", 3, "Copyedited role", "Pioneer.", "\"Pioneer.\" occurs twice"},
         {"tech_roles", 2, "Tech Competency IDs", "1, 9", "there are no competencies with the numbers 9"},
         {"tech_competencies", 3, "Tech role", "Wizard", "\"Wizard\" is not a known technology role"},
         {"tech_competencies", 3, "ID", "1", "1 occurs twice"},
         {"courses", 2, "Baking", "9", "there is no area with the key 9"},
         {"courses", 2, "Format", "L", "\"L\" is not a known acronym"},
         {"courses", 2, "Training Level", "", "is empty"},
         {"courses", 2, "Name", "", "is empty"},
         {"courses",
          2,
          "URL",
          "ftp://x.example.org/",
          "\"ftp://x.example.org/\" must be an http or https URL with a host"},
         {"courses",
          2,
          "URL",
          "javascript:alert(1)",
          "\"javascript:alert(1)\" must be an http or https URL with a host"},
         {"courses",
          2,
          "Est. CPD points",
          "lots",
          "\"lots\" is no CPD points; expected a number such as 1.5, \"Pte\", \"TBC\", \"N/A\" or nothing"},
         {"courses",
          2,
          "Cost",
          "dear",
          "\"dear\" is not a cost; expected an amount such as 1498.00, \"varies\" or nothing"},
         {"courses", 2, "Dates", "30 Feb", "\"30 Feb\" is not a day of the year 2027"},
         {"courses", 2, "Duration (days)", "long", "\"long\" is not a number of days"},
         {"courses", 2, "Ongoing", "yes", "an ongoing course has no dates"},
         {"courses", 2, "Competencies", "1, 50", "there are no competencies with the numbers 50"},
         {"courses", 3, "Tech Competencies", "2, 50", "there are no competencies with the numbers 50"}}
    ));
    FrameworkSheets sheets;
    sheets.cell(c.sheet, c.row, c.column) = c.value;
    const auto column = c.detail == "an ongoing course has no dates" ? "Dates" : c.column;
    bool reported = false;
    for (const auto& problem : sheets.problems()) {
        INFO(to_string(problem));
        if (problem.file == c.sheet + ".ods" && problem.row == static_cast<int>(c.row) &&
            problem.column == column) {
            CHECK(problem.sheet == "Sheet of " + c.sheet);
            CHECK(problem.detail == c.detail);
            reported = true;
        }
    }
    INFO(c.sheet << " " << c.column << " " << c.value);
    CHECK(reported);
}

TEST_CASE("all problems are reported at once", "[problems]") {
    FrameworkSheets sheets;
    sheets.cell("levels", 2, "Acronym") = "";
    sheets.cell("job_roles", 3, "Level") = "high";
    sheets.cell("courses", 3, "Format") = "Z";
    sheets.cell("courses", 2, "Cost") = "?";
    const auto problems = sheets.problems();
    std::string all;
    for (const auto& problem : problems) {
        all += to_string(problem) + "\n";
    }
    INFO(all);
    CHECK(
        all.find("levels.ods, sheet Sheet of levels, row 2, column \"Acronym\": is empty") !=
        std::string::npos
    );
    CHECK(
        all.find("job_roles.ods, sheet Sheet of job_roles, row 3, column \"Level\": \"high\" is not") !=
        std::string::npos
    );
    CHECK(
        all.find("courses.ods, sheet Sheet of courses, row 3, column \"Format\": \"Z\" is not") !=
        std::string::npos
    );
    CHECK(
        all.find("courses.ods, sheet Sheet of courses, row 2, column \"Cost\": \"?\" is not") !=
        std::string::npos
    );
}

TEST_CASE("a missing column is named, and what hangs on it is not reported again", "[problems]") {
    struct Case {
        std::string sheet;
        std::string column;
    };

    const auto c = GENERATE(values<Case>(
        {{"levels", "Acronym"},
         {"formats", "Format"},
         {"verticals", "Category key"},
         {"competencies", "Competency Category"},
         {"job_roles", "Competency Ids"},
         {"tech_roles", "Copyedited role"},
         {"tech_competencies", "Tech role"},
         {"courses", "Gardening"},
         {"courses", "Dates"}}
    ));
    FrameworkSheets sheets;
    for (auto& heading : sheets[c.sheet][0]) {
        if (heading == c.column) {
            heading = "Something";
        }
    }
    const auto problems = sheets.problems();
    REQUIRE(problems.size() == 1);
    INFO(to_string(problems[0]));
    CHECK(problems[0].file == c.sheet + ".ods");
    CHECK(problems[0].column == c.column);
    CHECK(problems[0].detail == "the column is missing");
}

TEST_CASE("a heading that occurs twice is refused", "[problems]") {
    FrameworkSheets sheets;
    sheets["levels"][0].emplace_back("Level");
    CHECK(sheets.problems().at(0).detail == "the heading occurs twice");
}

TEST_CASE("a missing file is named", "[problems]") {
    const auto name = GENERATE(values<std::string>(
        {"levels",
         "formats",
         "needs",
         "verticals",
         "competencies",
         "job_roles",
         "tech_roles",
         "tech_competencies"}
    ));
    FrameworkSheets sheets;
    sheets.sheets.erase(name);
    const auto problems = sheets.problems();
    REQUIRE(problems.size() == 1);
    CHECK(problems[0].file == name + ".ods");
    CHECK(problems[0].row == 0);
}

TEST_CASE("a folder that is not there names every file", "[problems]") {
    const auto result = read_framework("/nonexistent/folder", test::import_options());
    CHECK(result.error().problems.size() == 8);
}

TEST_CASE("a file that is no spreadsheet is named beside the other problems", "[problems]") {
    const test::TemporaryFolder folder;
    const FrameworkSheets sheets;
    for (const auto& [name, rows] : sheets.sheets) {
        folder.write(name + ".ods", test::make_ods(test::text_table("S", rows)));
    }
    folder.write("needs.ods", "not a zip");
    folder.write("courses.ods", test::make_zip({{"content.xml", "<a/>", "secret"}}));
    const auto problems = read_framework(folder.path(), test::import_options()).error().problems;
    REQUIRE(problems.size() == 2);
    CHECK(to_string(problems[0]).starts_with("needs.ods: not an .ods file"));
    CHECK(problems[1].detail.find("encrypted") != std::string::npos);
}

TEST_CASE("a year out of bounds is refused", "[problems]") {
    const int year = GENERATE(0, 1969, 9999, -5);
    CHECK(FrameworkSheets().import(test::import_options(year)).has_error());
}

TEST_CASE("endless problems are counted, not listed", "[problems]") {
    FrameworkSheets sheets;
    for (int i = 0; i < 3000; ++i) {
        sheets["levels"].push_back({"General", "Gen"});
    }
    const auto problems = sheets.problems();
    CHECK(problems.size() == 1000);
    CHECK(problems.back().detail == "further problems are not listed");
}

TEST_CASE("long texts are cut in reports, never within a character", "[problems]") {
    FrameworkSheets sheets;
    std::string name(79, 'x');
    for (int i = 0; i < 100; ++i) {
        name += "\xC3\xA9";
    }
    sheets.cell("competencies", 3, "Vertical") = name;
    const auto problems = sheets.problems();
    CHECK(problems.at(0).detail == "\"" + std::string(79, 'x') + "\xE2\x80\xA6\" is not a known vertical");
}

TEST_CASE("repeated rows cannot fill memory with tags", "[problems]") {
    FrameworkSheets sheets;
    for (int id = 100; id < 3000; ++id) {
        sheets["competencies"].push_back({std::to_string(id), "Baking", "", "Dough", "I can bake.", ""});
    }
    sheets.cell("courses", 2, "Competencies") = "100-2999";
    const auto row = sheets["courses"][1];
    for (int i = 0; i < 800; ++i) {
        sheets["courses"].push_back(row);
    }
    CHECK(sheets.problems().back().detail.find("list more than 2000000 competencies") != std::string::npos);
}
