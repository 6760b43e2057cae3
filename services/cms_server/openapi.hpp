#pragma once

#include "core/base/embedded_file.hpp"

#include <span>
#include <string>

namespace cms {

/// One OpenAPI document out of parts: `base.json`, and one part for each area with its own `paths` and
/// `components`; another member of a part, such as `info`, replaces the base's. Throws std::logic_error when
/// a part is no JSON object, lacks a base, or repeats a path's operation or a component with other content.
std::string merge_openapi(std::span<const core::EmbeddedFile> parts);

/// The staff API's document.
const std::string& openapi_document();

/// The document of the port that scrapers hand their results in at.
const std::string& hand_in_openapi_document();

}  // namespace cms
