#pragma once

#include "core/base/error.hpp"
#include "core/spreadsheet/ods_reader.hpp"
#include "core/spreadsheet/xml_reader.hpp"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

struct zip;
struct zip_file;

namespace core::spreadsheet {

/// One part of the package, unpacked as it is read and never beyond the limits.
class PackagePart final : public ByteSource {
public:
    PackagePart(zip_file* file, std::uint64_t packed_bytes, std::string label, const ReadLimits& limits);

    int read(char* buffer, int size) override;

    /// Why the last `read` failed.
    [[nodiscard]] const std::optional<Error>& fault() const { return fault_; }

private:
    struct Close {
        void operator()(zip_file* file) const;
    };

    std::unique_ptr<zip_file, Close> file_;
    std::uint64_t packed_bytes_;
    std::uint64_t decoded_bytes_ = 0;
    std::string label_;
    ReadLimits limits_;
    std::optional<Error> fault_;
};

/// The zip package of an OpenDocument file (ODF 1.3 part 2). Only stored and deflated parts are opened.
class Package {
public:
    static Result<Package> open(const std::filesystem::path& file, const ReadLimits& limits);
    static Result<Package> open(std::string_view bytes, std::string_view name, const ReadLimits& limits);

    /// `malformed` `not-a-spreadsheet` when there is no such part.
    [[nodiscard]] Result<PackagePart> part(const char* path) const;
    [[nodiscard]] bool has(const char* path) const;

    [[nodiscard]] const std::string& name() const { return name_; }

private:
    struct Discard {
        void operator()(zip* archive) const;
    };

    Package(zip* archive, std::string name, const ReadLimits& limits);

    std::unique_ptr<zip, Discard> archive_;
    std::string name_;
    ReadLimits limits_;
};

}  // namespace core::spreadsheet
