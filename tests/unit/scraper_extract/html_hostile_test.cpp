// Markup that is made to cost time and memory, or to break what reads it.
#include "scraper/engine/read/html_tree.hpp"

#include <catch2/catch.hpp>

#include <string>
#include <string_view>

namespace {

using scraper::read::HtmlLimits;
using scraper::read::HtmlTree;

std::string repeated(std::string_view text, std::size_t times) {
    std::string out;
    for (std::size_t i = 0; i < times; ++i) out += text;
    return out;
}

/// `before` + number + `after`, for each number below `times`.
std::string numbered(std::string_view before, std::size_t times, std::string_view after) {
    std::string out;
    for (std::size_t i = 0; i < times; ++i) out.append(before).append(std::to_string(i)).append(after);
    return out;
}

std::string attribute(const HtmlTree& tree, std::string_view element, std::string_view name) {
    for (HtmlTree::Index i = 1; i < tree.nodes().size(); ++i) {
        if (tree.nodes()[i].name == element) return tree.attribute(i, name).value_or("none");
    }
    return "no element";
}

}  // namespace

TEST_CASE("nesting without end stays bounded and is named", "[scraper][html]") {
    for (const auto* tag :
         {"<div>", "<svg>", "<b>", "<template>", "<b><i></b>", "<a><div></a>", "<span><math>"}) {
        INFO(tag);
        const HtmlTree tree("begin" + repeated(tag, 50'000) + "end");
        CHECK(tree.too_deep());
        CHECK(tree.nodes().size() < 2'000);
        CHECK(tree.text(0) == "begin");
    }
    CHECK_FALSE(HtmlTree(repeated("<div>", 500)).too_deep());
}

TEST_CASE(
    "formatting that is opened again in each paragraph stops at the limit of nodes", "[scraper][html]"
) {
    const HtmlLimits limits{.nodes = 20'000};
    const HtmlTree open(
        "<div>" + numbered("<font size=", 400, ">") + "</div>" + repeated("<p>x</p>", 100'000), limits
    );
    CHECK(open.too_large());
    CHECK(open.nodes().size() < 21'000);
    const HtmlTree different(numbered("<b a=", 100'000, ">"), limits);
    CHECK(different.too_deep());
    CHECK(different.nodes().size() < 1'000);
}

TEST_CASE("attributes of formatting that is opened again stay bounded", "[scraper][html]") {
    const auto paragraphs = repeated("<p>x</p>", 20'000);
    const HtmlTree long_value("<p><b class='" + repeated("x", 60'000) + "'>" + paragraphs);
    CHECK(long_value.too_large());
    std::size_t bytes = 0;
    for (HtmlTree::Index i = 0; i < long_value.nodes().size(); ++i)
        bytes += long_value.attribute_view(i, "class").size();
    CHECK(bytes < 10'000'000);
    const HtmlTree many("<p><b " + numbered("a", 256, " ") + ">" + paragraphs);
    CHECK(many.too_large());
    CHECK(many.attribute_count() < 501'000);
}

TEST_CASE("a text in many pieces is read until it outgrows the page", "[scraper][html]") {
    for (const auto* piece : {"a</x>", "<![CDATA[a]]></x>", "</body>a", "</html> "}) {
        INFO(piece);
        const HtmlTree tree("<table><td><svg>" + repeated(piece, 300'000));
        CHECK(tree.too_large());
        CHECK(tree.text(0).size() < 100'000);
    }
    CHECK(HtmlTree(repeated("a</x>", 1'000)).text(0) == repeated("a", 1'000));
}

TEST_CASE("texts that are joined stay within their memory", "[scraper][html]") {
    // White space before the body is cut off the text; what follows must not be written over the attribute.
    const HtmlTree tree(
        "<head></head>" + repeated(" ", 64) + "x<html lang=abcdefghijkl>" + repeated("y", 60)
    );
    CHECK(attribute(tree, "html", "lang") == "abcdefghijkl");
    CHECK(tree.text(0) == "x" + repeated("y", 60));
}

TEST_CASE("attributes without end are left out and named", "[scraper][html]") {
    const HtmlTree long_value("<p class=\"" + repeated("x", 10 << 20) + "\" id=a>text</p>");
    CHECK(long_value.attribute_dropped());
    CHECK(long_value.text(0) == "text");
    CHECK(attribute(long_value, "p", "class") == "none");
    CHECK(attribute(long_value, "p", "id") == "a");

    const HtmlTree many("<p " + numbered("a", 1'000, " ") + ">text");
    CHECK(many.attribute_dropped());
    CHECK(attribute(many, "p", "a255").empty());
    CHECK(attribute(many, "p", "a256") == "none");
    CHECK(many.text(0) == "text");

    for (const auto* separator : {" ", "\f", "\r", "/", "=\"\""}) {
        const HtmlTree flood("before<p " + numbered("a", 100'000, separator) + ">text");
        CHECK(flood.too_large());
        CHECK(flood.text(0) == "before");
    }
    const HtmlTree roots(
        "<body>" + numbered("<html a", 50'000, ">") + numbered("<body a", 50'000, ">") + "text"
    );
    CHECK(roots.text(0) == "text");
    CHECK(attribute(roots, "html", "a0").empty());
}

TEST_CASE("names of elements without end stop the reading", "[scraper][html]") {
    for (const auto* before : {"<x", "</x"}) {
        const HtmlTree tree(numbered(before, 100'000, "></b>"));
        CHECK(tree.too_large());
        CHECK(tree.nodes().size() < 10'000);
    }
    CHECK_FALSE(HtmlTree(numbered("<x", 200, "></b>")).too_large());
}

TEST_CASE("pages of nothing but tags, comments or references end", "[scraper][html]") {
    const HtmlLimits limits{.nodes = 10'000};
    for (const auto* piece :
         {"<p>",
          "<li>",
          "<table>",
          "<table><p>",
          "<td>",
          "<select>",
          "<option>",
          "<template></template>",
          "<!---->",
          "a<!---->",
          "<!x>",
          "<!DOCTYPE a>",
          "</p>",
          "</x>",
          "<br>",
          "<script></script>",
          "<frameset>",
          "<form>",
          "<button>",
          "<isindex>",
          "<input type=hidden>",
          "<svg><p>",
          "<html>",
          "</html><!---->"}) {
        INFO(piece);
        const HtmlTree tree("<table>" + repeated(piece, 50'000), limits);
        CHECK(tree.nodes().size() <= 20'000);
    }
    for (const auto* piece :
         {"&amp;",
          "&am",
          "&CounterClockwiseContourIntegra",
          "&#0;",
          "&#9999999",
          "<",
          "</",
          "<!--",
          "--",
          "\r",
          "</scrip",
          "<!--<script>"}) {
        INFO(piece);
        for (const auto* before : {"", "<p title='", "<script>", "<title>", "<!--", "<plaintext>"})
            CHECK(HtmlTree(before + repeated(piece, 20'000)).nodes().size() < 20);
    }
}

TEST_CASE("zero bytes are dropped or replaced", "[scraper][html]") {
    using namespace std::string_view_literals;
    CHECK(HtmlTree("<p>a\0b</p>"sv).text(0) == "ab");
    CHECK(attribute(HtmlTree("<p title='a\0b'>"sv), "p", "title") == "a\uFFFDb");
    CHECK(HtmlTree("<script>a\0b</script>"sv).exact_text(0) == "a\uFFFDb");
    CHECK(HtmlTree(repeated("a\0</x>"sv, 1'000)).text(0) == repeated("a", 1'000));
    CHECK(HtmlTree(std::string(1'000'000, '\0')).text(0).empty());
    CHECK(HtmlTree("\0\0\u200B\0\0\0\t"sv).text(0) == "\u200B");
}

TEST_CASE("inputs that crashed readers before are read", "[scraper][html]") {
    for (const auto* input :
         {"",
          "<",
          "<!",
          "<!-",
          "<!--!>",
          "&#88000000000000000000",
          "&",
          "<svg><template>\n",
          "<![CDATA[",
          "<!DOCTYPE html><body><template>\n <div></div>\n </form>\n</template></body>",
          "<svg><![CDATA[x]]></svg><math><annotation-xml encoding=text/html><p>",
          "<table><select><td><input><table>",
          "<frameset><frame></frameset><noframes>x",
          "<form><template></form><form></template></form>",
          "<b><table><b><tr><b></table></b>"}) {
        INFO(input);
        const HtmlTree tree(input);
        CHECK(tree.nodes().front().end == tree.nodes().size());
    }
    // Sections after the limit: MyHTML would wait for a token that is not built.
    CHECK(HtmlTree("<svg>" + repeated("<g>", 600) + repeated("<![CDATA[x]]>", 10'000)).too_deep());
}

TEST_CASE("a page reads the same wherever it is cut into pieces", "[scraper][html]") {
    const std::string tail =
        "<script>if (a < b) x = '</scrip' + '</b>';</script><style>a > b {}</style ><title>T</title>"
        "<!-- a -- > b --><p title='1 > 2 &eacute; \"'>&eacute;&notin; caf\u00e9 <b "
        "class=c/d>x</b>\r\n<![CDATA[z]]>"
        "<textarea>\n</text></textarea><table><tr><td>1</table><a href=/a/b>y</a></p>";
    const auto expected = HtmlTree(tail).text(0);
    for (std::size_t piece = 16; piece < tail.size(); ++piece) {
        INFO(piece);
        REQUIRE(HtmlTree(tail, {.piece = piece}).text(0) == expected);
    }
    const HtmlTree plain("<plaintext>" + repeated("a <p>b ", 20'000));
    CHECK(plain.exact_text(0) == repeated("a <p>b ", 20'000));
}
