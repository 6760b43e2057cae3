#include "ods_builder.hpp"

#include <zip.h>

#include <cstdlib>
#include <fstream>
#include <stdexcept>

namespace test {
namespace {

std::string escaped(std::string_view text) {
    std::string result;
    for (const char c : text) {
        switch (c) {
            case '&': result += "&amp;"; break;
            case '<': result += "&lt;"; break;
            case '>': result += "&gt;"; break;
            default: result += c;
        }
    }
    return result;
}

void require(bool done) {
    if (!done) {
        throw std::runtime_error("cannot make a zip archive");
    }
}

std::string content_of(zip_source_t* source) {
    zip_stat_t stat;
    require(zip_source_stat(source, &stat) == 0 && zip_source_open(source) == 0);
    std::string bytes(stat.size, '\0');
    require(zip_source_read(source, bytes.data(), bytes.size()) == static_cast<zip_int64_t>(bytes.size()));
    zip_source_close(source);
    zip_source_free(source);
    return bytes;
}

}  // namespace

std::string make_zip(const std::vector<ZipPart>& parts) {
    zip_error_t error;
    zip_error_init(&error);
    auto* target = zip_source_buffer_create(nullptr, 0, 0, &error);
    auto* archive = zip_open_from_source(target, ZIP_TRUNCATE, &error);
    require(archive != nullptr);
    zip_source_keep(target);
    for (const auto& part : parts) {
        auto* source = zip_source_buffer(archive, part.bytes.data(), part.bytes.size(), 0);
        const auto index = zip_file_add(archive, part.name.c_str(), source, ZIP_FL_ENC_UTF_8);
        require(index >= 0);
        if (!part.password.empty()) {
            const auto entry = static_cast<zip_uint64_t>(index);
            require(zip_file_set_encryption(archive, entry, ZIP_EM_AES_256, part.password.c_str()) == 0);
        }
    }
    require(zip_close(archive) == 0);
    return content_of(target);
}

std::string content_xml(std::string_view tables) {
    std::string xml =
        R"(<?xml version="1.0" encoding="UTF-8"?><office:document-content office:version="1.2")"
        R"( xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0")"
        R"( xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0")"
        R"( xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>)";
    xml += tables;
    return xml + "</office:spreadsheet></office:body></office:document-content>";
}

std::string make_ods(std::string_view tables) {
    return make_zip({{"content.xml", content_xml(tables)}});
}

std::string text_table(std::string_view name, const Rows& rows) {
    std::string xml = "<table:table table:name=\"" + escaped(name) + "\">";
    for (const auto& row : rows) {
        xml += "<table:table-row>";
        for (const auto& cell : row) {
            xml += "<table:table-cell>";
            std::string_view rest = cell;
            while (!rest.empty()) {
                const auto end = rest.find('\n');
                xml += "<text:p>" + escaped(rest.substr(0, end)) + "</text:p>";
                rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
            }
            xml += "</table:table-cell>";
        }
        xml += "</table:table-row>";
    }
    return xml + "</table:table>";
}

TemporaryFolder::TemporaryFolder() {
    auto pattern = (std::filesystem::temp_directory_path() / "lifted-test-XXXXXX").string();
    if (mkdtemp(pattern.data()) == nullptr) {
        throw std::runtime_error("cannot make a folder");
    }
    path_ = pattern;
}

TemporaryFolder::~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

std::filesystem::path TemporaryFolder::write(const std::string& name, std::string_view bytes) const {
    const auto file = path_ / name;
    std::ofstream(file, std::ios::binary).write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    return file;
}

}  // namespace test
