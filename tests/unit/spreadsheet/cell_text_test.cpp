#include "core/spreadsheet/cell_text.hpp"

#include <catch2/catch.hpp>

#include <string>
#include <utility>

using core::spreadsheet::CellText;
using core::spreadsheet::plain_number;
using core::spreadsheet::trimmed;

TEST_CASE("runs of white space are one blank and vanish at the ends of a paragraph", "[cell_text]") {
    CellText text(1000);
    text.begin_paragraph();
    text.characters(" \n\tfirst  \t second\r\n");
    text.end_paragraph();
    text.begin_paragraph();
    text.characters("next ");
    text.characters(" line");
    text.end_paragraph();
    CHECK(text.take() == "first second\nnext line");
}

TEST_CASE("blanks written as elements stay", "[cell_text]") {
    CellText text(1000);
    text.begin_paragraph();
    text.characters("a ");
    text.blanks(2);
    text.characters("b");
    text.mark('\t');
    text.characters("c");
    text.mark('\n');
    text.characters(" d");
    text.end_paragraph();
    CHECK(text.take() == "a   b\tc\n d");
}

TEST_CASE("a cell may hold its limit and not a byte more", "[cell_text]") {
    const auto [blanks, overflowed] =
        GENERATE(table<std::size_t, bool>({{9, false}, {10, true}, {1U << 31U, true}}));
    CellText text(10);
    text.begin_paragraph();
    text.characters("x");
    text.blanks(blanks);
    CHECK(text.overflowed() == overflowed);
}

TEST_CASE("taking a text leaves room for the next one", "[cell_text]") {
    CellText text(4);
    text.begin_paragraph();
    text.characters("long text");
    text.take();
    CHECK_FALSE(text.overflowed());
    CHECK_FALSE(text.has_paragraphs());
    text.begin_paragraph();
    text.characters("next");
    CHECK(text.take() == "next");
}

TEST_CASE("trimming takes every kind of blank from both ends", "[cell_text]") {
    CHECK(trimmed(" \t\xC2\xA0 a b \xC2\xA0\n") == "a b");
    CHECK(trimmed("\xC2\xA0").empty());
    CHECK(trimmed("").empty());
}

TEST_CASE("numbers with an exponent are written out, others kept as stored", "[cell_text]") {
    using Row = std::pair<std::string, std::string>;
    const auto [stored, plain] = GENERATE(values<Row>(
        {{"1498", "1498"},
         {"588.5", "588.5"},
         {"1.498E3", "1498"},
         {"2.5e-1", "0.25"},
         {"1e999", "1e999"},
         {"e", "e"},
         {"one", "one"}}
    ));
    CHECK(plain_number(stored) == plain);
}
