#include "core/spreadsheet/ods_reader.hpp"
#include "ods_builder.hpp"

#include <catch2/catch.hpp>

#include <chrono>
#include <sys/resource.h>

using namespace core::spreadsheet;
using core::ErrorKind;

namespace {

core::Error refusal(const std::string& bytes, const ReadLimits& limits = {}) {
    const auto sheet = read_first_sheet(bytes, "bad.ods", limits);
    REQUIRE(sheet.has_error());
    INFO(sheet.error().detail);
    CHECK(sheet.error().detail.starts_with("bad.ods"));
    return sheet.error();
}

std::string table_of(const std::string& rows) {
    return test::make_ods("<table:table table:name=\"S\">" + rows + "</table:table>");
}

std::string filled_row(
    const std::string& row_attributes, const std::string& cell_attributes, const std::string& text
) {
    return "<table:table-row " + row_attributes + "><table:table-cell " + cell_attributes + "><text:p>" +
           text + "</text:p></table:table-cell></table:table-row>";
}

}  // namespace

TEST_CASE("what is not a zip archive is refused", "[hostile]") {
    const auto bytes = GENERATE(
        values<std::string>({"", "hello", "PK", std::string(100'000, '\0'), "<?xml version='1.0'?><a/>"})
    );
    const auto error = refusal(bytes);
    CHECK(error.kind == ErrorKind::malformed);
    CHECK(error.code == "not-a-spreadsheet");
}

TEST_CASE("a spreadsheet cut short anywhere is refused", "[hostile]") {
    const auto whole = test::make_ods(test::text_table("S", {{"a", "b"}, {"1", "2"}}));
    for (std::size_t length = 0; length < whole.size(); length += 7) {
        INFO(length);
        CHECK(read_first_sheet(std::string_view(whole).substr(0, length), "bad.ods").has_error());
    }
}

TEST_CASE("damaged packed bytes are refused", "[hostile]") {
    auto bytes = test::make_ods(test::text_table("S", test::Rows(200, {"some", "text", "to", "pack"})));
    bytes[100] = static_cast<char>(bytes[100] ^ 0x55);
    CHECK(refusal(bytes).code == "malformed-spreadsheet");
}

TEST_CASE("an archive without content.xml or without a sheet is refused", "[hostile]") {
    CHECK(refusal(test::make_zip({{"readme.txt", "hello"}})).code == "not-a-spreadsheet");
    CHECK(refusal(test::make_ods("")).code == "not-a-spreadsheet");
    CHECK(refusal(test::make_zip({{"content.xml", "<html/>"}})).code == "not-a-spreadsheet");
}

TEST_CASE("encrypted spreadsheets are refused as such", "[hostile]") {
    SECTION("by the zip archive") {
        CHECK(refusal(test::make_zip({{"content.xml", "<a/>", "secret"}})).code == "encrypted-spreadsheet");
    }
    SECTION("by the manifest") {
        const std::string manifest =
            R"(<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><m:file-entry m:full-path="content.xml">)"
            R"(<m:encryption-data/></m:file-entry></m:manifest>)";
        CHECK(
            refusal(test::make_zip({{"META-INF/manifest.xml", manifest}, {"content.xml", "\x01\x02"}}))
                .code == "encrypted-spreadsheet"
        );
    }
}

TEST_CASE("malformed XML is refused with its line, even behind the first sheet", "[hostile]") {
    const auto tables = GENERATE(values<std::string>(
        {"<table:table><table:table-row></table:table>",
         "<table:table/><unclosed>",
         "<table:table/>\x01",
         "<table:table/>&undefined;",
         "<table:table/>\xFF\xFE",
         "<table:table/><x:y/>"}
    ));
    const auto error = refusal(test::make_ods(tables));
    CHECK(error.code == "malformed-spreadsheet");
    CHECK(error.detail.find("line ") != std::string::npos);
}

TEST_CASE("a document type is refused, however harmless", "[hostile]") {
    const auto prolog = GENERATE(values<std::string>(
        {"<!DOCTYPE a>",
         "<!DOCTYPE a SYSTEM \"file:///etc/passwd\">",
         "<!DOCTYPE a [<!ENTITY x SYSTEM \"http://192.0.2.1/\"> %x;]>",
         "<!DOCTYPE a [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\"><!ENTITY c "
         "\"&b;&b;&b;&b;&b;&b;\">]>"}
    ));
    auto xml = test::content_xml(test::text_table("S", {{"a"}}));
    xml.insert(xml.find("<office:document-content"), prolog);
    CHECK(refusal(test::make_zip({{"content.xml", xml}})).code == "malformed-spreadsheet");
}

TEST_CASE("entities nested in attribute defaults do not grow", "[hostile]") {
    std::string dtd = "<!DOCTYPE a [<!ENTITY e0 \"0123456789\">";
    for (int level = 1; level < 12; ++level) {
        const auto inner = "&e" + std::to_string(level - 1) + ";";
        dtd += "<!ENTITY e" + std::to_string(level) + " \"";
        for (int i = 0; i < 10; ++i) {
            dtd += inner;
        }
        dtd += "\">";
    }
    dtd += "<!ATTLIST a b CDATA \"&e11;\">]>";
    const auto began = std::chrono::steady_clock::now();
    CHECK(refusal(test::make_zip({{"content.xml", dtd + "<a/>"}})).code == "malformed-spreadsheet");
    CHECK(std::chrono::steady_clock::now() - began < std::chrono::seconds(5));
}

TEST_CASE("a zip bomb is refused by its ratio and by its size", "[hostile]") {
    const auto began = std::chrono::steady_clock::now();
    SECTION("ratio") {
        const auto error = refusal(table_of(filled_row("", "", std::string(8U << 20U, ' '))));
        CHECK(error.kind == ErrorKind::too_large);
        CHECK(error.detail.find("times its size") != std::string::npos);
    }
    SECTION("size") {
        ReadLimits limits;
        limits.ratio = 100'000;
        limits.decoded_bytes = 4U << 20U;
        const auto error = refusal(table_of(filled_row("", "", std::string(8U << 20U, ' '))), limits);
        CHECK(error.code == "spreadsheet-too-large");
        CHECK(error.detail.find("unpacks to more than") != std::string::npos);
    }
    SECTION("in the manifest") {
        const auto bomb = "<a>" + std::string(8U << 20U, ' ') + "</a>";
        CHECK(
            refusal(test::make_zip({{"META-INF/manifest.xml", bomb}, {"content.xml", "<a/>"}})).code ==
            "spreadsheet-too-large"
        );
    }
    SECTION("elements without end") {
        std::string rows;
        for (int i = 0; i < 400'000; ++i) {
            rows += "<table:table-row/>";
        }
        CHECK(refusal(table_of(rows)).code == "spreadsheet-too-large");
    }
    CHECK(std::chrono::steady_clock::now() - began < std::chrono::seconds(5));
}

TEST_CASE("small files that stand for huge tables are refused with the place", "[hostile]") {
    struct Case {
        std::string rows;
        std::string place;
    };

    const auto hostile = GENERATE(values<Case>(
        {{filled_row("table:number-rows-repeated=\"100002\"", "", "x"), "row 1"},
         {filled_row("table:number-rows-repeated=\"2147483647\"", "", "x"), "row 1"},
         {filled_row("", "table:number-columns-repeated=\"257\"", "x"), "row 1, column IW"},
         {filled_row("", "table:number-columns-repeated=\"2147483647\"", "x"), "row 1"},
         {filled_row("table:number-rows-repeated=\"90000\"", "table:number-columns-repeated=\"256\"", "x"),
          "row 1"},
         {filled_row("table:number-rows-repeated=\"1000\"", "", std::string(60'000, 'x')), "row 1"},
         {filled_row("", "", std::string(65'537, 'x')), "row 1, column A"},
         {filled_row("", "", "a<text:s text:c=\"2000000000\"/>"), "row 1, column A"}}
    ));
    const auto error = refusal(table_of(hostile.rows));
    CHECK(error.code == "spreadsheet-too-large");
    CHECK(error.detail.find("sheet S, " + hostile.place) != std::string::npos);
}

TEST_CASE("what the limits allow is read", "[hostile]") {
    CHECK(
        read_first_sheet(table_of(filled_row("table:number-rows-repeated=\"100001\"", "", "x")), "a")
            .value()
            .rows.size() == 100'001
    );
    const auto wide =
        read_first_sheet(table_of(filled_row("", "table:number-columns-repeated=\"256\"", "x")), "a").value();
    CHECK(wide.rows.at(0).cells.size() == 256);
    const auto large = read_first_sheet(table_of(filled_row("", "", std::string(65'536, 'x'))), "a").value();
    CHECK(large.rows.at(0).cells.at(0).text.size() == 65'536);
}

TEST_CASE("counts that are no positive numbers are refused with the place", "[hostile]") {
    const auto count = GENERATE(values<std::string>({"0", "-1", "", "x", "99999999999", "1.5"}));
    const auto error =
        refusal(table_of(filled_row("", "table:number-columns-repeated=\"" + count + "\"", "x")));
    CHECK(error.code == "malformed-spreadsheet");
    CHECK(error.detail.find("row 1") != std::string::npos);
}

TEST_CASE("deeply nested elements are refused", "[hostile]") {
    std::string xml;
    for (int i = 0; i < 5000; ++i) {
        xml += "<a>";
    }
    CHECK(refusal(test::make_zip({{"content.xml", xml}})).code == "malformed-spreadsheet");
}

TEST_CASE("files that are not there or not files are refused", "[hostile]") {
    const test::TemporaryFolder folder;
    CHECK(read_first_sheet(folder.path() / "none.ods").error().kind == ErrorKind::not_found);
    CHECK(read_first_sheet(folder.path()).error().code == "not-a-spreadsheet");
    ReadLimits limits;
    limits.file_bytes = 10;
    CHECK(
        read_first_sheet(folder.write("big.ods", std::string(11, 'x')), limits).error().code ==
        "spreadsheet-too-large"
    );
}

TEST_CASE("the largest tables allowed stay within the memory allowed", "[hostile]") {
    const auto table = table_of(filled_row(
        "table:number-rows-repeated=\"99999\"",
        "table:number-columns-repeated=\"10\"",
        "some text of a cell, longer"
    ));
    CHECK(read_first_sheet(table, "a").value().rows.size() == 99'999);
    rusage usage{};
    REQUIRE(getrusage(RUSAGE_SELF, &usage) == 0);
#if !defined(__SANITIZE_ADDRESS__) && !__has_feature(address_sanitizer) && !__has_feature(thread_sanitizer)
    CHECK(usage.ru_maxrss < 256 * 1024);
#endif
}
