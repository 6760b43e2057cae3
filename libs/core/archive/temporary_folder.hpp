#pragma once

#include "core/archive/zip.hpp"

#include <filesystem>
#include <vector>

namespace core::archive {

/// A folder of its own, readable by this user alone, removed with everything in it at the end.
class TemporaryFolder {
public:
    /// Throws std::filesystem::filesystem_error when it cannot be made.
    TemporaryFolder();
    ~TemporaryFolder();
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;

    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

/// True for a name that stays inside the folder it is used in: no separator, not `.` or `..`, not empty.
bool is_plain_name(std::string_view name);

/// Writes files into a folder. Throws std::invalid_argument for a name that is not plain,
/// std::filesystem::filesystem_error when one cannot be written.
void write_files(const std::filesystem::path& folder, const std::vector<File>& files);

}  // namespace core::archive
