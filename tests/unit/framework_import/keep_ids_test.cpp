#include "app_server/framework_import/keep_ids.hpp"

#include "sample_catalogue.hpp"

#include <catch2/catch.hpp>

#include <map>
#include <set>

using namespace core::domain;
using app::keep_ids;

namespace {

/// A framework as an import numbers it: everything from 1 in the order of its sheets.
Framework sheets(std::vector<std::string> areas, std::vector<std::string> roles) {
    Framework f;
    f.title = "Sheets";
    f.levels = {{LevelId{1}, "B", "Basic"}, {LevelId{2}, "A", "Advanced"}};
    f.formats = {{FormatId{1}, "W", "Workshop"}, {FormatId{2}, "L", "Lecture"}};
    f.needs = {{NeedId{1}, "Start", "start", {FormatId{1}, FormatId{2}}, {LevelId{1}}}};
    f.verticals = {{VerticalId{1}, VerticalKind::profession, "Law", "a lawyer"}};
    int id = 0;
    for (auto& name : areas) {
        ++id;
        f.areas.push_back({AreaId{id}, VerticalId{1}, id, name, "", false});
        f.categories.push_back({CategoryId{id}, VerticalId{1}, name, AreaId{id}});
        f.competencies.push_back({CompetencyId{id * 10}, CategoryId{id}, std::nullopt, "I can " + name, ""});
    }
    id = 0;
    for (auto& name : roles) {
        ++id;
        f.job_roles.push_back({JobRoleId{id}, VerticalId{1}, name, "", 1, {}, {}, "", {}});
        for (auto at = f.competencies.rbegin(); at != f.competencies.rend(); ++at) {
            f.job_roles.back().competencies.push_back(at->id);
        }
    }
    return f;
}

Framework imported_over(const Framework& existing, Framework sheet) {
    std::vector<Course> courses;
    keep_ids(sheet, existing, courses);
    const auto valid = validate(sheet);
    if (!valid) FAIL(valid.error().fields.front().name << " " << valid.error().fields.front().detail);
    return sheet;
}

template <class Items>
std::map<std::string, int> numbers(const Items& items) {
    std::map<std::string, int> found;
    for (const auto& item : items) found[item.name] = to_int(item.id);
    return found;
}

using Numbers = std::map<std::string, int>;

}  // namespace

TEST_CASE("The first import keeps the numbers of the sheets", "[keep_ids]") {
    const auto sheet = sheets({"A", "B"}, {"Junior"});
    CHECK(imported_over({}, sheet) == sheet);
    CHECK(imported_over(sheet, sheet) == sheet);
}

TEST_CASE("What is inserted, removed or exchanged leaves the numbers of the rest", "[keep_ids]") {
    const auto first = sheets({"A", "B", "C"}, {"Junior", "Senior"});

    const auto inserted = imported_over(first, sheets({"New", "A", "B", "C"}, {"Clerk", "Junior", "Senior"}));
    CHECK(numbers(inserted.areas) == Numbers{{"A", 1}, {"B", 2}, {"C", 3}, {"New", 4}});
    CHECK(numbers(inserted.categories) == Numbers{{"A", 1}, {"B", 2}, {"C", 3}, {"New", 4}});
    CHECK(numbers(inserted.job_roles) == Numbers{{"Junior", 1}, {"Senior", 2}, {"Clerk", 3}});

    const auto removed = imported_over(first, sheets({"C"}, {"Senior"}));
    CHECK(numbers(removed.areas) == Numbers{{"C", 3}});
    CHECK(numbers(removed.job_roles) == Numbers{{"Senior", 2}});

    const auto exchanged = imported_over(first, sheets({"C", "A", "B"}, {"Senior", "Junior"}));
    CHECK(numbers(exchanged.areas) == Numbers{{"A", 1}, {"B", 2}, {"C", 3}});
    CHECK(numbers(exchanged.job_roles) == Numbers{{"Junior", 1}, {"Senior", 2}});

    // A new name is a new thing: its number was never used.
    const auto renamed = imported_over(first, sheets({"A", "Better B", "C"}, {"Junior", "Senior"}));
    CHECK(numbers(renamed.areas) == Numbers{{"A", 1}, {"Better B", 4}, {"C", 3}});
}

TEST_CASE("The references follow the numbers", "[keep_ids]") {
    const auto first = sheets({"A", "B"}, {"Junior"});
    auto sheet = sheets({"New", "B", "A"}, {"Junior"});
    std::vector<Course> courses(1);
    courses[0].areas = {AreaId{1}, AreaId{2}, AreaId{3}};
    courses[0].level = LevelId{1};
    courses[0].format = FormatId{2};
    courses[0].competencies = {CompetencyId{10}, CompetencyId{20}};
    std::swap(sheet.levels[0].acronym, sheet.levels[1].acronym);
    std::swap(sheet.levels[0].name, sheet.levels[1].name);
    keep_ids(sheet, first, courses);

    CHECK(numbers(sheet.areas) == Numbers{{"A", 1}, {"B", 2}, {"New", 3}});
    for (const auto& category : sheet.categories) {
        const auto area = app::position_in(sheet.areas, category.area.value());
        REQUIRE(area);
        CHECK(sheet.areas[*area].name == category.name);
    }
    for (const auto& competency : sheet.competencies) {
        const auto category = app::position_in(sheet.categories, competency.category);
        REQUIRE(category);
        CHECK(competency.title == "I can " + sheet.categories[*category].name);
    }
    CHECK(courses[0].areas == std::vector{AreaId{1}, AreaId{2}, AreaId{3}});
    CHECK(courses[0].level == LevelId{2});  // what the sheet calls 1 is the stored 2
    CHECK(courses[0].format == FormatId{2});
    CHECK(courses[0].competencies == std::vector{CompetencyId{10}, CompetencyId{20}});
    CHECK(sheet.needs[0].levels == std::vector{LevelId{2}});
    // The order of a role's questions is not that of the numbers.
    CHECK(
        sheet.job_roles[0].competencies == std::vector{CompetencyId{30}, CompetencyId{20}, CompetencyId{10}}
    );
}

TEST_CASE("The same name in two verticals is two things", "[keep_ids]") {
    const auto two_verticals = [] {
        auto f = sheets({"A"}, {"Junior"});
        f.verticals.push_back({VerticalId{2}, VerticalKind::profession, "Tax", "an accountant"});
        f.areas.push_back({AreaId{2}, VerticalId{2}, 1, "A", "", false});
        f.categories.push_back({CategoryId{2}, VerticalId{2}, "A", AreaId{2}});
        f.job_roles.push_back({JobRoleId{2}, VerticalId{2}, "Junior Counsel", "", 1, {}, {}, "", {}});
        return f;
    };
    const auto first = two_verticals();
    CHECK(imported_over(first, two_verticals()) == first);
    CHECK(imported_over({}, two_verticals()) == first);

    auto turned = two_verticals();  // the sheets list the verticals the other way round
    for (auto& vertical : turned.verticals) vertical.id = VerticalId{3 - to_int(vertical.id)};
    std::swap(turned.verticals[0], turned.verticals[1]);
    for (auto& area : turned.areas) area.vertical = VerticalId{3 - to_int(area.vertical)};
    for (auto& category : turned.categories) category.vertical = VerticalId{3 - to_int(category.vertical)};
    for (auto& role : turned.job_roles) role.vertical = VerticalId{3 - to_int(role.vertical)};
    const auto kept = imported_over(first, turned);
    CHECK(kept.verticals == first.verticals);
    CHECK(kept.areas == first.areas);
    CHECK(kept.job_roles == first.job_roles);
}

TEST_CASE("Whatever the sheets become, numbers stay unique and names keep theirs", "[keep_ids]") {
    const auto seed = GENERATE(range<std::uint64_t>(0, 20));
    tests::Dice dice(seed);
    const auto some_names = [&] {
        std::vector<std::string> names;
        for (const char c : std::string_view("ABCDEFGHIJ")) {
            if (!dice.once_in(2)) continue;
            names.insert(
                names.begin() + static_cast<std::ptrdiff_t>(dice.roll(names.size() + 1)), std::string(1, c)
            );
        }
        return names;
    };
    Framework store = imported_over({}, sheets(some_names(), some_names()));
    for (int import = 0; import < 10; ++import) {
        const Framework next = imported_over(store, sheets(some_names(), some_names()));
        const auto before = numbers(store.areas);
        for (const auto& [name, number] : numbers(next.areas)) {
            INFO(name);
            if (before.contains(name)) CHECK(before.at(name) == number);
        }
        const auto roles_before = numbers(store.job_roles);
        for (const auto& [name, number] : numbers(next.job_roles)) {
            if (roles_before.contains(name)) CHECK(roles_before.at(name) == number);
        }
        store = next;
    }
}
