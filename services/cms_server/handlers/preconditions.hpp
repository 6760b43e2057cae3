#pragma once

#include "core/base/error.hpp"
#include "core/http/message.hpp"

#include <cstdint>
#include <string>

namespace cms {

/// The entity tag of an object's version, opaque part: `v12`.
std::string version_etag(std::int64_t version);

/// The version that a write must still find, from `If-Match: "v12"` (RFC 9110 §13.1.1).
/// `precondition_required`, code `if-match-required`, without the field; `malformed`, code
/// `invalid-if-match`, for anything but one strong tag of ours: `*` would overwrite what the caller has not
/// seen.
core::Result<std::int64_t> required_version(const core::http::Request& request);

}  // namespace cms
