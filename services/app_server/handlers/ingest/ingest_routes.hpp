#pragma once

#include "app_server/handlers/ingest/ingest_context.hpp"

#include <string_view>

namespace app {

/// Adds everything under `/internal/v1`, signed, and the readiness of the internal listener. Never for the
/// public router. The context must outlive it.
void add_ingest_routes(core::http::Router& router, const IngestContext& context);

/// The OpenAPI document of the internal endpoints.
std::string_view internal_openapi_document();

}  // namespace app
