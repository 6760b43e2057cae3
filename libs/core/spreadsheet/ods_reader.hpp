#pragma once

#include "core/base/error.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace core::spreadsheet {

/// One cell that holds something. Rows and columns count from 1, as a spreadsheet program shows them.
struct Cell {
    std::int32_t row = 0;
    std::int32_t column = 0;
    /// A number exactly as stored (`1498` where `1,498.00` is shown), any other cell as shown: paragraphs
    /// joined by line feeds, white space as ODF 1.3 part 3 §6.1.2 collapses it, trimmed.
    std::string text;
    bool covered = false;  ///< hidden by a merge; `text` is then that of the cell covering it
};

/// A row with at least one cell of its own; empty cells are left out.
struct Row {
    std::int32_t number = 0;
    std::vector<Cell> cells;  ///< by ascending column

    [[nodiscard]] const Cell* find(std::int32_t column) const;
};

/// The rows of a sheet from its top down to the first entirely empty row.
struct Sheet {
    std::string name;
    std::vector<Row> rows;
};

/// What a spreadsheet may cost. Text and cells are counted after repeats are expanded.
struct ReadLimits {
    std::uint64_t file_bytes = 16ULL << 20;
    std::uint64_t decoded_bytes = 64ULL << 20;
    std::uint64_t ratio = 200;  ///< decoded to packed bytes, once past `ratio_from_bytes`
    std::uint64_t ratio_from_bytes = 1ULL << 20;
    std::size_t data_rows = 100'000;  ///< besides the first row
    std::int32_t columns = 256;
    std::size_t cell_bytes = 64U << 10;
    std::size_t cells = 1'000'000;
    std::size_t text_bytes = 32U << 20;
};

/// Reads the first sheet of an OpenDocument spreadsheet (.ods). Streams: memory is bounded by `limits`,
/// nothing is fetched, DTDs are refused. The detail of an error names the file and, where there is one,
/// sheet, row and column.
///
/// `not_found` `file-not-found`; `malformed` `not-a-spreadsheet`, `encrypted-spreadsheet` or
/// `malformed-spreadsheet`; `too_large` `spreadsheet-too-large`; `unavailable` `file-unreadable`.
Result<Sheet> read_first_sheet(const std::filesystem::path& file, const ReadLimits& limits = {});

/// The same from memory; `name` stands for the file in errors.
Result<Sheet> read_first_sheet(std::string_view bytes, std::string_view name, const ReadLimits& limits = {});

/// `A`, `Z`, `AA`, …: how a spreadsheet program names a column counted from 1.
std::string column_letters(std::int32_t column);

}  // namespace core::spreadsheet
