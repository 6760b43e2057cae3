#include "scraper/engine/read/html_tree.hpp"

#include "scraper/engine/read/css_selector.hpp"

#include <catch2/catch.hpp>

#include <string>
#include <vector>

namespace {

using scraper::read::CssSelector;
using scraper::read::HtmlTree;

std::vector<std::string> texts(std::string_view html, std::string_view css) {
    const HtmlTree tree(html);
    const auto selector = CssSelector::parse(css).value();
    std::vector<HtmlTree::Index> found;
    std::int64_t budget = 1'000'000;
    selector.select(tree, 0, 1'000, budget, found);
    std::vector<std::string> out;
    for (const auto node : found) out.push_back(tree.text(node));
    return out;
}

using Texts = std::vector<std::string>;

}  // namespace

TEST_CASE("HTML that leaves out end tags is read as the standard says", "[scraper][html]") {
    CHECK(texts("<ul><li>a<li>b<ul><li>c</ul><li>d</ul>", "ul > li") == Texts{"a", "b\nc", "c", "d"});
    CHECK(texts("<dl><dt>x<dd>1<dt>y<dd>2</dl>", "dt + dd") == Texts{"1", "2"});
    CHECK(texts("<p>one<p>two<div>three</div>", "p") == Texts{"one", "two"});
    CHECK(texts("<table><tr><td>1<td>2<tr><td>3</table>", "tr") == Texts{"1\n2", "3"});
    CHECK(texts("<table><tr><td>1</table>", "table > tbody > tr > td") == Texts{"1"});
    CHECK(texts("<select><option>a<option>b</select>", "option") == Texts{"a", "b"});
    CHECK(texts("<b>x<div>y</b>z</div>w", "div") == Texts{"yz"});
    CHECK(texts("<h1>a<h2>b</h2>", "h1") == Texts{"a"});
    CHECK(texts("text <br> more", "body") == Texts{"text\nmore"});
    CHECK(texts("<table><tr><td><table><tr><td>in</table>out</table>", "td") == Texts{"in\nout", "in"});
}

TEST_CASE("misnested formatting is read as browsers read it", "[scraper][html]") {
    CHECK(texts("<p><b>1<i>2</b>3</i>4</p>", "i") == Texts{"2", "3"});
    CHECK(texts("<p><b>1<i>2</b>3</i>4</p>", "b > i") == Texts{"2"});
    CHECK(texts("<b>1<p>2</b>3</p>", "p > b") == Texts{"2"});
    CHECK(texts("<p><b>1<p>2", "b") == Texts{"1", "2"});
    CHECK(texts("<a href=1>x<a href=2>y</a>z", "a") == Texts{"x", "y"});
    CHECK(texts("<nobr>1<nobr>2", "nobr") == Texts{"1", "2"});
}

TEST_CASE("what does not belong into a table is put before it", "[scraper][html]") {
    const auto* html = "<table><tr><td>a</td></tr><p>lost</p>stray<tr><td>b</table>";
    CHECK(texts(html, "body") == Texts{"lost\nstray\na\nb"});
    CHECK(texts(html, "body > p + table > tbody > tr > td") == Texts{"a", "b"});
    CHECK(texts("<table><form><tr><td><input name=x></form></table>", "td:has(input)").size() == 1);
}

TEST_CASE("elements the page leaves out are there", "[scraper][html]") {
    CHECK(texts("x", "html > head + body") == Texts{"x"});
    CHECK(texts("<tr><td>x", "td").empty());
    CHECK(texts("<table><td>x", "table > tbody > tr > td") == Texts{"x"});
    CHECK(texts("<table><col><thead><tr><th>h</table>", "table > colgroup > col").size() == 1);
    CHECK(texts("<p>x<meta name=a><title>t</title>", "head > title").empty());
    CHECK(texts("<select><div>x</div><option>y", "select > option") == Texts{"y"});
}

TEST_CASE("SVG and MathML are read by their own rules", "[scraper][html]") {
    CHECK(texts("<svg><title>a</title><g/><text>b</text></svg>c", "svg > text") == Texts{"b"});
    CHECK(texts("<svg><text><![CDATA[1 < 2]]></text></svg>", "text") == Texts{"1 < 2"});
    CHECK(texts("<svg><linearGradient id=a></svg>x", "lineargradient").size() == 1);
    CHECK(texts("<svg><foreignObject><p>x</p></foreignObject></svg>y", "foreignobject > p") == Texts{"x"});
    CHECK(texts("<svg><p>x</svg>", "body > p") == Texts{"x"});
    CHECK(texts("<svg><use xlink:href='#a' viewBox=1 />", "use[viewbox]:not([href])").size() == 1);
    const HtmlTree tree("<svg xml:lang=en><use xlink:href='#a'/></svg>");
    for (HtmlTree::Index i = 1; i < tree.nodes().size(); ++i) {
        if (tree.nodes()[i].name == "svg") CHECK(tree.attribute(i, "xml:lang") == "en");
        if (tree.nodes()[i].name == "use") CHECK(tree.attribute(i, "xlink:href") == "#a");
    }
}

TEST_CASE("an end tag without a start tag changes nothing, but for p and br", "[scraper][html]") {
    CHECK(texts("<div>a</span></td></table></li>b</div>c", "div") == Texts{"ab"});
    CHECK(texts("<p>a</div>b", "p") == Texts{"ab"});
    CHECK(texts("<div>a</p>b</br>c</div>", "div") == Texts{"a\nb\nc"});
    CHECK(texts("<div>a</p>b</div>", "p") == Texts{""});
}

TEST_CASE("scripts, styles and comments are not text of the page", "[scraper][html]") {
    CHECK(
        texts("<p>a<script>if (a < b) '</p>'</script><style>p{}</style><!-- <p>no</p> -->b</p>", "p") ==
        Texts{"ab"}
    );
    CHECK(texts("<title>A &amp; <b>B</title><p>x", "title") == Texts{"A & <b>B"});
    CHECK(texts("<p>a<!-->b</p>", "p") == Texts{"ab"});
    CHECK(texts("<p>a<!-- never closed", "p") == Texts{"a"});
}

TEST_CASE("attributes are read quoted, bare, empty and repeated", "[scraper][html]") {
    const HtmlTree tree("<a HREF='/x?a=1&amp;b=2&copy=3' title=plain disabled data-x=\"'\" href=second>t</a>"
    );
    for (HtmlTree::Index i = 0; i < tree.nodes().size(); ++i) {
        if (tree.nodes()[i].name != "a") continue;
        CHECK(tree.attribute(i, "href") == "/x?a=1&b=2&copy=3");
        CHECK(tree.attribute(i, "title") == "plain");
        CHECK(tree.attribute(i, "disabled") == "");
        CHECK(tree.attribute(i, "data-x") == "'");
        CHECK_FALSE(tree.attribute(i, "none"));
    }
}

TEST_CASE("character references are decoded", "[scraper][html]") {
    const auto decoded = [](const std::string& text) { return texts("<p>" + text + "</p>", "p").at(0); };
    CHECK(decoded("a &lt; b &amp;&amp; c &#233; &#xE9; &eacute;") == "a < b && c \u00e9 \u00e9 \u00e9");
    CHECK(decoded("&#150; &#x80;") == "\u2013 \u20ac");  // windows-1252, as browsers do
    CHECK(decoded("&#0; &#xD800; &#x110000; &#99999999999;") == "\uFFFD \uFFFD \uFFFD \uFFFD");
    CHECK(decoded("AT&T &unknown; &") == "AT&T &unknown; &");
    CHECK(decoded("&#; &#x; &apos;") == "&#; &#x; '");
    CHECK(decoded("&NotEqualTilde; &CounterClockwiseContourIntegral;") == "\u2242\u0338 \u2233");
    CHECK(decoded("&notit; &copy2026") == "\u00acit; \u00a92026");
}

TEST_CASE("every prefix of a page can be read", "[scraper][html]") {
    const std::string page =
        "<!DOCTYPE html><html><head><title>T&amp;</title></head><body class='a'><!-- c --><table><tr><td>x"
        "<script>y</script></td></tr></table><svg><path d=\"M0\"/></svg><![CDATA[z]]><?pi?></body></html>";
    for (std::size_t i = 0; i <= page.size(); ++i) {
        const HtmlTree tree(std::string_view(page).substr(0, i));
        CHECK(tree.nodes().front().end == tree.nodes().size());
    }
}
