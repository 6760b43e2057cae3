#include "scraper/engine/read/xpath.hpp"

#include <libxml/parser.h>
#include <libxml/xpathInternals.h>

#include <algorithm>
#include <mutex>

namespace scraper::read {
namespace {

constexpr unsigned long kSteps = 5'000'000;  // for one expression from one place

void ignore_error(void* /*context*/, xmlError* /*error*/) {}

struct FreeContext {
    void operator()(xmlXPathContext* context) const { xmlXPathFreeContext(context); }
};

struct FreeResult {
    void operator()(xmlXPathObject* object) const { xmlXPathFreeObject(object); }
};

}  // namespace

void prepare_libxml() {
    static std::once_flag once;
    std::call_once(once, [] { xmlInitParser(); });
}

std::string to_text(const xmlChar* text) {
    return text == nullptr ? std::string() : reinterpret_cast<const char*>(text);
}

const xmlChar* to_xml(const char* text) {
    return reinterpret_cast<const xmlChar*>(text);
}

core::Result<void> check_xpath(std::string_view expression) {
    prepare_libxml();
    const std::unique_ptr<xmlXPathContext, FreeContext> context(xmlXPathNewContext(nullptr));
    context->error = ignore_error;
    auto* compiled = xmlXPathCtxtCompile(context.get(), to_xml(std::string(expression).c_str()));
    if (compiled == nullptr) {
        return core::Error{core::ErrorKind::malformed, "bad-selector", "this is not an XPath 1.0 expression"};
    }
    xmlXPathFreeCompExpr(compiled);
    return core::Result<void>();
}

XPathEngine::XPathEngine(xmlDoc* document, const Namespaces& namespaces)
    : context_(xmlXPathNewContext(document)) {
    context_->error = ignore_error;
    context_->opLimit = kSteps;
    for (const auto& [prefix, uri] : namespaces) {
        xmlXPathRegisterNs(context_, to_xml(prefix.c_str()), to_xml(uri.c_str()));
    }
}

XPathEngine::~XPathEngine() {
    for (auto& [text, expression] : compiled_) xmlXPathFreeCompExpr(expression);
    xmlXPathFreeContext(context_);
}

XPathResult XPathEngine::evaluate(const std::string& expression, xmlNode* from) {
    XPathResult result;
    auto found = compiled_.find(expression);
    if (found == compiled_.end()) {
        found =
            compiled_.emplace(expression, xmlXPathCtxtCompile(context_, to_xml(expression.c_str()))).first;
    }
    if (found->second == nullptr) return result;
    context_->node = from;
    context_->opCount = 0;
    const std::unique_ptr<xmlXPathObject, FreeResult> object(xmlXPathCompiledEval(found->second, context_));
    if (object == nullptr) {
        result.too_costly = context_->opCount >= context_->opLimit;
        return result;
    }
    if (object->type == XPATH_NODESET) {
        xmlXPathNodeSetSort(object->nodesetval);
        const int count = object->nodesetval == nullptr ? 0 : object->nodesetval->nodeNr;
        for (int i = 0; i < count; ++i) {
            auto* node = object->nodesetval->nodeTab[i];
            // Namespaces are no nodes of the document: they end with the result.
            if (node->type != XML_NAMESPACE_DECL) result.nodes.push_back(node);
        }
        return result;
    }
    auto* text = xmlXPathCastToString(object.get());
    result.text = to_text(text);
    result.is_text = true;
    xmlFree(text);
    return result;
}

}  // namespace scraper::read
