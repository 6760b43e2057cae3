#include "scraper/engine/read/html_reading.hpp"

namespace scraper::read {

/// The page for libxml2. A node's `_private` is one more than its place.
struct HtmlReading::XmlView {
    explicit XmlView(const HtmlTree& tree);

    XmlDocument document;
    std::vector<xmlNode*> nodes;
    std::unique_ptr<XPathEngine> engine;
};

HtmlReading::XmlView::XmlView(const HtmlTree& tree) {
    prepare_libxml();
    document.reset(xmlNewDoc(to_xml("1.0")));
    document->type = XML_HTML_DOCUMENT_NODE;
    document->dict = xmlDictCreate();  // few names, many nodes; freed with the document
    const auto shared = [&](std::string_view name) {
        const auto* known = xmlDictLookup(document->dict, to_xml(name.data()), static_cast<int>(name.size()));
        return const_cast<xmlChar*>(known);
    };
    const auto& all = tree.nodes();
    nodes.resize(all.size());
    nodes[0] = reinterpret_cast<xmlNode*>(document.get());
    for (std::size_t i = 1; i < all.size(); ++i) {
        const auto& node = all[i];
        const auto index = static_cast<HtmlTree::Index>(i);
        xmlNode* made = nullptr;
        if (node.name.empty()) {
            const auto text = tree.exact_text(index);
            made = xmlNewDocTextLen(document.get(), to_xml(text.c_str()), static_cast<int>(text.size()));
        } else {
            made = xmlNewDocNodeEatName(document.get(), nullptr, shared(node.name), nullptr);
            for (const auto& attribute : tree.attributes(index)) {
                const auto value = decode_references(attribute.value, true);
                xmlNewNsPropEatName(made, nullptr, shared(attribute.name), to_xml(value.c_str()));
            }
        }
        // Not xmlAddChild: it would join neighbouring texts, and places would be lost.
        auto* parent = nodes[node.parent];
        made->_private = reinterpret_cast<void*>(i + 1);
        made->parent = parent;
        made->prev = parent->last;
        (parent->last == nullptr ? parent->children : parent->last->next) = made;
        parent->last = made;
        nodes[i] = made;
    }
    engine = std::make_unique<XPathEngine>(document.get(), Namespaces{});
}

HtmlReading::HtmlReading(std::string_view source) : tree_(source) {
    if (tree_.too_deep()) fault("too-deep", "elements are nested more than 512 deep");
    if (tree_.too_large()) fault("too-many-elements", "the page has more than a million elements and texts");
    if (tree_.attribute_dropped()) fault("attribute-too-long", "an attribute has more than 64 KiB");
}

HtmlReading::~HtmlReading() = default;

HtmlReading::XmlView& HtmlReading::xml_view() {
    if (!xml_) xml_ = std::make_unique<XmlView>(tree_);
    return *xml_;
}

void HtmlReading::find(const Locator& locator, Place scope, std::size_t limit, std::vector<Place>& out) {
    if (LooseTexts::holds(scope)) return;
    if (locator.language == Language::xpath) return find_xpath(locator, scope, limit, out);
    if (locator.language != Language::css || budget_ < 0) return;
    locator.css.select(tree_, scope, limit, budget_, out);
    if (budget_ < 0) fault("selector-too-costly", "the selectors of this page take too many steps");
}

void HtmlReading::find_xpath(const Locator& locator, Place from, std::size_t limit, std::vector<Place>& out) {
    auto& view = xml_view();
    const auto result = view.engine->evaluate(locator.text, view.nodes[from]);
    if (result.too_costly) fault("selector-too-costly", "an XPath expression takes too many steps");
    if (result.is_text) out.push_back(loose_.add(result.text));
    for (auto* node : result.nodes) {
        if (out.size() >= limit) return;
        if (node->type == XML_ATTRIBUTE_NODE || node->_private == nullptr) {
            auto* content = xmlNodeGetContent(node);
            out.push_back(loose_.add(to_text(content)));
            xmlFree(content);
        } else {
            out.push_back(static_cast<Place>(reinterpret_cast<std::uintptr_t>(node->_private) - 1));
        }
    }
}

std::string HtmlReading::text(const Locator& locator, Place place) {
    if (LooseTexts::holds(place)) return loose_.at(place);
    if (!locator.attribute.empty()) return tree_.attribute(place, locator.attribute).value_or("");
    const auto& node = tree_.nodes()[place];
    if (node.name == "script" || node.name == "style" || node.name == "template")
        return tree_.exact_text(place);
    return tree_.text(place, locator.own_text);
}

std::string HtmlReading::base() {
    const auto& nodes = tree_.nodes();
    for (HtmlTree::Index i = 0; i < nodes.size() && nodes[i].name != "body"; ++i) {
        if (nodes[i].name == "base") {
            if (auto href = tree_.attribute(i, "href")) return *href;
        }
    }
    return {};
}

std::unique_ptr<Reading> read_html(std::string_view source) {
    return std::make_unique<HtmlReading>(source);
}

}  // namespace scraper::read
