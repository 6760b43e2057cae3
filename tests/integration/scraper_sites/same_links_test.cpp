#include "recorded_site.hpp"
#include "scraper/engine/read/html_tree.hpp"

#include <catch2/catch.hpp>
#include <libxml/HTMLparser.h>

#include <memory>
#include <string>
#include <vector>

namespace {

using scraper::read::HtmlTree;

void collect(const xmlNode* node, std::vector<std::string>& links) {
    for (; node != nullptr; node = node->next) {
        if (node->type != XML_ELEMENT_NODE) continue;
        if (xmlStrEqual(node->name, reinterpret_cast<const xmlChar*>("a")) != 0) {
            auto* href = xmlGetProp(node, reinterpret_cast<const xmlChar*>("href"));
            if (href != nullptr) links.emplace_back(reinterpret_cast<const char*>(href));
            xmlFree(href);
        }
        collect(node->children, links);
    }
}

std::vector<std::string> links_by_libxml2(const std::string& page) {
    const std::unique_ptr<xmlDoc, decltype(&xmlFreeDoc)> document(
        htmlReadMemory(
            page.data(),
            static_cast<int>(page.size()),
            nullptr,
            "UTF-8",
            HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_NONET
        ),
        &xmlFreeDoc
    );
    std::vector<std::string> links;
    collect(xmlDocGetRootElement(document.get()), links);
    return links;
}

std::vector<std::string> our_links(const std::string& page) {
    const HtmlTree tree(page);
    std::vector<std::string> links;
    for (HtmlTree::Index i = 1; i < tree.nodes().size(); ++i) {
        if (tree.nodes()[i].name != "a") continue;
        if (auto href = tree.attribute(i, "href")) links.push_back(*href);
    }
    return links;
}

}  // namespace

TEST_CASE("a recorded page has the links that libxml2 finds, in the same order", "[scraper][sites]") {
    const std::filesystem::path recordings = LIFTED_SHARED_DATA "/tess-recorded-sites";
    if (!std::filesystem::exists(recordings)) {
        WARN("skipped: the recorded sites are not here");
        return;
    }
    std::size_t pages = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(recordings)) {
        if (entry.path().extension() != ".html") continue;
        const auto page = scraper::tests::read_file(entry.path());
        INFO(entry.path());
        CHECK(our_links(page) == links_by_libxml2(page));
        ++pages;
    }
    CHECK(pages > 60);
}
