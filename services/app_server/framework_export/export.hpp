#pragma once

#include "core/archive/zip.hpp"
#include "core/base/error.hpp"
#include "core/domain/framework.hpp"

#include <vector>

namespace app::framework_export {

/// The framework as the spreadsheets that framework_import reads (docs/framework-spreadsheets.md), `numbers`
/// among them. Reading them back gives the same framework: that is tried before they are given out.
/// `conflict`, code `not-expressible`, when the sheets' form cannot hold it; the detail names the first part
/// that would be lost. Writes to a temporary folder, so it blocks on the disk.
core::Result<std::vector<core::archive::File>> export_spreadsheets(const core::domain::Framework& framework);

}  // namespace app::framework_export
