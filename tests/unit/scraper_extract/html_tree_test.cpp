#include "scraper/engine/read/html_tree.hpp"

#include "scraper/engine/read/css_selector.hpp"

#include <catch2/catch.hpp>

#include <string>
#include <vector>

namespace {

using scraper::read::CssSelector;
using scraper::read::decode_references;
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

TEST_CASE("an end tag without a start tag changes nothing", "[scraper][html]") {
    CHECK(texts("<div>a</p></span></td></table>b</div>c", "div") == Texts{"ab"});
    CHECK(texts("<p>a</div>b", "p") == Texts{"ab"});
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
    CHECK(
        decode_references("a &lt; b &amp;&amp; c &#233; &#xE9; &eacute;") == "a < b && c \u00e9 \u00e9 \u00e9"
    );
    CHECK(decode_references("&#150; &#x80;") == "\u2013 \u20ac");  // windows-1252, as browsers do
    CHECK(decode_references("&#0; &#xD800; &#x110000; &#99999999999;") == "\uFFFD \uFFFD \uFFFD \uFFFD");
    CHECK(decode_references("AT&T &unknown; &") == "AT&T &unknown; &");
    CHECK(decode_references("&#; &#x; &apos;") == "&#; &#x; '");
}

TEST_CASE("nesting without end stays bounded and is named", "[scraper][html]") {
    std::string deep;
    for (int i = 0; i < 200'000; ++i) deep += "<div>";
    deep += "end";
    const HtmlTree tree(deep);
    CHECK(tree.too_deep());
    CHECK(tree.text(0) == "end");
}

TEST_CASE("an attribute of ten megabytes is dropped and named", "[scraper][html]") {
    const std::string html = "<p class=\"" + std::string(10 << 20, 'x') + "\" id=a>text</p>";
    const HtmlTree tree(html);
    CHECK(tree.attribute_dropped());
    CHECK(tree.text(0) == "text");
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
