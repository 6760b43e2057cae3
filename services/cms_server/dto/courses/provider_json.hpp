#pragma once

#include "cms_server/dto/courses/presentation.hpp"
#include "core/base/json.hpp"
#include "core/data/providers.hpp"

namespace cms {

/// Writes `{"id", "version", "name", "website", "aliases", "courses", "updated_at"}`.
void write_provider(
    core::json::Writer& json, const core::data::CanonicalProvider& provider, const Presentation& presentation
);

}  // namespace cms
