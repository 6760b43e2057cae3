#include "core/spreadsheet/xml_reader.hpp"

#include <fmt/format.h>
#include <libxml/parser.h>
#include <libxml/xmlreader.h>

#include <array>
#include <mutex>

namespace core::spreadsheet {
namespace {

struct KnownNamespace {
    Namespace space;
    std::string_view uri;
};

constexpr std::array<KnownNamespace, 4> kNamespaces{{
    {Namespace::office, "urn:oasis:names:tc:opendocument:xmlns:office:1.0"},
    {Namespace::table, "urn:oasis:names:tc:opendocument:xmlns:table:1.0"},
    {Namespace::text, "urn:oasis:names:tc:opendocument:xmlns:text:1.0"},
    {Namespace::manifest, "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"},
}};

std::string_view view(const xmlChar* text) {
    return text == nullptr ? std::string_view{} : std::string_view(reinterpret_cast<const char*>(text));
}

int read_source(void* source, char* buffer, int size) {
    return static_cast<ByteSource*>(source)->read(buffer, size);
}

int close_source(void*) {
    return 0;
}

void keep_first_fault(void* fault, xmlErrorPtr error) {
    auto& kept = *static_cast<std::optional<std::string>*>(fault);
    if (kept || error == nullptr || error->level < XML_ERR_ERROR) {
        return;
    }
    std::string_view message = error->message == nullptr ? "malformed XML" : error->message;
    while (!message.empty() && message.back() == '\n') {
        message.remove_suffix(1);
    }
    kept = fmt::format("line {}: {}", error->line, message.substr(0, 200));
}

}  // namespace

void XmlReader::Free::operator()(_xmlTextReader* reader) const {
    xmlFreeTextReader(reader);
}

XmlReader::XmlReader(ByteSource& source) {
    static std::once_flag initialised;
    std::call_once(initialised, xmlInitParser);
    // Without XML_PARSE_HUGE libxml2 bounds depth, names and text; without NOENT and DTDLOAD entities stay
    // unexpanded.
    reader_.reset(xmlReaderForIO(
        read_source,
        close_source,
        &source,
        nullptr,
        nullptr,
        XML_PARSE_NONET | XML_PARSE_COMPACT | XML_PARSE_NOCDATA
    ));
    if (!reader_) {
        throw std::bad_alloc();
    }
    xmlTextReaderSetStructuredErrorHandler(reader_.get(), keep_first_fault, &fault_);
}

XmlReader::~XmlReader() = default;

void XmlReader::fail(std::string_view why) {
    fault_ = fmt::format("line {}: {}", xmlTextReaderGetParserLineNumber(reader_.get()), why);
}

bool XmlReader::next() {
    while (!fault_) {
        const int got = xmlTextReaderRead(reader_.get());
        if (got != 1) {
            if (got < 0 && !fault_) {
                fail("malformed XML");
            }
            return false;
        }
        switch (xmlTextReaderNodeType(reader_.get())) {
            case XML_READER_TYPE_ELEMENT: event_ = Event::start; return true;
            case XML_READER_TYPE_END_ELEMENT: event_ = Event::end; return true;
            case XML_READER_TYPE_TEXT:
            case XML_READER_TYPE_CDATA:
            case XML_READER_TYPE_WHITESPACE:
            case XML_READER_TYPE_SIGNIFICANT_WHITESPACE: event_ = Event::text; return true;
            case XML_READER_TYPE_DOCUMENT_TYPE: fail("a document type declaration is not allowed"); break;
            case XML_READER_TYPE_ENTITY_REFERENCE: fail("an entity is not allowed"); break;
            default: break;  // comments, processing instructions
        }
    }
    return false;
}

bool XmlReader::is_empty() const {
    return xmlTextReaderIsEmptyElement(reader_.get()) == 1;
}

int XmlReader::depth() const {
    return xmlTextReaderDepth(reader_.get());
}

Namespace XmlReader::name_space() const {
    const auto uri = view(xmlTextReaderConstNamespaceUri(reader_.get()));
    for (const auto& known : kNamespaces) {
        if (known.uri == uri) {
            return known.space;
        }
    }
    return Namespace::other;
}

std::string_view XmlReader::name() const {
    return view(xmlTextReaderConstLocalName(reader_.get()));
}

std::string_view XmlReader::text() const {
    return view(xmlTextReaderConstValue(reader_.get()));
}

std::optional<std::string> XmlReader::attribute(Namespace space, const char* name) const {
    for (const auto& known : kNamespaces) {
        if (known.space == space) {
            auto* value = xmlTextReaderGetAttributeNs(
                reader_.get(),
                reinterpret_cast<const xmlChar*>(name),
                reinterpret_cast<const xmlChar*>(known.uri.data())
            );
            if (value == nullptr) {
                return std::nullopt;
            }
            std::string result(view(value));
            xmlFree(value);
            return result;
        }
    }
    return std::nullopt;
}

}  // namespace core::spreadsheet
