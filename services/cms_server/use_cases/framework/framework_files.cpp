#include "cms_server/use_cases/framework/framework_files.hpp"

#include "app_server/framework_export/export.hpp"
#include "app_server/framework_import/keep_ids.hpp"
#include "core/archive/temporary_folder.hpp"

namespace cms {

namespace {

using core::Error;
using core::ErrorKind;
namespace import = app::framework_import;

constexpr core::archive::ZipLimits kLimits{.packed_bytes = 8U << 20, .bytes = 64U << 20, .files = 40};
constexpr int kAnyYear = 2000;  // sample courses, whose dates need one, are left out
constexpr std::string_view kCourses = "courses.ods";

Error refused(const import::ImportFailure& failure) {
    Error error{ErrorKind::invalid_input, "bad-spreadsheets", "the spreadsheets have faults", {}};
    for (const auto& problem : failure.problems) {
        if (problem.warning) continue;
        error.fields.push_back({core::FaultPlace::body, "", "bad-spreadsheet", import::to_string(problem)});
    }
    return error;
}

}  // namespace

core::Result<ReadSpreadsheets> read_spreadsheets(
    std::string_view archive, const core::domain::Framework& current, const std::string& title
) {
    auto files = core::archive::read_zip(archive, "the archive", kLimits);
    if (!files) return files.error();
    std::erase_if(*files, [](const auto& file) {
        return !core::archive::is_plain_name(file.name) || !file.name.ends_with(".ods") ||
               file.name == kCourses;
    });
    const core::archive::TemporaryFolder folder;
    core::archive::write_files(folder.path(), *files);
    auto read = import::read_framework(
        folder.path(), {.year = kAnyYear, .zone = core::TimeZone::find("UTC").value(), .title = title}
    );
    if (!read) return refused(read.error());
    if (!read->numbered) app::keep_ids(read->framework, current, read->courses);
    return ReadSpreadsheets{std::move(read->framework), std::move(read->warnings)};
}

core::Result<std::string> write_spreadsheets(const core::domain::Framework& framework) {
    const auto files = app::framework_export::export_spreadsheets(framework);
    if (!files) return files.error();
    return core::archive::write_zip(*files);
}

}  // namespace cms
