#include "core/spreadsheet/ods_reader.hpp"

#include "core/spreadsheet/ods_archive.hpp"
#include "core/spreadsheet/sheet_parser.hpp"
#include "core/spreadsheet/xml_reader.hpp"

#include <algorithm>

namespace core::spreadsheet {
namespace {

constexpr const char* kManifest = "META-INF/manifest.xml";
constexpr const char* kContent = "content.xml";

/// An encrypted document keeps its parts' names; only the manifest says that their bytes are not what they
/// seem.
Result<void> refuse_encrypted(const Package& package) {
    if (!package.has(kManifest)) {
        return {};
    }
    auto part = package.part(kManifest);
    if (!part) {
        return part.error();
    }
    XmlReader xml(*part);
    while (xml.next()) {
        if (xml.event() == XmlReader::Event::start && xml.name_space() == Namespace::manifest &&
            xml.name() == "encryption-data") {
            return Error{
                ErrorKind::malformed,
                "encrypted-spreadsheet",
                package.name() + ": encrypted; save it without a password"
            };
        }
    }
    if (part->fault()) {
        return *part->fault();
    }
    if (xml.fault()) {
        return Error{
            ErrorKind::malformed,
            "malformed-spreadsheet",
            package.name() + ", " + kManifest + ", " + *xml.fault()
        };
    }
    return {};
}

Result<Sheet> read_package(const Package& package, const ReadLimits& limits) {
    if (auto plain = refuse_encrypted(package); !plain) {
        return plain.error();
    }
    auto content = package.part(kContent);
    if (!content) {
        return content.error();
    }
    XmlReader xml(*content);
    auto sheet = SheetParser(xml, package.name(), limits).parse();
    // The parser only sees that its input ended; the package knows why.
    if (content->fault()) {
        return *content->fault();
    }
    return sheet;
}

}  // namespace

const Cell* Row::find(std::int32_t column) const {
    const auto found =
        std::lower_bound(cells.begin(), cells.end(), column, [](const Cell& cell, std::int32_t wanted) {
            return cell.column < wanted;
        });
    return found != cells.end() && found->column == column ? &*found : nullptr;
}

Result<Sheet> read_first_sheet(const std::filesystem::path& file, const ReadLimits& limits) {
    auto package = Package::open(file, limits);
    return package ? read_package(*package, limits) : package.error();
}

Result<Sheet> read_first_sheet(std::string_view bytes, std::string_view name, const ReadLimits& limits) {
    auto package = Package::open(bytes, name, limits);
    return package ? read_package(*package, limits) : package.error();
}

std::string column_letters(std::int32_t column) {
    std::string letters;
    for (; column > 0; column = (column - 1) / 26) {
        letters.insert(letters.begin(), static_cast<char>('A' + (column - 1) % 26));
    }
    return letters;
}

}  // namespace core::spreadsheet
