#pragma once

#include <string_view>

namespace scraper {

/// The OpenAPI 3.1 document of the API under /v1.
std::string_view openapi_document();

}  // namespace scraper
