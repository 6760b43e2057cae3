#include "core/spreadsheet/ods_reader.hpp"
#include "core/spreadsheet/sheet_parser.hpp"
#include "core/spreadsheet/xml_reader.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>

namespace {

using namespace core::spreadsheet;

class Memory final : public ByteSource {
public:
    explicit Memory(std::string_view bytes) : bytes_(bytes) {}

    int read(char* buffer, int size) override {
        const auto count = std::min(bytes_.size(), static_cast<std::size_t>(size));
        std::memcpy(buffer, bytes_.data(), count);
        bytes_.remove_prefix(count);
        return static_cast<int>(count);
    }

private:
    std::string_view bytes_;
};

void check(const core::Result<Sheet>& sheet, const ReadLimits& limits) {
    if (!sheet) {
        if (sheet.error().detail.empty()) {
            std::abort();
        }
        return;
    }
    std::int32_t row_before = 0;
    for (const auto& row : sheet->rows) {
        std::int32_t column_before = 0;
        for (const auto& cell : row.cells) {
            if (cell.row != row.number || cell.column <= column_before || cell.column > limits.columns ||
                cell.text.size() > limits.cell_bytes) {
                std::abort();
            }
            column_before = cell.column;
        }
        if (row.number <= row_before) {
            std::abort();
        }
        row_before = row.number;
    }
}

/// Mostly about what is within a sheet, so that little has to be guessed before cells are reached.
std::string document_around(std::string_view rows) {
    std::string xml =
        "<o:d xmlns:o=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\""
        " xmlns:t=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\""
        " xmlns:x=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\"><o:body><o:spreadsheet><t:table>";
    xml += rows;
    return xml + "</t:table></o:spreadsheet></o:body></o:d>";
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) {
        return 0;
    }
    const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
    ReadLimits limits;
    limits.data_rows = 2000;
    limits.cells = 20'000;
    limits.text_bytes = 1U << 20U;
    switch (data[0] % 3) {
        case 0: check(read_first_sheet(bytes, "fuzz.ods", limits), limits); break;
        case 1: {
            Memory source(bytes);
            XmlReader xml(source);
            check(SheetParser(xml, "fuzz.ods", limits).parse(), limits);
            break;
        }
        default: {
            const auto document = document_around(bytes);
            Memory source(document);
            XmlReader xml(source);
            check(SheetParser(xml, "fuzz.ods", limits).parse(), limits);
        }
    }
    return 0;
}
