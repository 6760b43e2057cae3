#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace core::spreadsheet {

/// A sheet as rows of cells, the first row its headings. Every cell is text; one that is a plain number is
/// stored as a number, so that spreadsheet programs sort it as such, in the very digits given.
struct SheetTable {
    std::string name;
    std::vector<std::vector<std::string>> rows;
};

/// The bytes of an OpenDocument spreadsheet (ODF 1.2) with one sheet. The same table always gives the same
/// bytes. Line feeds become paragraphs and runs of spaces are kept: read_first_sheet gives back the texts,
/// trimmed. Texts are UTF-8 without control characters but line feed and tab; others are left out.
std::string write_ods(const SheetTable& table);

}  // namespace core::spreadsheet
