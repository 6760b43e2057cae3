#include "core/archive/temporary_folder.hpp"

#include <cerrno>
#include <cstdlib>
#include <fstream>
#include <stdexcept>

namespace core::archive {

TemporaryFolder::TemporaryFolder() {
    auto pattern = (std::filesystem::temp_directory_path() / "lifted-XXXXXX").string();
    if (mkdtemp(pattern.data()) == nullptr) {
        throw std::filesystem::filesystem_error(
            "a temporary folder cannot be made", std::error_code(errno, std::generic_category())
        );
    }
    path_ = pattern;
}

TemporaryFolder::~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

bool is_plain_name(std::string_view name) {
    return !name.empty() && name != "." && name != ".." && name.find('/') == std::string_view::npos &&
           name.find('\\') == std::string_view::npos && name.find('\0') == std::string_view::npos;
}

void write_files(const std::filesystem::path& folder, const std::vector<File>& files) {
    for (const auto& file : files) {
        if (!is_plain_name(file.name)) throw std::invalid_argument("a file's name leaves its folder");
        std::ofstream out(folder / file.name, std::ios::binary);
        out.write(file.bytes.data(), static_cast<std::streamsize>(file.bytes.size()));
        out.close();
        if (!out) {
            throw std::filesystem::filesystem_error(
                "a file cannot be written", folder / file.name, std::make_error_code(std::errc::io_error)
            );
        }
    }
}

}  // namespace core::archive
