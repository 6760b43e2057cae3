#pragma once

#include "scraper/engine/read/reading.hpp"

#include <libxml/tree.h>
#include <libxml/xpath.h>

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace scraper::read {

struct FreeDocument {
    void operator()(xmlDoc* document) const { xmlFreeDoc(document); }
};

using XmlDocument = std::unique_ptr<xmlDoc, FreeDocument>;

/// What an expression gave: nodes, or one text.
struct XPathResult {
    std::vector<xmlNode*> nodes;
    std::string text;
    bool is_text = false;
    bool too_costly = false;
};

/// Evaluates expressions on one document, each compiled once, each bounded in steps and depth.
class XPathEngine {
public:
    XPathEngine(xmlDoc* document, const Namespaces& namespaces);
    ~XPathEngine();
    XPathEngine(const XPathEngine&) = delete;
    XPathEngine& operator=(const XPathEngine&) = delete;

    XPathResult evaluate(const std::string& expression, xmlNode* from);

private:
    xmlXPathContext* context_;
    std::map<std::string, xmlXPathCompExpr*, std::less<>> compiled_;
};

/// libxml2 set up once for all threads.
void prepare_libxml();

/// Copies text that libxml2 owns.
std::string to_text(const xmlChar* text);
const xmlChar* to_xml(const char* text);

}  // namespace scraper::read
