// An uploaded archive of spider documents: bytes as they came, or an archive of a file made from them, which
// the last byte may damage.
#include "core/archive/zip.hpp"
#include "scraper/handlers/scrapyd/archive.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace {

constexpr std::string_view kSpider = R"json({
  "name": "a", "version": "1", "allowed_hosts": ["example.org"],
  "start": [{"url": "https://example.org/", "kind": "list"}], "pages": {"list": {"format": "structured"}}
})json";

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 2) return 0;
    const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
    if (data[0] % 2 == 0) {
        static_cast<void>(scraper::scrapyd::read_archive(bytes));
        return 0;
    }
    const auto middle = bytes.find('\0');
    std::string name(bytes.substr(0, middle));
    if (name.empty() || name.size() > 200) return 0;
    const std::string content(middle == std::string_view::npos ? "" : bytes.substr(middle + 1));
    std::string archive;
    try {
        archive = core::archive::write_zip(
            {{"spiders/a.json", std::string(kSpider), true}, {std::move(name), content, data[0] % 4 == 1}}
        );
    } catch (const std::runtime_error&) {
        return 0;  // not a name that an archive can have
    }
    if (data[0] >= 128) archive[data[size - 1] * archive.size() / 256] ^= static_cast<char>(data[0]);
    const auto documents = scraper::scrapyd::read_archive(archive);
    if (documents && documents->empty()) __builtin_trap();
    return 0;
}
