#include "framework_folder.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

using namespace app::framework_import;
using namespace core::domain;
using test::FrameworkSheets;

namespace {

template <class Item>
std::vector<std::string> names(const std::vector<Item>& items) {
    std::vector<std::string> result;
    for (const auto& item : items) {
        result.push_back(std::to_string(to_int(item.id)) + " " + item.name);
    }
    return result;
}

template <class Id>
std::vector<std::int32_t> numbers(const std::vector<Id>& ids) {
    std::vector<std::int32_t> result;
    for (const auto id : ids) {
        result.push_back(to_int(id));
    }
    return result;
}

using Texts = std::vector<std::string>;
using Numbers = std::vector<std::int32_t>;

}  // namespace

TEST_CASE("items are numbered in sheet order, technology behind the professions", "[import]") {
    const auto framework = FrameworkSheets().import().value().framework;
    CHECK(names(framework.levels) == Texts{"1 General", "2 Advanced"});
    CHECK(names(framework.formats) == Texts{"1 Workshop", "2 E-Learning"});
    CHECK(names(framework.needs) == Texts{"1 Basics", "2 Depth"});
    CHECK(names(framework.verticals) == Texts{"1 Baking", "2 Gardening", "3 Technology Framework"});
    CHECK(
        names(framework.areas) ==
        Texts{"1 Dough", "2 Ovens", "3 Specialisms", "4 Soil", "5 Data", "6 Security"}
    );
    CHECK(names(framework.categories) == Texts{"1 Ovens", "2 Dough", "3 Soil", "4 Data", "5 Security"});
    CHECK(names(framework.specialisms) == Texts{"1 Rye"});
    CHECK(
        names(framework.job_roles) == Texts{"1 Baker", "2 Master Baker", "3 Gardener", "4 Pioneer", "5 User"}
    );
}

TEST_CASE("competencies keep their numbers, those of technology above ten thousand", "[import]") {
    const auto framework = FrameworkSheets().import().value().framework;
    Numbers ids;
    for (const auto& competency : framework.competencies) {
        ids.push_back(to_int(competency.id));
    }
    CHECK(ids == Numbers{1, 2, 3, 4, 10'001, 10'002, 10'003});
    CHECK(framework.competencies[1].description == "Keep its door shut.");
    CHECK(framework.competencies[2].specialism == SpecialismId{1});
    CHECK(framework.job_roles[0].competencies == std::vector{CompetencyId{4}, CompetencyId{2}});
    CHECK(framework.job_roles[0].organisation_type == "In-house");
    CHECK_FALSE(framework.job_roles[1].organisation_type);
    CHECK(framework.job_roles[1].specialism == SpecialismId{1});
    CHECK_FALSE(framework.job_roles[2].level);
    CHECK(framework.job_roles[3].option_text == "Pioneer.");
    CHECK(numbers(framework.job_roles[4].competencies) == Numbers{10'002, 10'003});
}

TEST_CASE("only areas named Specialisms are hidden", "[import]") {
    const auto framework = FrameworkSheets().import().value().framework;
    for (const auto& area : framework.areas) {
        CHECK(area.hidden == (area.name == "Specialisms"));
    }
    CHECK(framework.areas[4].key == 1);
    CHECK(framework.areas[4].option_text == "Data");
}

TEST_CASE("a need lists the formats and levels that serve it", "[import]") {
    const auto framework = FrameworkSheets().import().value().framework;
    CHECK(numbers(framework.needs[0].formats) == Numbers{1, 2});
    CHECK(numbers(framework.needs[1].levels) == Numbers{1, 2});
}

TEST_CASE("courses carry their tags, those of technology by the areas of the competencies", "[import]") {
    const auto imported = FrameworkSheets().import().value();
    REQUIRE(imported.courses.size() == 2);
    const auto& bread = imported.courses[0];
    CHECK(numbers(bread.areas) == Numbers{1, 4});
    CHECK(numbers(bread.competencies) == Numbers{1, 2, 3});
    CHECK(bread.url == "https://bread.example.org/");
    CHECK_FALSE(bread.provider);
    CHECK(bread.schedule.dates().size() == 1);
    CHECK(bread.revision == 1);
    CHECK(bread.source == "LIFTED booklet");
    const auto& tables = imported.courses[1];
    CHECK(numbers(tables.areas) == Numbers{5, 6});
    CHECK(numbers(tables.competencies) == Numbers{10'002, 10'003});
    CHECK(tables.provider == "Desk School");
    CHECK(tables.schedule.is_ongoing());
    CHECK(tables.cost.kind() == Cost::Kind::free);
    CHECK(tables.cpd.kind() == Cpd::Kind::private_study);
}

TEST_CASE("a course's uid does not depend on its row", "[import]") {
    FrameworkSheets sheets;
    const auto before = sheets.import().value().courses;
    std::swap(sheets["courses"][1], sheets["courses"][2]);
    sheets["courses"].push_back(sheets["courses"][1]);
    const auto after = sheets.import().value().courses;
    CHECK(after[1].uid == before[0].uid);
    CHECK(after[0].uid == before[1].uid);
    CHECK(after[2].uid != after[0].uid);
    for (const auto& course : after) {
        CHECK(course.uid.size() == 16);
        CHECK(is_uid(course.uid));
    }
}

TEST_CASE("the year is the importer's, not today's", "[import]") {
    const auto courses = FrameworkSheets().import(test::import_options(2031)).value().courses;
    CHECK(
        test::import_options().zone.format(courses[0].schedule.dates()[0].starts_at) ==
        "2031-03-10T00:00:00+08:00"
    );
}

TEST_CASE("a category is linked to an area by name, by the sheet's alias or by a given one", "[import]") {
    FrameworkSheets sheets;
    sheets.cell("competencies", 5, "Competency Category") = "Kneading & Folding";
    sheets.cell("competencies", 4, "Competency Category") = "Kneading & Folding";
    SECTION("not at all, which is reported with its place") {
        const auto imported = sheets.import().value();
        CHECK_FALSE(imported.framework.categories[1].area);
        const auto warning =
            std::find_if(imported.warnings.begin(), imported.warnings.end(), [](const auto& w) {
                return w.column == "Competency Category";
            });
        REQUIRE(warning != imported.warnings.end());
        CHECK(warning->file == "competencies.ods");
        CHECK(warning->sheet == "Sheet of competencies");
        CHECK(warning->row == 4);
        CHECK(imported.counts.categories_without_area == 1);
    }
    SECTION("by a column of aliases") {
        sheets["verticals"][0].emplace_back("Aliases");
        sheets.cell("verticals", 2, "Aliases") = "Baguettes; Kneading & Folding";
        const auto imported = sheets.import().value();
        CHECK(imported.framework.categories[1].area == AreaId{1});
        CHECK(imported.warnings.front().detail == "\"Baguettes\" is the name of no competency category");
    }
    SECTION("by an option") {
        auto options = test::import_options();
        options.aliases = {parse_area_alias("Baking/Kneading & Folding=Dough").value()};
        CHECK(sheets.import(options).value().framework.categories[1].area == AreaId{1});
    }
    SECTION("an option that names nothing is a problem") {
        auto options = test::import_options();
        options.aliases = {{"Baking", "Kneading & Folding", "Cakes"}, {"Sewing", "Seams", "Threads"}};
        CHECK(sheets.import(options).error().problems.size() >= 2);
    }
}

TEST_CASE("an area alias reads Vertical/Category=Area", "[import]") {
    const auto alias = parse_area_alias("A B / C / D = E").value();
    CHECK(alias.vertical == "A B");
    CHECK(alias.category == "C / D");
    CHECK(alias.area == "E");
    const auto bad = GENERATE(values<std::string>({"", "A/B", "A=B", "A=B/C", "/B=C", "A/=C", "A/B="}));
    INFO(bad);
    CHECK(parse_area_alias(bad).error().code == "bad-area-alias");
}

TEST_CASE("merged and repeated vertical cells mean the same", "[import]") {
    const FrameworkSheets sheets;
    const test::TemporaryFolder folder;
    for (const auto& [name, rows] : sheets.sheets) {
        folder.write(name + ".ods", test::make_ods(test::text_table("S", rows)));
    }
    const auto repeated = read_framework(folder.path(), test::import_options()).value();
    const auto cell = [](std::string_view text, std::string_view attributes = "") {
        return "<table:table-cell" + std::string(attributes) + "><text:p>" + std::string(text) +
               "</text:p></table:table-cell>";
    };
    std::string xml = "<table:table>";
    const auto& rows = sheets.sheets.at("verticals");
    for (std::size_t i = 0; i < rows.size(); ++i) {
        xml += "<table:table-row>";
        const bool covered = i == 2 || i == 3;
        const auto* span = i == 1 ? " table:number-rows-spanned=\"3\"" : "";
        xml += covered ? "<table:covered-table-cell table:number-columns-repeated=\"2\"/>"
                       : cell(rows[i][0], span) + cell(rows[i][1], span);
        xml += cell(rows[i][2]) + cell(rows[i][3]) + cell(rows[i][4]) + "</table:table-row>";
    }
    folder.write("verticals.ods", test::make_ods(xml + "</table:table>"));
    CHECK(read_framework(folder.path(), test::import_options()).value().framework == repeated.framework);
}

TEST_CASE("samples and venues may be absent", "[import]") {
    FrameworkSheets sheets;
    sheets.sheets.erase("courses");
    const auto imported = sheets.import().value();
    CHECK(imported.courses.empty());
    CHECK(imported.framework.job_roles.size() == 5);
}

TEST_CASE("what is allowed but looks wrong is a warning with its place", "[import]") {
    FrameworkSheets sheets;
    sheets.cell("job_roles", 2, "Thin Description") = "<description>";
    sheets.cell("job_roles", 3, "Specialism") = "";
    sheets.cell("courses", 2, "URL") = "";
    sheets.cell("courses", 2, "Duration (days)") = "0.25";
    sheets["competencies"].push_back({"9", "Baking", "", "Dough", "I can plait a loaf.", ""});
    sheets["levels"][0].emplace_back("Colour");
    const auto imported = sheets.import().value();
    Texts places;
    for (const auto& warning : imported.warnings) {
        CHECK(warning.warning);
        places.push_back(warning.file + ":" + std::to_string(warning.row) + ":" + warning.column);
    }
    std::sort(places.begin(), places.end());
    CHECK(
        places ==
        Texts{
            "competencies.ods:6:ID",
            "courses.ods:2:Duration (days)",
            "courses.ods:2:URL",
            "job_roles.ods:2:Thin Description",
            "job_roles.ods:3:Specialism",
            "levels.ods:1:Colour"
        }
    );
    CHECK(imported.framework.job_roles[0].description.empty());
}

TEST_CASE("a range that begins with the last competency of another role's block is suspicious", "[import]") {
    FrameworkSheets sheets;
    for (int id = 5; id <= 8; ++id) {
        sheets["competencies"].push_back(
            {std::to_string(id), "Baking", "", "Dough", "I can bake no. " + std::to_string(id), ""}
        );
    }
    sheets.cell("job_roles", 3, "Competency Ids") = "2-6";
    const auto touching = [&](const std::string& ids) {
        sheets.cell("job_roles", 2, "Competency Ids") = ids;
        const auto imported = sheets.import().value();
        return std::count_if(imported.warnings.begin(), imported.warnings.end(), [](const auto& w) {
            return w.detail.find("off by one") != std::string::npos;
        });
    };
    CHECK(touching("6-8") == 1);
    CHECK(touching("7-8") == 0);
    CHECK(touching("4, 6-8") == 0);
}

TEST_CASE("the summary tells the counts", "[import]") {
    const auto text = summary(FrameworkSheets().import().value().counts);
    CHECK(text.find("  Baking: areas 3, categories 2, competencies 3, job roles 2\n") != std::string::npos);
    CHECK(text.find("categories 3 by role (2 names)") != std::string::npos);
    CHECK(
        text.find("courses 2 (1 ongoing, 0 without address), dates 1 (0 with an end)") != std::string::npos
    );
}
