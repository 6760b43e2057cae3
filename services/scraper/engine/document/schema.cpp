#include "scraper/engine/document/schema.hpp"

#include "core/base/embedded_file.hpp"

namespace scraper {

std::span<const core::EmbeddedFile> spider_schema_files();

std::string_view spider_schema() {
    return spider_schema_files().front().content;
}

}  // namespace scraper
