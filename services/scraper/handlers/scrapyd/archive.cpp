#include "scraper/handlers/scrapyd/archive.hpp"

#include "scraper/engine/document/project.hpp"
#include "scraper/runner/settings.hpp"

#include <fmt/format.h>
#include <zip.h>

#include <memory>

namespace scraper::scrapyd {

namespace {

using core::Error;
using core::ErrorKind;
using core::Result;

constexpr std::size_t kPackedBytes = 2U << 20U;
constexpr std::size_t kUnpackedBytes = 16U << 20U;
constexpr zip_int64_t kFiles = 500;

struct ArchiveClose {
    void operator()(zip_t* archive) const { zip_discard(archive); }
};

struct FileClose {
    void operator()(zip_file_t* file) const { zip_fclose(file); }
};

using Archive = std::unique_ptr<zip_t, ArchiveClose>;

Error refuse(std::string code, std::string detail) {
    return {ErrorKind::invalid_input, std::move(code), std::move(detail)};
}

Error not_a_zip() {
    return refuse("not-a-zip", "egg is not a ZIP file (if using curl, use egg=@path not egg=path)");
}

Archive open(std::string_view bytes) {
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t* source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, &error);
    if (source == nullptr) return nullptr;
    zip_t* archive = zip_open_from_source(source, ZIP_RDONLY | ZIP_CHECKCONS, &error);
    if (archive == nullptr) zip_source_free(source);
    return Archive(archive);
}

bool is_python(std::string_view name) {
    return name.starts_with("EGG-INFO/") || name.ends_with(".py") || name.ends_with(".pyc");
}

bool is_link(zip_t* archive, zip_uint64_t index) {
    zip_uint8_t system = 0;
    zip_uint32_t attributes = 0;
    if (zip_file_get_external_attributes(archive, index, 0, &system, &attributes) != 0) return false;
    constexpr zip_uint32_t kTypeBits = 0170000;
    constexpr zip_uint32_t kLink = 0120000;
    return system == ZIP_OPSYS_UNIX && (attributes >> 16U & kTypeBits) == kLink;
}

/// `spiders/NAME.json` gives NAME; nothing for any other path.
std::string spider_name(std::string_view path) {
    constexpr std::string_view kFolder = "spiders/";
    constexpr std::string_view kEnding = ".json";
    if (!path.starts_with(kFolder) || !path.ends_with(kEnding)) return {};
    if (path.size() <= kFolder.size() + kEnding.size()) return {};
    const auto name = path.substr(kFolder.size(), path.size() - kFolder.size() - kEnding.size());
    return name.find('/') == std::string_view::npos ? std::string(name) : std::string();
}

Result<std::string> read_file(
    zip_t* archive, zip_uint64_t index, const std::string& path, std::size_t& left
) {
    const std::unique_ptr<zip_file_t, FileClose> file(zip_fopen_index(archive, index, 0));
    if (!file) return refuse("bad-archive", path + ": cannot be read (encrypted or damaged)");
    std::string bytes;
    std::string buffer(64U << 10U, '\0');
    while (true) {
        const auto got = zip_fread(file.get(), buffer.data(), buffer.size());
        if (got < 0) return refuse("bad-archive", path + ": damaged");
        if (got == 0) return bytes;
        // Counted as it unpacks: what the archive says of its sizes may be wrong.
        if (static_cast<std::size_t>(got) > left)
            return refuse("archive-too-large", "unpacks to more than 16 MiB");
        left -= static_cast<std::size_t>(got);
        bytes.append(buffer, 0, static_cast<std::size_t>(got));
    }
}

/// The first faults of a document, as a client's message.
Error bad_document(std::string code, const std::string& path, const Error& error) {
    std::string detail = path + ": ";
    if (error.fields.empty()) return refuse(std::move(code), detail + error.detail);
    constexpr std::size_t kShown = 10;
    for (std::size_t i = 0; i < std::min(error.fields.size(), kShown); ++i) {
        if (i > 0) detail += "; ";
        const auto& field = error.fields[i];
        detail += fmt::format("{} {}", field.name.empty() ? "/" : field.name, field.detail);
    }
    return refuse(std::move(code), detail);
}

Result<NamedDocument> read_spider(const std::string& path, std::string document) {
    const auto name = spider_name(path);
    const auto spider = parse_spider(document);
    if (!spider) return bad_document("bad-spider", path, spider.error());
    if (spider->name != name)
        return refuse(
            "bad-spider", fmt::format("{}: /name is '{}', not the file's name", path, spider->name)
        );
    return NamedDocument{name, std::move(document)};
}

Result<void> check_project(const std::string& path, std::string_view document) {
    const auto project = parse_project(document);
    if (!project) return bad_document("bad-project", path, project.error());
    if (const auto known = check_settings({project->settings.begin(), project->settings.end()}); !known)
        return refuse("bad-project", path + ": /settings " + known.error().detail);
    return {};
}

}  // namespace

Result<ArchivedDocuments> read_archive(std::string_view bytes) {
    if (bytes.size() > kPackedBytes) return refuse("archive-too-large", "egg is larger than 2 MiB");
    if (!bytes.starts_with("PK")) return not_a_zip();
    const auto archive = open(bytes);
    if (!archive) return not_a_zip();
    const auto count = zip_get_num_entries(archive.get(), 0);
    if (count > kFiles) return refuse("archive-too-large", "egg holds more than 500 files");
    ArchivedDocuments found;
    std::vector<std::string> paths;
    for (zip_int64_t i = 0; i < count; ++i) {
        const char* const name = zip_get_name(archive.get(), static_cast<zip_uint64_t>(i), 0);
        if (name == nullptr) return not_a_zip();
        paths.emplace_back(name);
        if (is_python(paths.back())) {
            return refuse(
                "python-egg",
                "PythonEggNotSupported: this service runs spider documents (JSON); see /docs/spiders"
            );
        }
    }
    std::size_t left = kUnpackedBytes;
    for (std::size_t i = 0; i < paths.size(); ++i) {
        const auto& path = paths[i];
        if (is_link(archive.get(), i)) return refuse("bad-archive", path + ": links are not taken");
        if (path == "spiders/") continue;
        const bool is_project = path == "project.json";
        if (!is_project && spider_name(path).empty())
            return refuse(
                "bad-archive", path + ": only spiders/NAME.json and project.json belong into the archive"
            );
        auto text = read_file(archive.get(), i, path, left);
        if (!text) return text.error();
        if (is_project) {
            if (!found.project.empty()) return refuse("bad-archive", path + ": occurs twice");
            if (const auto checked = check_project(path, *text); !checked) return checked.error();
            found.project = std::move(*text);
            continue;
        }
        auto spider = read_spider(path, std::move(*text));
        if (!spider) return spider.error();
        for (const auto& other : found.spiders) {
            if (other.name == spider->name) return refuse("bad-archive", path + ": occurs twice");
        }
        found.spiders.push_back(std::move(*spider));
    }
    if (found.empty()) return refuse("bad-archive", "the archive holds no spiders/NAME.json");
    return found;
}

}  // namespace scraper::scrapyd
