#include "core/spreadsheet/ods_reader.hpp"

#include "ods_builder.hpp"

#include <catch2/catch.hpp>

#include <chrono>

using namespace core::spreadsheet;

namespace {

std::string row(std::string_view cells, std::string_view attributes = "") {
    return "<table:table-row" + std::string(attributes) + ">" + std::string(cells) + "</table:table-row>";
}

std::string cell(std::string_view text) {
    return "<table:table-cell office:value-type=\"string\"><text:p>" + std::string(text) +
           "</text:p></table:table-cell>";
}

Sheet read_table(const std::string& rows) {
    const auto ods = test::make_ods("<table:table table:name=\"First\">" + rows + "</table:table>");
    return read_first_sheet(ods, "test.ods").value();
}

/// The texts of a row by column, `-` for a column without a cell and `^` before a covered one.
std::vector<std::string> texts(const Row& row, std::int32_t columns) {
    std::vector<std::string> result;
    for (std::int32_t column = 1; column <= columns; ++column) {
        const auto* found = row.find(column);
        result.push_back(found == nullptr ? "-" : (found->covered ? "^" : "") + found->text);
    }
    return result;
}

using Texts = std::vector<std::string>;

}  // namespace

TEST_CASE("the first sheet is read and later ones are not", "[ods]") {
    const auto ods =
        test::make_ods(test::text_table("One", {{"a", "b"}, {"1", ""}}) + test::text_table("Two", {{"x"}}));
    const auto sheet = read_first_sheet(ods, "test.ods").value();
    CHECK(sheet.name == "One");
    REQUIRE(sheet.rows.size() == 2);
    CHECK(texts(sheet.rows[0], 3) == Texts{"a", "b", "-"});
    CHECK(texts(sheet.rows[1], 3) == Texts{"1", "-", "-"});
    CHECK(sheet.rows[1].number == 2);
}

TEST_CASE("repeated columns and rows are expanded", "[ods]") {
    const auto sheet = read_table(
        row("<table:table-cell table:number-columns-repeated=\"2\"/>"
            "<table:table-cell table:number-columns-repeated=\"3\"><text:p>7</text:p></table:table-cell>" +
            cell("x")) +
        row(cell("again"), " table:number-rows-repeated=\"3\"") + row(cell("last"))
    );
    REQUIRE(sheet.rows.size() == 5);
    CHECK(texts(sheet.rows[0], 7) == Texts{"-", "-", "7", "7", "7", "x", "-"});
    CHECK(sheet.rows[3].number == 4);
    CHECK(sheet.rows[3].cells[0].row == 4);
    CHECK(sheet.rows[3].cells[0].text == "again");
    CHECK(sheet.rows[4].number == 5);
}

TEST_CASE("an entirely empty row ends the table", "[ods]") {
    const auto sheet = read_table(
        row(cell("a")) + row("<table:table-cell/><table:table-cell><text:p>  </text:p></table:table-cell>") +
        row(cell("b"))
    );
    REQUIRE(sheet.rows.size() == 1);
    CHECK(sheet.rows[0].cells[0].text == "a");
}

TEST_CASE("a million repeated empty rows cost nothing", "[ods]") {
    const auto began = std::chrono::steady_clock::now();
    const auto sheet = read_table(
        row(cell("a")) + row("<table:table-cell table:number-columns-repeated=\"16384\"/>",
                             " table:number-rows-repeated=\"1048575\"")
    );
    CHECK(sheet.rows.size() == 1);
    CHECK(std::chrono::steady_clock::now() - began < std::chrono::seconds(1));
}

TEST_CASE("cells covered by a merge say the same as the cell that covers them", "[ods]") {
    const auto sheet = read_table(
        row("<table:table-cell table:number-columns-spanned=\"2\" "
            "table:number-rows-spanned=\"3\"><text:p>wide</text:p>"
            "</table:table-cell><table:covered-table-cell/>" +
            cell("1")) +
        row("<table:covered-table-cell "
            "table:number-columns-repeated=\"2\"><text:p>hidden</text:p></table:covered-table-cell>" +
            cell("2")) +
        row("<table:covered-table-cell/><table:covered-table-cell/>" + cell("3")) + row(cell("own"))
    );
    REQUIRE(sheet.rows.size() == 4);
    CHECK(texts(sheet.rows[0], 3) == Texts{"wide", "^wide", "1"});
    CHECK(texts(sheet.rows[1], 3) == Texts{"^wide", "^wide", "2"});
    CHECK(texts(sheet.rows[2], 3) == Texts{"^wide", "^wide", "3"});
    CHECK(texts(sheet.rows[3], 3) == Texts{"own", "-", "-"});
}

TEST_CASE("a row of covered cells alone is empty", "[ods]") {
    const auto sheet = read_table(
        row("<table:table-cell table:number-rows-spanned=\"2\"><text:p>a</text:p></table:table-cell>") +
        row("<table:covered-table-cell/>") + row(cell("b"))
    );
    CHECK(sheet.rows.size() == 1);
}

TEST_CASE("text is gathered from paragraphs, spans, blanks and breaks", "[ods]") {
    const auto sheet = read_table(
        row("<table:table-cell><text:p>one <text:span>two</text:span> <text:span>three</text:span></text:p>"
            "<text:p>a<text:s text:c=\"3\"/>b<text:s/>c<text:tab/>d<text:line-break/>e &amp; "
            "<![CDATA[<f>]]></text:p>"
            "<text:p/></table:table-cell>")
    );
    CHECK(sheet.rows.at(0).cells.at(0).text == "one two three\na   b c\td\ne & <f>");
}

TEST_CASE("comments, notes and drawings of a cell are not its text", "[ods]") {
    const auto sheet =
        read_table(row("<table:table-cell><office:annotation><text:p>comment</text:p></office:annotation>"
                       "<text:p>text<text:note><text:p>note</text:p></text:note></text:p>"
                       "<d:frame xmlns:d=\"urn:x\"><text:p>box</text:p></d:frame></table:table-cell>"));
    CHECK(sheet.rows.at(0).cells.at(0).text == "text");
}

TEST_CASE("number cells give the stored value, text cells what is shown", "[ods]") {
    using Case = std::pair<std::string, std::string>;
    const auto [xml, text] = GENERATE(values<Case>(
        {{R"(<table:table-cell office:value-type="float" office:value="1498"><text:p>1,498.00</text:p></table:table-cell>)",
          "1498"},
         {R"(<table:table-cell office:value-type="float" office:value="1.5E3"/>)", "1500"},
         {R"(<table:table-cell office:value-type="currency" office:value="588.5"><text:p>$ 588.50</text:p></table:table-cell>)",
          "588.5"},
         {R"(<table:table-cell office:value-type="string"><text:p>1498.00</text:p></table:table-cell>)",
          "1498.00"},
         {R"(<table:table-cell office:value-type="date" office:date-value="2018-03-10"><text:p>10 Mar</text:p></table:table-cell>)",
          "10 Mar"},
         {R"(<table:table-cell office:value-type="float"><text:p>7</text:p></table:table-cell>)", "7"}}
    ));
    CHECK(read_table(row(xml)).rows.at(0).cells.at(0).text == text);
}

TEST_CASE("rows within groups and headers are read in order", "[ods]") {
    const auto sheet = read_table(
        "<table:table-column/><table:table-header-rows>" + row(cell("head")) +
        "</table:table-header-rows><table:table-row-group><table:table-rows>" + row(cell("1")) +
        "</table:table-rows>" + row(cell("2")) + "</table:table-row-group><table:shapes><table:table-row>" +
        cell("no") + "</table:table-row></table:shapes>" + row(cell("3"))
    );
    REQUIRE(sheet.rows.size() == 4);
    CHECK(sheet.rows[3].cells[0].text == "3");
}

TEST_CASE("a sheet without rows is an empty sheet", "[ods]") {
    CHECK(read_table("").rows.empty());
    CHECK(read_first_sheet(test::make_ods("<table:table table:name=\"E\"/>"), "e.ods").value().rows.empty());
}

TEST_CASE("a file is read like the same bytes in memory", "[ods]") {
    const test::TemporaryFolder folder;
    const auto file = folder.write("a.ods", test::make_ods(test::text_table("One", {{"a"}})));
    CHECK(read_first_sheet(file).value().rows.size() == 1);
}

TEST_CASE("columns are named as spreadsheet programs name them", "[ods]") {
    const auto [column, letters] = GENERATE(table<std::int32_t, std::string>(
        {{1, "A"}, {26, "Z"}, {27, "AA"}, {52, "AZ"}, {256, "IV"}, {703, "AAA"}}
    ));
    CHECK(column_letters(column) == letters);
}
