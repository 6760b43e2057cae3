#include "scraper/engine/read/html_reading.hpp"

#include "scraper/engine/read/ascii.hpp"

#include <libxml/parserInternals.h>

namespace scraper::read {

namespace {

/// A view of a tree as libxml2 wants it: a zero byte follows.
const xmlChar* in_place(std::string_view text) {
    return reinterpret_cast<const xmlChar*>(text.data());
}

/// Whether an expression may call `id()`; white space may stand before the parenthesis (XPath 1.0, 3.7).
bool asks_for_ids(std::string_view expression) {
    for (auto at = expression.find("id"); at != std::string_view::npos; at = expression.find("id", at + 1)) {
        if (trimmed(expression.substr(at + 2)).starts_with('(')) return true;
    }
    return false;
}

}  // namespace

/// The page for libxml2: nodes of its kind, laid out here in two blocks, whose names and texts are the
/// tree's. A node's `_private` is itself, an attribute's is null. libxml2 only reads them; it frees the
/// document without them.
struct HtmlReading::XmlView {
    explicit XmlView(const HtmlTree& tree);

    ~XmlView() { document->children = document->last = nullptr; }

    XmlView(const XmlView&) = delete;
    XmlView& operator=(const XmlView&) = delete;

    /// Makes `id()` know the elements; it costs a table, and few expressions ask.
    void index_ids();

    XmlDocument document;
    std::vector<xmlNode> nodes;   ///< by place; the first is not used: it is the document
    std::vector<xmlNode> values;  ///< of the attributes
    std::vector<xmlAttr> attributes;
    std::unique_ptr<XPathEngine> engine;
    bool has_ids = false;

    xmlNode* node(std::size_t place) {
        return place == 0 ? reinterpret_cast<xmlNode*>(document.get()) : &nodes[place];
    }

private:
    void add_attributes(const HtmlTree& tree, HtmlTree::Index index);
};

HtmlReading::XmlView::XmlView(const HtmlTree& tree) {
    prepare_libxml();
    document.reset(xmlNewDoc(to_xml("1.0")));
    document->type = XML_HTML_DOCUMENT_NODE;
    const auto& all = tree.nodes();
    nodes.resize(all.size());
    values.reserve(tree.attribute_count());
    attributes.reserve(tree.attribute_count());
    for (std::size_t i = 1; i < all.size(); ++i) {
        auto& made = nodes[i];
        const bool is_text = all[i].name.empty();
        made.type = is_text ? XML_TEXT_NODE : XML_ELEMENT_NODE;
        made.name = is_text ? xmlStringText : in_place(all[i].name);
        if (is_text) made.content = const_cast<xmlChar*>(in_place(all[i].text));
        made.doc = document.get();
        made._private = &made;
        auto* parent = node(all[i].parent);
        made.parent = parent;
        made.prev = parent->last;
        (parent->last == nullptr ? parent->children : parent->last->next) = &made;
        parent->last = &made;
        if (!is_text) add_attributes(tree, static_cast<HtmlTree::Index>(i));
    }
    engine = std::make_unique<XPathEngine>(document.get(), Namespaces{});
}

void HtmlReading::XmlView::add_attributes(const HtmlTree& tree, HtmlTree::Index index) {
    auto& element = nodes[index];
    xmlAttr* before = nullptr;
    for (const auto& attribute : tree.attributes(index)) {
        auto& value = values.emplace_back();
        auto& made = attributes.emplace_back();
        made.type = XML_ATTRIBUTE_NODE;
        made.name = in_place(attribute.name);
        made.children = made.last = &value;
        made.parent = &element;
        made.prev = before;
        made.doc = document.get();
        (before == nullptr ? element.properties : before->next) = &made;
        before = &made;
        value.type = XML_TEXT_NODE;
        value.name = xmlStringText;
        value.content = const_cast<xmlChar*>(in_place(attribute.value));
        value.parent = reinterpret_cast<xmlNode*>(&made);
        value.doc = document.get();
    }
}

void HtmlReading::XmlView::index_ids() {
    if (has_ids) return;
    has_ids = true;
    for (auto& attribute : attributes) {
        if (std::string_view(reinterpret_cast<const char*>(attribute.name)) == "id")
            xmlAddID(nullptr, document.get(), attribute.children->content, &attribute);
    }
}

HtmlReading::HtmlReading(std::string_view source) : tree_(source) {
    if (tree_.too_deep()) fault("too-deep", "reading stopped: elements are nested more than 512 deep");
    if (tree_.too_large()) fault("too-many-elements", "reading stopped: the page makes too large a tree");
    if (tree_.attribute_dropped())
        fault(
            "attribute-too-long",
            "an attribute of more than 64 KiB, or more than 256 of one element, are left out"
        );
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
    if (asks_for_ids(locator.text)) view.index_ids();
    const auto result = view.engine->evaluate(locator.text, view.node(from));
    if (result.too_costly) fault("selector-too-costly", "an XPath expression takes too many steps");
    if (result.is_text) out.push_back(loose_.add(result.text));
    for (auto* node : result.nodes) {
        if (out.size() >= limit) return;
        if (node->type == XML_ATTRIBUTE_NODE || node->_private == nullptr) {
            auto* content = xmlNodeGetContent(node);
            out.push_back(loose_.add(to_text(content)));
            xmlFree(content);
        } else {
            out.push_back(static_cast<Place>(node - view.nodes.data()));
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
