#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace test {

struct ZipPart {
    std::string name;
    std::string bytes;
    std::string password = {};  ///< AES-256 when given
};

/// A zip archive in memory; the parts in the given order, deflated.
std::string make_zip(const std::vector<ZipPart>& parts);

/// A `content.xml` around `table:table` elements.
std::string content_xml(std::string_view tables);

/// An .ods of one `content.xml`.
std::string make_ods(std::string_view tables);

using Rows = std::vector<std::vector<std::string>>;

/// A `table:table` of text cells; line feeds become paragraphs.
std::string text_table(std::string_view name, const Rows& rows);

/// A folder of its own, removed with what is in it.
class TemporaryFolder {
public:
    TemporaryFolder();
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;
    ~TemporaryFolder();

    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

    std::filesystem::path write(const std::string& name, std::string_view bytes) const;

private:
    std::filesystem::path path_;
};

}  // namespace test
