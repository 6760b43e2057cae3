#pragma once

#include "app_server/framework_import/import.hpp"
#include "core/data/data_source.hpp"

#include <filesystem>
#include <variant>

namespace app {

/// What an import changed.
struct ImportOutcome {
    framework_import::ImportCounts counts;
    std::vector<framework_import::ImportProblem> warnings;
    bool framework_changed = false;
    std::size_t courses_inserted = 0;
    std::size_t courses_updated = 0;
    std::size_t courses_unchanged = 0;
};

/// Either every problem of the sheets, with nothing written, or why the store refused them.
using ImportRefusal = std::variant<framework_import::ImportFailure, core::Error>;

/// Stores what the spreadsheets of a folder say, in one transaction. Repeatable: what is stored already stays
/// as it is.
core::Task<boost::system::result<ImportOutcome, ImportRefusal>> import_framework(
    core::data::ReadWriteDataSource& source,
    std::filesystem::path folder,
    framework_import::ImportOptions options
);

[[noreturn]] void throw_exception_from_error(
    const ImportRefusal& refusal, const boost::source_location& where
);

}  // namespace app
