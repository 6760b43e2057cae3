#include "core/spreadsheet/ods_writer.hpp"

#include "core/spreadsheet/ods_reader.hpp"

#include <catch2/catch.hpp>

using namespace core::spreadsheet;

namespace {

std::vector<std::vector<std::string>> read_back(const SheetTable& table) {
    const auto sheet = read_first_sheet(write_ods(table), "t.ods").value();
    CHECK(sheet.name == table.name);
    std::vector<std::vector<std::string>> rows;
    for (const auto& row : sheet.rows) {
        auto& cells = rows.emplace_back(table.rows[0].size());
        for (const auto& cell : row.cells) cells[static_cast<std::size_t>(cell.column) - 1] = cell.text;
    }
    return rows;
}

}  // namespace

TEST_CASE("A written spreadsheet reads back as the same texts", "[spreadsheet]") {
    const SheetTable table{
        "Sheet & <one>",
        {{"Name", "Number", "Text"},
         {"a\nb", "12", "two  spaces   three"},
         {"", "1.50", "x\ty"},
         {"Ünïcode 漢字 🎓", "007", "\"quoted\" & <tagged>"},
         {"first\n\nthird", "1234567890", "a "}}
    };
    auto expected = table.rows;
    expected[4][2] = "a";
    CHECK(read_back(table) == expected);
}

TEST_CASE("The same table always makes the same spreadsheet", "[spreadsheet]") {
    const SheetTable table{"S", {{"A"}, {"1"}}};
    CHECK(write_ods(table) == write_ods(table));
}
