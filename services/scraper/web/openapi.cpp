#include "scraper/web/openapi.hpp"

#include "core/base/embedded_file.hpp"

namespace scraper {

std::span<const core::EmbeddedFile> openapi_files();

std::string_view openapi_document() {
    return openapi_files().front().content;
}

}  // namespace scraper
