#pragma once

#include "core/http/router.hpp"

#include <string_view>

namespace app {

/// The OpenAPI document, as compiled into the binary.
std::string_view openapi_document();

/// The start page, the API's documentation and their assets.
void add_pages(core::http::Router& router);

}  // namespace app
