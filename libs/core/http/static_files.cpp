#include "core/http/static_files.hpp"

#include "core/base/digest.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

namespace core::http {

namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 26> kTypes{{
    {"avif", "image/avif"},
    {"css", "text/css; charset=utf-8"},
    {"csv", "text/csv; charset=utf-8"},
    {"gif", "image/gif"},
    {"htm", "text/html; charset=utf-8"},
    {"html", "text/html; charset=utf-8"},
    {"ico", "image/vnd.microsoft.icon"},
    {"jpeg", "image/jpeg"},
    {"jpg", "image/jpeg"},
    {"js", "text/javascript; charset=utf-8"},
    {"json", "application/json"},
    {"map", "application/json"},
    {"md", "text/markdown; charset=utf-8"},
    {"mjs", "text/javascript; charset=utf-8"},
    {"pdf", "application/pdf"},
    {"png", "image/png"},
    {"svg", "image/svg+xml"},
    {"ttf", "font/ttf"},
    {"txt", "text/plain; charset=utf-8"},
    {"wasm", "application/wasm"},
    {"webmanifest", "application/manifest+json"},
    {"webp", "image/webp"},
    {"woff", "font/woff"},
    {"woff2", "font/woff2"},
    {"xml", "application/xml"},
    {"yaml", "application/yaml"},
}};

constexpr std::size_t kHashLength = 8;  ///< what Vite appends, in base64url

bool has_hashed_name(std::string_view path) {
    const auto slash = path.rfind('/');
    const std::string_view name = slash == std::string_view::npos ? path : path.substr(slash + 1);
    const std::string_view stem = name.substr(0, name.find_last_of('.'));
    if (stem.size() < kHashLength + 2) {
        return false;
    }
    const char before = stem[stem.size() - kHashLength - 1];
    const std::string_view hash = stem.substr(stem.size() - kHashLength);
    const bool token = std::all_of(hash.begin(), hash.end(), [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' ||
               c == '_';
    });
    const bool word = std::all_of(hash.begin(), hash.end(), [](char c) { return c >= 'a' && c <= 'z'; });
    return token && !word && (before == '-' || before == '.');
}

constexpr std::size_t kTagLength = 16;  ///< hexadecimal digits: 64 bits, no accidental clash of two versions

}  // namespace

StaticFiles::StaticFiles(std::span<const EmbeddedFile> files, std::string_view hashed_folder) {
    files_.reserve(files.size());
    for (const EmbeddedFile& file : files) {
        const bool immutable = file.path.starts_with(hashed_folder) && has_hashed_name(file.path);
        files_.push_back(
            {file.path,
             std::make_shared<const Representation>(
                 std::string(content_type_of(file.path)),
                 std::string(file.content),
                 sha256_hex(file.content).substr(0, kTagLength),
                 immutable ? "public, max-age=31536000, immutable" : "public, max-age=0, must-revalidate"
             )}
        );
    }
    std::sort(files_.begin(), files_.end(), [](const File& a, const File& b) { return a.path < b.path; });
}

std::shared_ptr<const Representation> StaticFiles::find(std::string_view path) const {
    const auto at =
        std::lower_bound(files_.begin(), files_.end(), path, [](const File& file, std::string_view wanted) {
            return file.path < wanted;
        });
    return at != files_.end() && at->path == path ? at->representation : nullptr;
}

std::string_view content_type_of(std::string_view path) {
    const std::string_view name = path.substr(path.rfind('/') + 1);
    const auto dot = name.rfind('.');
    const std::string_view ending = dot == std::string_view::npos ? std::string_view() : name.substr(dot + 1);
    const auto* const at =
        std::lower_bound(kTypes.begin(), kTypes.end(), ending, [](const auto& type, std::string_view wanted) {
            return type.first < wanted;
        });
    return at != kTypes.end() && at->first == ending ? at->second : "application/octet-stream";
}

}  // namespace core::http
