#include "scraper/engine/read/css_selector.hpp"

#include <catch2/catch.hpp>

#include <string>
#include <vector>

namespace {

using scraper::read::CssSelector;
using scraper::read::HtmlTree;

const char* const kPage = R"(<html><body>
<div id="main" class="content wide" lang="en-GB">
  <h1>Title</h1>
  <p class="intro first">one <a href="/a.pdf">A</a></p>
  <p>two <a href="http://x/b" rel="nofollow next">B</a></p>
  <ul><li>1</li><li class="on">2</li><li>3</li><li>4</li></ul>
  <table><tr><th>Date</th><td>today</td></tr><tr><th>Place</th><td>here</td></tr></table>
</div>
<p class="intro">three</p>
<span></span>
</body></html>)";

std::vector<std::string> select(std::string_view css, std::string_view scope_css = "") {
    static const HtmlTree tree{std::string_view(kPage)};
    std::int64_t budget = 1'000'000;
    HtmlTree::Index scope = 0;
    std::vector<HtmlTree::Index> found;
    if (!scope_css.empty()) {
        CssSelector::parse(scope_css).value().select(tree, 0, 1, budget, found);
        scope = found.at(0);
        found.clear();
    }
    CssSelector::parse(css).value().select(tree, scope, 100, budget, found);
    std::vector<std::string> out;
    for (const auto node : found) out.push_back(tree.text(node));
    return out;
}

using Texts = std::vector<std::string>;

}  // namespace

TEST_CASE("selectors find what CSS says", "[scraper][css]") {
    CHECK(select("h1") == Texts{"Title"});
    CHECK(select("#main > h1, span") == Texts{"Title", ""});
    CHECK(select("p.intro") == Texts{"one A", "three"});
    CHECK(select(".intro.first") == Texts{"one A"});
    CHECK(select("div p a") == Texts{"A", "B"});
    CHECK(select("body > p") == Texts{"three"});
    CHECK(select("h1 + p") == Texts{"one A"});
    CHECK(select("h1 ~ p") == Texts{"one A", "two B"});
    CHECK(select("a[href]") == Texts{"A", "B"});
    CHECK(select("a[href$='.pdf']") == Texts{"A"});
    CHECK(select("a[href^=http]") == Texts{"B"});
    CHECK(select("a[href*='x/']") == Texts{"B"});
    CHECK(select("a[rel~=next]") == Texts{"B"});
    CHECK(select("div[lang|=en] > h1") == Texts{"Title"});
    CHECK(select("div[LANG='EN-gb' i] > h1") == Texts{"Title"});
    CHECK(select("li:first-child") == Texts{"1"});
    CHECK(select("li:last-child") == Texts{"4"});
    CHECK(select("li:nth-child(odd)") == Texts{"1", "3"});
    CHECK(select("li:nth-child(2n)") == Texts{"2", "4"});
    CHECK(select("li:nth-child(-n+2)") == Texts{"1", "2"});
    CHECK(select("li:nth-last-child(2)") == Texts{"3"});
    CHECK(select("#main > p:nth-of-type(2)") == Texts{"two B"});
    CHECK(select("#main > p:last-of-type") == Texts{"two B"});
    CHECK(select("li:not(.on):not(:first-child)") == Texts{"3", "4"});
    CHECK(select("p:is(.first, body > p)") == Texts{"one A", "three"});
    CHECK(select("tr:has(> th:contains('Date')) > td") == Texts{"today"});
    CHECK(select("th:contains(\"Place\") + td") == Texts{"here"});
    CHECK(select("li:has(+ .on)") == Texts{"1"});
    CHECK(select("span:empty") == Texts{""});
    CHECK(select("html:root > body > p") == Texts{"three"});
}

TEST_CASE("selectors start at their scope", "[scraper][css]") {
    CHECK(select("p", "#main") == Texts{"one A", "two B"});
    CHECK(select("> p", "body") == Texts{"three"});
    CHECK(select(":scope", "h1") == Texts{"Title"});
    CHECK(select("+ p", "h1") == Texts{"one A"});
    CHECK(select("~ p", "h1") == Texts{"one A", "two B"});
    CHECK(select(":scope > li", "ul").size() == 4);
}

TEST_CASE("a selector that is none is refused with its place", "[scraper][css]") {
    for (const auto* bad :
         {"",
          "p >",
          "p..a",
          "[",
          "[a=",
          "p:unknown",
          "p::text",
          ":nth-child(x)",
          "a,,b",
          "p)",
          "#",
          ":not(",
          "> > p",
          ":not(:not(:not(:not(:not(:not(:not(:not(:not(a)))))))))"}) {
        const auto parsed = CssSelector::parse(bad);
        INFO(bad);
        REQUIRE(parsed.has_error());
        CHECK(parsed.error().code == "bad-selector");
        CHECK(parsed.error().detail.find("character") != std::string::npos);
    }
}

TEST_CASE("a costly selector stops when its budget is spent", "[scraper][css]") {
    std::string page;
    for (int i = 0; i < 20'000; ++i) page += "<i></i>";
    const HtmlTree tree(page);
    std::int64_t budget = 1'000'000;
    std::vector<HtmlTree::Index> found;
    CssSelector::parse("i:nth-last-child(3n+1)").value().select(tree, 0, 100'000, budget, found);
    CHECK(budget < 0);
}
