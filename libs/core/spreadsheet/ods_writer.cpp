#include "core/spreadsheet/ods_writer.hpp"

#include "core/archive/zip.hpp"

#include <libxml/xmlwriter.h>

#include <algorithm>
#include <memory>
#include <stdexcept>

namespace core::spreadsheet {

namespace {

constexpr std::string_view kMediaType = "application/vnd.oasis.opendocument.spreadsheet";
constexpr std::string_view kManifest =
    R"(<?xml version="1.0" encoding="UTF-8"?>
<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.2">
 <manifest:file-entry manifest:full-path="/" manifest:version="1.2" manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/>
 <manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>
</manifest:manifest>
)";

/// XML written by libxml2, which does the escaping.
class Xml {
public:
    Xml() : buffer_(xmlBufferCreate()), writer_(xmlNewTextWriterMemory(buffer_.get(), 0)) {
        if (!buffer_ || !writer_) throw std::runtime_error("no memory for a spreadsheet");
        xmlTextWriterStartDocument(writer_.get(), "1.0", "UTF-8", nullptr);
    }

    Xml& begin(const char* element) {
        xmlTextWriterStartElement(writer_.get(), text(element));
        return *this;
    }

    Xml& attribute(const char* name, const std::string& value) {
        xmlTextWriterWriteAttribute(writer_.get(), text(name), text(value.c_str()));
        return *this;
    }

    Xml& characters(const std::string& value) {
        xmlTextWriterWriteString(writer_.get(), text(value.c_str()));
        return *this;
    }

    Xml& end() {
        xmlTextWriterEndElement(writer_.get());
        return *this;
    }

    std::string finish() {
        xmlTextWriterEndDocument(writer_.get());
        xmlTextWriterFlush(writer_.get());
        const auto* bytes = reinterpret_cast<const char*>(xmlBufferContent(buffer_.get()));
        return {bytes, static_cast<std::size_t>(xmlBufferLength(buffer_.get()))};
    }

private:
    struct Free {
        void operator()(xmlBufferPtr buffer) const { xmlBufferFree(buffer); }

        void operator()(xmlTextWriterPtr writer) const { xmlFreeTextWriter(writer); }
    };

    static const xmlChar* text(const char* chars) { return reinterpret_cast<const xmlChar*>(chars); }

    std::unique_ptr<xmlBuffer, Free> buffer_;
    std::unique_ptr<xmlTextWriter, Free> writer_;
};

/// Up to nine digits without a leading zero, and up to four behind a point.
bool is_plain_number(std::string_view text) {
    const auto digits = [](std::string_view part) {
        return !part.empty() &&
               std::all_of(part.begin(), part.end(), [](char c) { return c >= '0' && c <= '9'; });
    };
    const auto point = text.find('.');
    const auto whole = text.substr(0, point);
    if (!digits(whole) || whole.size() > 9 || (whole.size() > 1 && whole.front() == '0')) return false;
    if (point == std::string_view::npos) return true;
    const auto fraction = text.substr(point + 1);
    return digits(fraction) && fraction.size() <= 4;
}

/// Runs of spaces and tabs have elements of their own: a reader collapses them otherwise (ODF 1.2 §6.1.2).
void write_paragraph(Xml& xml, std::string_view line) {
    xml.begin("text:p");
    std::string plain;
    const auto flush = [&] {
        if (!plain.empty()) xml.characters(plain);
        plain.clear();
    };
    for (std::size_t i = 0; i < line.size(); ++i) {
        if (line[i] == '\t') {
            flush();
            xml.begin("text:tab").end();
        } else if (line[i] == ' ' && i > 0 && line[i - 1] == ' ') {
            flush();
            xml.begin("text:s").end();
        } else if (static_cast<unsigned char>(line[i]) >= 0x20) {
            plain.push_back(line[i]);
        }
    }
    flush();
    xml.end();
}

void write_cell(Xml& xml, std::string_view text) {
    xml.begin("table:table-cell");
    if (is_plain_number(text)) {
        xml.attribute("office:value-type", "float").attribute("office:value", std::string(text));
    } else if (!text.empty()) {
        xml.attribute("office:value-type", "string");
    }
    while (!text.empty()) {
        const auto line_end = std::min(text.find('\n'), text.size());
        write_paragraph(xml, text.substr(0, line_end));
        text.remove_prefix(std::min(line_end + 1, text.size()));
    }
    xml.end();
}

std::string content_xml(const SheetTable& table) {
    std::size_t columns = 1;
    for (const auto& row : table.rows) columns = std::max(columns, row.size());
    Xml xml;
    xml.begin("office:document-content")
        .attribute("xmlns:office", "urn:oasis:names:tc:opendocument:xmlns:office:1.0")
        .attribute("xmlns:table", "urn:oasis:names:tc:opendocument:xmlns:table:1.0")
        .attribute("xmlns:text", "urn:oasis:names:tc:opendocument:xmlns:text:1.0")
        .attribute("office:version", "1.2");
    xml.begin("office:body").begin("office:spreadsheet");
    xml.begin("table:table").attribute("table:name", table.name);
    xml.begin("table:table-column").attribute("table:number-columns-repeated", std::to_string(columns)).end();
    for (const auto& row : table.rows) {
        xml.begin("table:table-row");
        for (const auto& cell : row) write_cell(xml, cell);
        xml.end();
    }
    return xml.end().end().end().end().finish();
}

}  // namespace

std::string write_ods(const SheetTable& table) {
    // The media type comes first and unpacked, so that the file's kind can be told (ODF 1.2 part 3 §3.3).
    return archive::write_zip({
        {"mimetype", std::string(kMediaType), false},
        {"META-INF/manifest.xml", std::string(kManifest), true},
        {"content.xml", content_xml(table), true},
    });
}

}  // namespace core::spreadsheet
