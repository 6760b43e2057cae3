#include "core/spreadsheet/ods_archive.hpp"

#include <fmt/format.h>
#include <zip.h>

#include <system_error>

namespace core::spreadsheet {
namespace {

Error too_large(const std::string& label, std::string_view why) {
    return {ErrorKind::too_large, "spreadsheet-too-large", fmt::format("{}: {}", label, why)};
}

Error not_a_package(const std::string& name, zip_error_t* error) {
    const int code = zip_error_code_zip(error);
    if (code == ZIP_ER_OPEN || code == ZIP_ER_READ || code == ZIP_ER_SEEK) {
        return {
            ErrorKind::unavailable, "file-unreadable", fmt::format("{}: {}", name, zip_error_strerror(error))
        };
    }
    return {
        ErrorKind::malformed,
        "not-a-spreadsheet",
        fmt::format(
            "{}: not an .ods file: no zip archive, or one cut short ({})", name, zip_error_strerror(error)
        )
    };
}

}  // namespace

void PackagePart::Close::operator()(zip_file* file) const {
    zip_fclose(file);
}

PackagePart::PackagePart(
    zip_file* file, std::uint64_t packed_bytes, std::string label, const ReadLimits& limits
)
    : file_(file), packed_bytes_(packed_bytes), label_(std::move(label)), limits_(limits) {}

int PackagePart::read(char* buffer, int size) {
    if (fault_) {
        return -1;
    }
    const auto got = zip_fread(file_.get(), buffer, static_cast<zip_uint64_t>(size));
    if (got < 0) {
        fault_ = Error{
            ErrorKind::malformed,
            "malformed-spreadsheet",
            fmt::format("{}: damaged ({})", label_, zip_error_strerror(zip_file_get_error(file_.get())))
        };
        return -1;
    }
    decoded_bytes_ += static_cast<std::uint64_t>(got);
    if (decoded_bytes_ > limits_.decoded_bytes) {
        fault_ = too_large(label_, fmt::format("unpacks to more than {} bytes", limits_.decoded_bytes));
    } else if (decoded_bytes_ > limits_.ratio_from_bytes && decoded_bytes_ / limits_.ratio > packed_bytes_) {
        fault_ = too_large(label_, fmt::format("unpacks to more than {} times its size", limits_.ratio));
    }
    return fault_ ? -1 : static_cast<int>(got);
}

void Package::Discard::operator()(zip* archive) const {
    zip_discard(archive);
}

Package::Package(zip* archive, std::string name, const ReadLimits& limits)
    : archive_(archive), name_(std::move(name)), limits_(limits) {}

Result<Package> Package::open(const std::filesystem::path& file, const ReadLimits& limits) {
    auto name = file.filename().string();
    std::error_code failed;
    const auto status = std::filesystem::status(file, failed);
    if (!std::filesystem::exists(status)) {
        return Error{ErrorKind::not_found, "file-not-found", name + ": no such file"};
    }
    // Anything but a regular file could block for ever or never end.
    if (!std::filesystem::is_regular_file(status)) {
        return Error{ErrorKind::malformed, "not-a-spreadsheet", name + ": not a regular file"};
    }
    const auto size = std::filesystem::file_size(file, failed);
    if (failed) {
        return Error{
            ErrorKind::unavailable, "file-unreadable", fmt::format("{}: {}", name, failed.message())
        };
    }
    if (size > limits.file_bytes) {
        return too_large(name, fmt::format("the file has more than {} bytes", limits.file_bytes));
    }
    int code = 0;
    auto* archive = zip_open(file.c_str(), ZIP_RDONLY, &code);
    if (archive == nullptr) {
        zip_error_t error;
        zip_error_init_with_code(&error, code);
        auto result = not_a_package(name, &error);
        zip_error_fini(&error);
        return result;
    }
    return Package(archive, std::move(name), limits);
}

Result<Package> Package::open(std::string_view bytes, std::string_view given_name, const ReadLimits& limits) {
    std::string name(given_name);
    if (bytes.size() > limits.file_bytes) {
        return too_large(name, fmt::format("the file has more than {} bytes", limits.file_bytes));
    }
    zip_error_t error;
    zip_error_init(&error);
    zip_t* archive = nullptr;
    if (auto* source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, &error)) {
        archive = zip_open_from_source(source, ZIP_RDONLY, &error);
        if (archive == nullptr) {
            zip_source_free(source);
        }
    }
    if (archive == nullptr) {
        auto result = not_a_package(name, &error);
        zip_error_fini(&error);
        return result;
    }
    zip_error_fini(&error);
    return Package(archive, std::move(name), limits);
}

bool Package::has(const char* path) const {
    return zip_name_locate(archive_.get(), path, 0) >= 0;
}

Result<PackagePart> Package::part(const char* path) const {
    const auto place = fmt::format("{}, {}", name_, path);
    const auto index = zip_name_locate(archive_.get(), path, 0);
    if (index < 0) {
        return Error{
            ErrorKind::malformed,
            "not-a-spreadsheet",
            fmt::format("{}: not an .ods file: has no {}", name_, path)
        };
    }
    const auto entry = static_cast<zip_uint64_t>(index);
    zip_stat_t stat;
    zip_stat_init(&stat);
    if (zip_stat_index(archive_.get(), entry, 0, &stat) != 0) {
        return Error{ErrorKind::malformed, "malformed-spreadsheet", place + ": damaged"};
    }
    if (stat.encryption_method != ZIP_EM_NONE) {
        return Error{
            ErrorKind::malformed, "encrypted-spreadsheet", name_ + ": encrypted; save it without a password"
        };
    }
    // ODF knows no other method; some that libzip knows ask for gigabytes before the first byte comes out.
    if (stat.comp_method != ZIP_CM_STORE && stat.comp_method != ZIP_CM_DEFLATE) {
        return Error{
            ErrorKind::malformed,
            "malformed-spreadsheet",
            place + ": packed by a method that .ods files do not use"
        };
    }
    auto* file = zip_fopen_index(archive_.get(), entry, 0);
    if (file == nullptr) {
        return Error{
            ErrorKind::malformed,
            "malformed-spreadsheet",
            fmt::format("{}: damaged ({})", place, zip_strerror(archive_.get()))
        };
    }
    return PackagePart(file, stat.comp_size, place, limits_);
}

}  // namespace core::spreadsheet
