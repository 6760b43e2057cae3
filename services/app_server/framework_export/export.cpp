#include "app_server/framework_export/export.hpp"

#include "app_server/framework_export/sheets.hpp"
#include "app_server/framework_import/import.hpp"
#include "core/archive/temporary_folder.hpp"

#include <fmt/format.h>

namespace app::framework_export {

namespace {

using namespace core::domain;

constexpr int kAnyYear = 2000;  // there are no courses, whose dates would need one

template <class Item>
std::string first_lost(std::string_view kind, const std::vector<Item>& wanted, const std::vector<Item>& got) {
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        if (i < got.size() && wanted[i] == got[i]) continue;
        return fmt::format("{} {}", kind, to_int(wanted[i].id));
    }
    return wanted.size() == got.size() ? "" : fmt::format("the number of items of kind {}", kind);
}

/// What the sheets cannot hold; empty when they hold everything.
std::string first_lost(const Framework& wanted, const Framework& got) {
    std::string lost;
    const auto compare = [&](std::string_view kind, const auto& a, const auto& b) {
        if (lost.empty()) lost = first_lost(kind, a, b);
    };
    compare("level", wanted.levels, got.levels);
    compare("format", wanted.formats, got.formats);
    compare("need", wanted.needs, got.needs);
    compare("specialism", wanted.specialisms, got.specialisms);
    compare("vertical", wanted.verticals, got.verticals);
    compare("area", wanted.areas, got.areas);
    compare("category", wanted.categories, got.categories);
    compare("competency", wanted.competencies, got.competencies);
    compare("job role", wanted.job_roles, got.job_roles);
    return lost;
}

core::Error not_expressible(std::string_view why) {
    return {
        core::ErrorKind::conflict,
        "not-expressible",
        fmt::format("the spreadsheets cannot hold this framework: {}; export it as JSON", why)
    };
}

}  // namespace

core::Result<std::vector<core::archive::File>> export_spreadsheets(const Framework& framework) {
    std::vector<core::archive::File> files;
    for (const auto& sheet : sheets_of(framework)) {
        files.push_back({sheet.file, core::spreadsheet::write_ods(sheet.table), true});
    }
    const core::archive::TemporaryFolder folder;
    core::archive::write_files(folder.path(), files);
    const auto read = framework_import::read_framework(
        folder.path(),
        {.year = kAnyYear, .zone = core::TimeZone::find("UTC").value(), .title = framework.title}
    );
    if (!read) {
        for (const auto& problem : read.error().problems) {
            if (!problem.warning) return not_expressible(framework_import::to_string(problem));
        }
        return not_expressible("they would be refused");
    }
    const auto lost = first_lost(framework, read->framework);
    if (!lost.empty()) return not_expressible(lost + " would not be the same");
    return files;
}

}  // namespace app::framework_export
