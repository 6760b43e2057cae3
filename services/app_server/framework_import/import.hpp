#pragma once

#include "app_server/framework_import/counts.hpp"
#include "core/base/error.hpp"
#include "core/base/time_zone.hpp"
#include "core/domain/course.hpp"
#include "core/domain/framework.hpp"

#include <boost/assert/source_location.hpp>
#include <boost/system/result.hpp>

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace app::framework_import {

/// One fault of the spreadsheets, with its place as a spreadsheet program shows it.
struct ImportProblem {
    std::string file;    ///< name within the folder, `competencies.ods`
    std::string sheet;   ///< empty when the file could not be opened
    int row = 0;         ///< from 1, the headings' row; 0: the sheet as a whole
    std::string column;  ///< its heading; may be empty
    std::string detail;
    bool warning = false;  ///< the import goes on

    friend bool operator==(const ImportProblem&, const ImportProblem&) = default;
};

/// `competencies.ods, sheet Competencies, row 12, column "Vertical": …`
std::string to_string(const ImportProblem& problem);

/// Says which area's courses serve a competency category whose name is not that of an area.
struct AreaAlias {
    std::string vertical;
    std::string category;
    std::string area;
};

/// Reads `Vertical/Category=Area`, split at the first `/` and the last `=`. `invalid_input` `bad-area-alias`.
core::Result<AreaAlias> parse_area_alias(std::string_view text);

struct ImportOptions {
    int year = 0;         ///< of the sample courses' dates, which are written without one
    core::TimeZone zone;  ///< in which those dates are days
    std::vector<AreaAlias> aliases = {};
    std::string title = "Competency framework";
};

struct ImportedFramework {
    core::domain::Framework framework;
    std::vector<core::domain::Course> courses;  ///< in sheet order; revision 1
    ImportCounts counts;
    std::vector<ImportProblem> warnings;
    bool numbered = false;  ///< `numbers.ods` said what number each item has: they are not to be changed
};

/// Every problem found (up to a thousand), warnings included, in the order of reading.
struct ImportFailure {
    std::vector<ImportProblem> problems;
};

[[noreturn]] void throw_exception_from_error(
    const ImportFailure& failure, const boost::source_location& where
);

using ImportResult = boost::system::result<ImportedFramework, ImportFailure>;

/// What the numbers of technology competencies are raised by, to keep them apart from those of the main
/// sheet.
inline constexpr int kTechnologyOffset = 10'000;
inline constexpr std::string_view kTechnologyVertical = "Technology Framework";
inline constexpr std::string_view kSampleSource = "LIFTED booklet";

/// Reads the spreadsheets of a folder: `levels`, `formats`, `needs`, `verticals`, `competencies`,
/// `job_roles`, `tech_competencies`, `tech_roles` and, if there, `courses` and `numbers` (`.ods`). Numbers
/// are those of `numbers`; without it they follow sheet order from 1. Those of competencies are the sheets'.
/// The same folder and options always give the same result. Blocks on the disk.
ImportResult read_framework(const std::filesystem::path& folder, const ImportOptions& options);

}  // namespace app::framework_import
