#pragma once

#include <string_view>

#include "core/http/router.hpp"

namespace app {

/// The OpenAPI document, as compiled into the binary.
std::string_view openapi_document();

/// The start page, the API's documentation and their assets.
void add_pages(core::http::Router& router);

}  // namespace app
