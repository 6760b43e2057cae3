#include "core/archive/zip.hpp"

#include <fmt/format.h>
#include <zip.h>

#include <algorithm>
#include <memory>
#include <stdexcept>

namespace core::archive {

namespace {

// 1 January 1980: the beginning of the format's time.
constexpr zip_uint16_t kNoTime = 0;
constexpr zip_uint16_t kNoDate = (1 << 5) | 1;

struct Discard {
    void operator()(zip_t* archive) const { zip_discard(archive); }
};

struct Close {
    void operator()(zip_file_t* file) const { zip_fclose(file); }
};

struct FreeSource {
    void operator()(zip_source_t* source) const { zip_source_free(source); }
};

using Archive = std::unique_ptr<zip_t, Discard>;

[[noreturn]] void fail(zip_t* archive) {
    throw std::runtime_error(fmt::format("the archive cannot be written: {}", zip_strerror(archive)));
}

void add(zip_t* archive, const File& file) {
    zip_source_t* content = zip_source_buffer(archive, file.bytes.data(), file.bytes.size(), 0);
    if (content == nullptr) fail(archive);
    const auto index = zip_file_add(archive, file.name.c_str(), content, ZIP_FL_ENC_UTF_8);
    if (index < 0) {
        zip_source_free(content);
        fail(archive);
    }
    const auto entry = static_cast<zip_uint64_t>(index);
    const auto method = file.packed ? ZIP_CM_DEFLATE : ZIP_CM_STORE;
    if (zip_set_file_compression(archive, entry, method, 9) != 0 ||
        zip_file_set_dostime(archive, entry, kNoTime, kNoDate, 0) != 0) {
        fail(archive);
    }
}

Error refused(std::string_view name, std::string_view why) {
    return {ErrorKind::malformed, "not-an-archive", fmt::format("{}: {}", name, why)};
}

Error too_large(std::string_view name, std::string_view why) {
    return {ErrorKind::too_large, "archive-too-large", fmt::format("{}: {}", name, why)};
}

/// Never more than `most` bytes and one: an archive may lie about a file's size.
Result<std::string> unpack(zip_t* archive, zip_uint64_t index, std::uint64_t most, std::string_view name) {
    const std::unique_ptr<zip_file_t, Close> file(zip_fopen_index(archive, index, 0));
    if (!file) return refused(name, zip_strerror(archive));
    std::string bytes;
    char buffer[16 * 1024];
    for (;;) {
        const auto got = zip_fread(file.get(), buffer, sizeof buffer);
        if (got < 0) return refused(name, "is damaged");
        if (got == 0) return bytes;
        bytes.append(buffer, static_cast<std::size_t>(got));
        if (bytes.size() > most) return too_large(name, "unpacks to too much");
    }
}

}  // namespace

std::string write_zip(const std::vector<File>& files) {
    zip_error_t error;
    zip_error_init(&error);
    const std::unique_ptr<zip_source_t, FreeSource> target(zip_source_buffer_create(nullptr, 0, 0, &error));
    if (!target) throw std::runtime_error("the archive cannot be written: out of memory");
    zip_source_keep(target.get());
    Archive archive(zip_open_from_source(target.get(), ZIP_CREATE | ZIP_TRUNCATE, &error));
    if (!archive) {
        zip_source_free(target.get());
        throw std::runtime_error(fmt::format("the archive cannot be written: {}", zip_error_strerror(&error))
        );
    }
    for (const auto& file : files) add(archive.get(), file);
    if (zip_close(archive.get()) != 0) fail(archive.get());
    [[maybe_unused]] zip_t* const closed = archive.release();

    zip_stat_t stat;
    if (zip_source_open(target.get()) != 0 || zip_source_stat(target.get(), &stat) != 0)
        throw std::runtime_error("the archive cannot be read back");
    std::string bytes(stat.size, '\0');
    const auto got = zip_source_read(target.get(), bytes.data(), bytes.size());
    zip_source_close(target.get());
    if (got != static_cast<zip_int64_t>(bytes.size()))
        throw std::runtime_error("the archive cannot be read back");
    return bytes;
}

Result<std::vector<File>> read_zip(std::string_view bytes, std::string_view name, const ZipLimits& limits) {
    if (bytes.size() > limits.packed_bytes)
        return too_large(name, fmt::format("has more than {} bytes", limits.packed_bytes));
    if (bytes.empty()) return refused(name, "is empty");  // to libzip that is an archive without files
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t* source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, &error);
    Archive archive(source == nullptr ? nullptr : zip_open_from_source(source, ZIP_RDONLY, &error));
    if (!archive) {
        if (source != nullptr) zip_source_free(source);
        return refused(name, zip_error_strerror(&error));
    }
    const auto entries = zip_get_num_entries(archive.get(), 0);
    if (entries < 0 || static_cast<std::size_t>(entries) > limits.files)
        return too_large(name, fmt::format("holds more than {} files", limits.files));

    std::vector<File> files;
    std::uint64_t left = limits.bytes;
    for (zip_uint64_t i = 0; i < static_cast<zip_uint64_t>(entries); ++i) {
        zip_stat_t stat;
        if (zip_stat_index(archive.get(), i, 0, &stat) != 0) return refused(name, "is damaged");
        const std::string path(stat.name);
        if (path.empty() || path.back() == '/') continue;
        if (stat.encryption_method != ZIP_EM_NONE) return refused(name, path + " is encrypted");
        // Some methods that libzip knows ask for gigabytes before the first byte comes out.
        if (stat.comp_method != ZIP_CM_STORE && stat.comp_method != ZIP_CM_DEFLATE)
            return refused(name, path + " is packed by an unusual method");
        auto content = unpack(archive.get(), i, left, name);
        if (!content) return content.error();
        left -= std::min<std::uint64_t>(left, content->size());
        files.push_back({path, std::move(*content), true});
    }
    return files;
}

}  // namespace core::archive
