#pragma once

#include "app_server/framework_import/import.hpp"
#include "ods_builder.hpp"

#include <map>
#include <string>

namespace test {

/// The sheets of a small framework without faults, by file name without suffix; tests change a cell and
/// import it.
struct FrameworkSheets {
    FrameworkSheets();

    std::map<std::string, Rows> sheets;

    Rows& operator[](const std::string& name) { return sheets.at(name); }

    /// The cell of a row (1: the headings) under a heading, made if the row is too short.
    std::string& cell(const std::string& sheet, std::size_t row, const std::string& heading);

    [[nodiscard]] app::framework_import::ImportResult import() const;
    [[nodiscard]] app::framework_import::ImportResult import(
        const app::framework_import::ImportOptions& options
    ) const;

    /// The problems (not the warnings) of an import that must fail.
    [[nodiscard]] std::vector<app::framework_import::ImportProblem> problems() const;
};

app::framework_import::ImportOptions import_options(int year = 2027);

}  // namespace test
