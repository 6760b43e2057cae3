#pragma once

#include "app_server/framework_import/import.hpp"
#include "core/archive/zip.hpp"
#include "core/base/error.hpp"

#include <string>
#include <vector>

namespace cms {

/// What spreadsheets would make of the framework.
struct ReadSpreadsheets {
    core::domain::Framework framework;
    std::vector<app::framework_import::ImportProblem> warnings;
};

/// Reads a zip archive of the framework's spreadsheets (docs/framework-spreadsheets.md); sample courses in it
/// are left out. Items keep the numbers they have in `current`, unless the archive says what they are.
/// `malformed` and `too_large` for the archive; `invalid_input`, code `bad-spreadsheets`, with one field per
/// problem, named by file, sheet, row and column. Blocks on the disk.
core::Result<ReadSpreadsheets> read_spreadsheets(
    std::string_view archive, const core::domain::Framework& current, const std::string& title
);

/// The same spreadsheets of a framework, as one zip archive. `conflict`, code `not-expressible`, when their
/// form cannot hold it. Blocks on the disk.
core::Result<std::string> write_spreadsheets(const core::domain::Framework& framework);

}  // namespace cms
