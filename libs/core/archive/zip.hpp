#pragma once

#include "core/base/error.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace core::archive {

struct File {
    std::string name;  ///< its path inside the archive
    std::string bytes;
    bool packed = true;  ///< false: stored as it is
};

/// A zip archive of these files, in this order, with fixed time stamps: the same files always give the same
/// bytes. Throws std::runtime_error when it cannot be made.
std::string write_zip(const std::vector<File>& files);

struct ZipLimits {
    std::uint64_t packed_bytes = 16ULL << 20;
    std::uint64_t bytes = 64ULL << 20;  ///< unpacked, all files together
    std::size_t files = 1'000;
};

/// The files of a zip archive; folders are left out. `malformed`, code `not-an-archive`, for what is none, is
/// damaged or encrypted; `too_large`, code `archive-too-large`, past a limit. `name` stands for the archive
/// in errors.
Result<std::vector<File>> read_zip(
    std::string_view bytes, std::string_view name, const ZipLimits& limits = {}
);

}  // namespace core::archive
