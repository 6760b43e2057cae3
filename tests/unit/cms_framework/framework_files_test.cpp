#include "cms_server/use_cases/framework/framework_files.hpp"

#include "app_server/framework_export/export.hpp"

#include <catch2/catch.hpp>

using namespace cms;

namespace {

core::domain::Framework starter() {
    return app::framework_import::read_framework(
               LIFTED_STARTER_DATA,
               {.year = 2027, .zone = core::TimeZone::find("UTC").value(), .title = "Starter"}
    )
        .value()
        .framework;
}

}  // namespace

TEST_CASE("a framework exported and imported again is the same", "[framework]") {
    const auto framework = starter();
    const auto archive = write_spreadsheets(framework).value();
    const auto read = read_spreadsheets(archive, framework, "Starter").value();
    CHECK(read.framework == framework);
}

TEST_CASE(
    "an edited role keeps its number by the exported sheets, whatever it is called now", "[framework]"
) {
    const auto before = starter();
    auto edited = before;
    edited.job_roles.front().name = "Renamed role";
    const auto read = read_spreadsheets(write_spreadsheets(edited).value(), before, "Starter").value();
    CHECK(read.framework.job_roles.front().id == before.job_roles.front().id);
    CHECK(read.framework.job_roles.front().name == "Renamed role");
}

TEST_CASE("an archive that is none, or holds no good sheets, is refused", "[framework]") {
    const auto framework = starter();
    CHECK(read_spreadsheets("not a zip", framework, "T").error().code == "not-an-archive");
    const auto empty = core::archive::write_zip({{"readme.txt", "hello", true}});
    const auto refused = read_spreadsheets(empty, framework, "T");
    REQUIRE(refused.has_error());
    CHECK(refused.error().code == "bad-spreadsheets");
    CHECK(refused.error().fields.size() >= 8);
    const auto traversal =
        core::archive::write_zip({{"../../levels.ods", "x", true}, {"levels.ods", "x", true}});
    CHECK(read_spreadsheets(traversal, framework, "T").error().code == "bad-spreadsheets");
}
