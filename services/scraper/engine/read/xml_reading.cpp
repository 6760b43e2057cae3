#include "scraper/engine/read/ascii.hpp"
#include "scraper/engine/read/reading.hpp"
#include "scraper/engine/read/xpath.hpp"

#include <fmt/format.h>
#include <libxml/parser.h>
#include <myhtml/charef.h>

#include <algorithm>
#include <climits>
#include <unordered_map>

namespace scraper::read {
namespace {

struct FreeParser {
    void operator()(xmlParserCtxt* parser) const { xmlFreeParserCtxt(parser); }
};

bool is_sound_reference(std::string_view text) {
    for (const auto* known : {"&amp;", "&lt;", "&gt;", "&quot;", "&apos;"}) {
        if (text.starts_with(known)) return true;
    }
    if (!text.starts_with("&#")) return false;
    const auto end = text.substr(0, 12).find(';');
    if (end == std::string_view::npos || end < 3) return false;
    const bool hex = text[2] == 'x';
    const auto digits = text.substr(hex ? 3 : 2, end - (hex ? 3 : 2));
    return !digits.empty() && std::all_of(digits.begin(), digits.end(), [&](char c) {
        return is_digit(c) || (hex && lower_ascii(c) >= 'a' && lower_ascii(c) <= 'f');
    });
}

/// What HTML means by the reference `name` (with its semicolon), as references by number; empty for none.
std::string numbered(std::string_view name) {
    std::string out;
    if (name.empty()) return out;
    std::size_t read = 0;
    std::size_t count = 0;
    const auto* meaning = myhtml_charef_find(name.data(), &read, name.size(), &count);
    if (read != name.size()) return out;
    for (std::size_t i = 0; i < count; ++i) out += fmt::format("&#{};", meaning->codepoints[i]);
    return out;
}

/// The text with references that XML does not know as the characters HTML means by them, and bare ampersands
/// escaped.
std::string with_sound_references(std::string_view text) {
    std::string out;
    out.reserve(text.size() + 64);
    while (!text.empty()) {
        const auto next = std::min({text.find('&'), text.find("<![CDATA["), text.size()});
        out.append(text.substr(0, next));
        text.remove_prefix(next);
        if (text.empty()) break;
        std::size_t length = 1;
        if (text[0] == '<') {
            length = std::min(text.find("]]>"), text.size());
            out.append(text.substr(0, length));
        } else if (is_sound_reference(text)) {
            out += '&';
        } else {
            constexpr std::size_t kLongestName = 33;  // &CounterClockwiseContourIntegral;
            const auto end = text.substr(0, kLongestName).find(';');
            const auto name = end == std::string_view::npos ? std::string_view() : text.substr(1, end);
            const auto meaning = numbered(name);
            out += meaning.empty() ? "&amp;" : meaning;
            if (!meaning.empty()) length = name.size() + 1;
        }
        text.remove_prefix(std::max<std::size_t>(length, 1));
    }
    return out;
}

/// Places are nodes in the order they were found.
class XmlReading : public Reading {
public:
    XmlReading(std::string_view source, const Namespaces& namespaces) {
        prepare_libxml();
        source = trimmed(source);
        if (!parse(source)) {
            // Most broken feeds have a bare ampersand or an HTML entity somewhere; what follows it would be
            // lost.
            const auto repaired = with_sound_references(source);
            if (repaired != source) parse(repaired);
        }
        if (!document_) document_.reset(xmlNewDoc(to_xml("1.0")));
        places_.push_back(reinterpret_cast<xmlNode*>(document_.get()));
        engine_ = std::make_unique<XPathEngine>(document_.get(), namespaces);
    }

    std::vector<Place> records() override {
        static const Locator kEntries = entries();
        std::vector<Place> found;
        find(kEntries, 0, 100'000, found);
        return found;
    }

    void find(const Locator& locator, Place from, std::size_t limit, std::vector<Place>& out) override {
        if (LooseTexts::holds(from)) return;
        if (locator.language == Language::property) return find_property(locator, from, limit, out);
        if (locator.language != Language::xpath) return;
        const auto result = engine_->evaluate(locator.text, places_[from]);
        if (result.too_costly) fault("selector-too-costly", "an XPath expression takes too many steps");
        if (result.is_text) out.push_back(loose_.add(result.text));
        for (auto* node : result.nodes) {
            if (out.size() < limit) out.push_back(place_of(node));
        }
    }

    std::string text(const Locator& locator, Place place) override {
        if (LooseTexts::holds(place)) return loose_.at(place);
        auto* node = places_[place];
        auto* content = locator.attribute.empty()        ? xmlNodeGetContent(node)
                        : node->type == XML_ELEMENT_NODE ? xmlGetProp(node, to_xml(locator.attribute.c_str()))
                                                         : nullptr;
        auto out = to_text(content);
        xmlFree(content);
        return out;
    }

    std::string base() override {
        const auto* root = xmlDocGetRootElement(document_.get());
        if (root == nullptr) return {};
        auto* base = xmlGetNsProp(root, to_xml("base"), XML_XML_NAMESPACE);
        auto out = to_text(base);
        xmlFree(base);
        return out;
    }

private:
    static Locator entries() {
        Locator locator;
        locator.language = Language::xpath;
        locator.text =
            "//*[local-name()='item' or local-name()='entry' or"
            " (local-name()='url' and local-name(..)='urlset') or"
            " (local-name()='sitemap' and local-name(..)='sitemapindex')]";
        return locator;
    }

    /// False when the text is not well-formed; `document_` then holds what could be read.
    bool parse(std::string_view text) {
        const std::unique_ptr<xmlParserCtxt, FreeParser> parser(xmlNewParserCtxt());
        // Nothing a document type declares is taken up: no entities, no defaults, no outside part.
        parser->sax->entityDecl = nullptr;
        parser->sax->externalSubset = nullptr;
        parser->sax->attributeDecl = nullptr;
        constexpr int kOptions = XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING |
                                 XML_PARSE_RECOVER | XML_PARSE_NOCDATA | XML_PARSE_COMPACT;
        if (text.size() >= INT_MAX) return true;
        const int size = static_cast<int>(text.size());
        // cppcheck-suppress invalidLifetime  ; read now, while the text is there
        document_.reset(xmlCtxtReadMemory(parser.get(), text.data(), size, nullptr, "UTF-8", kOptions));
        if (parser->wellFormed != 0) return true;
        const auto* message = parser->lastError.message == nullptr ? "" : parser->lastError.message;
        if (faults().empty()) {
            fault("broken-xml", fmt::format("line {}: {}", parser->lastError.line, trimmed(message)));
        }
        return false;
    }

    Place place_of(xmlNode* node) {
        const auto [found, added] = known_.try_emplace(node, static_cast<Place>(places_.size()));
        if (added) places_.push_back(node);
        return found->second;
    }

    /// Child elements by name, with or without prefix; `link` in Atom is its address.
    void find_property(const Locator& locator, Place from, std::size_t limit, std::vector<Place>& out) {
        std::vector<xmlNode*> level = {places_[from]};
        for (const auto& name : locator.path) {
            std::vector<xmlNode*> next;
            for (auto* node : level) {
                for (auto* child = node->children; child != nullptr; child = child->next) {
                    if (child->type == XML_ELEMENT_NODE && is_named(*child, name)) next.push_back(child);
                }
            }
            level = std::move(next);
        }
        for (auto* node : level) {
            if (out.size() >= limit) return;
            const bool atom_link =
                locator.path.back() == "link" && xmlHasProp(node, to_xml("href")) != nullptr;
            if (!atom_link) {
                out.push_back(place_of(node));
            } else if (is_alternate(node)) {
                out.push_back(place_of(reinterpret_cast<xmlNode*>(xmlHasProp(node, to_xml("href")))));
            }
        }
    }

    static bool is_named(const xmlNode& node, std::string_view name) {
        const auto colon = name.find(':');
        const bool same_prefix = colon == std::string_view::npos ||
                                 (node.ns != nullptr && to_text(node.ns->prefix) == name.substr(0, colon));
        const auto local = colon == std::string_view::npos ? name : name.substr(colon + 1);
        return same_prefix && to_text(node.name) == local;
    }

    static bool is_alternate(xmlNode* link) {
        auto* rel = xmlGetProp(link, to_xml("rel"));
        const auto text = to_text(rel);
        xmlFree(rel);
        return text.empty() || text == "alternate";
    }

    XmlDocument document_;
    std::unique_ptr<XPathEngine> engine_;
    std::vector<xmlNode*> places_;
    std::unordered_map<xmlNode*, Place> known_;
    LooseTexts loose_;
};

}  // namespace

std::unique_ptr<Reading> read_xml(std::string_view source, const Namespaces& namespaces) {
    return std::make_unique<XmlReading>(source, namespaces);
}

}  // namespace scraper::read
