#pragma once

#include "app_server/framework_import/problems.hpp"
#include "core/spreadsheet/ods_reader.hpp"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace app::framework_import {

class Table;

/// One row of data, its cells found by heading. Lives as long as its table.
class TableRow {
public:
    TableRow(const Table& table, const core::spreadsheet::Row& row) : table_(&table), row_(&row) {}

    [[nodiscard]] std::string_view text(std::string_view column) const;  ///< empty when there is none

    [[nodiscard]] int number() const { return row_->number; }

    /// The text; an empty one is a problem.
    [[nodiscard]] std::string required(std::string_view column) const;

    /// A whole number within bounds; anything else is a problem, an empty cell too.
    [[nodiscard]] std::optional<std::int32_t> integer(
        std::string_view column, std::int32_t least, std::int32_t most
    ) const;

    void problem(std::string_view column, std::string detail) const {
        report(column, std::move(detail), false);
    }

    void warn(std::string_view column, std::string detail) const { report(column, std::move(detail), true); }

private:
    void report(std::string_view column, std::string detail, bool warning) const;

    const Table* table_;
    const core::spreadsheet::Row* row_;
};

/// What a sheet's first row must and may hold.
struct Headings {
    std::vector<std::string> required;
    std::vector<std::string> optional = {};
    std::vector<std::string> obsolete = {};  ///< known, and not read
};

/// The first sheet of one file, below its headings.
class Table {
public:
    /// Nothing when the file cannot be read or lacks a column, which is reported; so are unknown and repeated
    /// headings.
    static std::optional<Table> read(
        const std::filesystem::path& folder, std::string file, const Headings& headings, Problems& problems
    );

    [[nodiscard]] std::vector<TableRow> rows() const;

    [[nodiscard]] bool has(std::string_view column) const { return columns_.contains(column); }

    void problem(std::string_view column, std::string detail) const;

private:
    friend class TableRow;
    Table(std::string file, core::spreadsheet::Sheet sheet, Problems& problems);
    void read_headings(const Headings& headings);

    std::string file_;
    core::spreadsheet::Sheet sheet_;
    std::map<std::string, std::int32_t, std::less<>> columns_;
    Problems* problems_;
    bool complete_ = true;
};

}  // namespace app::framework_import
