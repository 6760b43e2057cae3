#include "app_server/framework_export/export.hpp"

#include "app_server/framework_import/import.hpp"
#include "core/archive/temporary_folder.hpp"

#include <catch2/catch.hpp>

using namespace app::framework_import;
using app::framework_export::export_spreadsheets;
using namespace core::domain;

namespace {

Framework read_folder(const std::filesystem::path& folder, const std::string& title = "A framework") {
    const auto imported = read_framework(
        folder, {.year = 2027, .zone = core::TimeZone::find("Asia/Singapore").value(), .title = title}
    );
    if (!imported) {
        for (const auto& problem : imported.error().problems) UNSCOPED_INFO(to_string(problem));
    }
    REQUIRE(imported.has_value());
    return imported->framework;
}

Framework round_trip(const Framework& framework) {
    const auto files = export_spreadsheets(framework);
    if (!files) UNSCOPED_INFO(files.error().detail);
    REQUIRE(files.has_value());
    const core::archive::TemporaryFolder folder;
    core::archive::write_files(folder.path(), *files);
    return read_folder(folder.path(), framework.title);
}

Framework starter() {
    return read_folder(LIFTED_STARTER_DATA);
}

}  // namespace

TEST_CASE("the starter framework survives its way through the spreadsheets", "[export]") {
    const auto framework = starter();
    CHECK(round_trip(framework) == framework);
}

TEST_CASE("the original framework survives its way through the spreadsheets", "[export]") {
    const std::filesystem::path folder = std::filesystem::path(LIFTED_SHARED_DATA) / "lifted";
    if (!std::filesystem::exists(folder)) {
        WARN("skipped: the original spreadsheets are not here");
        return;
    }
    const auto framework = read_folder(folder);
    CHECK(framework.competencies.size() == 548);
    CHECK(round_trip(framework) == framework);
}

TEST_CASE("numbers, empty categories and unused specialisms survive too", "[export]") {
    auto framework = starter();
    framework.job_roles.back().id = JobRoleId(500);
    framework.job_roles.front().name = "A new name";
    framework.job_roles.front().option_text = "I have a new name";
    framework.areas.front().hidden = true;
    framework.areas[1].name = "Renamed area";
    framework.specialisms.push_back({.id = SpecialismId(77), .name = "Nobody's"});
    framework.categories.push_back(
        {.id = CategoryId(900), .vertical = framework.verticals.front().id, .name = "Empty", .area = {}}
    );
    framework.categories.front().area = std::nullopt;
    REQUIRE(validate(framework).has_value());
    CHECK(round_trip(framework) == framework);
}

TEST_CASE("an export that would lose something is refused, naming it", "[export]") {
    auto framework = starter();
    for (auto& vertical : framework.verticals) {
        if (vertical.kind == VerticalKind::technology) vertical.option_text = "I work with machines";
    }
    const auto files = export_spreadsheets(framework);
    REQUIRE(files.has_error());
    CHECK(files.error().kind == core::ErrorKind::conflict);
    CHECK(files.error().code == "not-expressible");
    CHECK(files.error().detail.find("vertical") != std::string::npos);
}

TEST_CASE("a file's name cannot leave the folder it is written to", "[export]") {
    const core::archive::TemporaryFolder folder;
    const std::string name = GENERATE("", ".", "..", "../x", "a/b", "a\\b");
    CHECK_THROWS_AS(core::archive::write_files(folder.path(), {{name, "x", true}}), std::invalid_argument);
}
