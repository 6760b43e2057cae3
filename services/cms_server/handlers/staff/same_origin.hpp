#pragma once

#include "core/base/error.hpp"
#include "core/http/message.hpp"

namespace cms {

/// What a browser says about where a request comes from (Sec-Fetch-Site, Origin).
enum class Provenance {
    same_origin,  ///< one of our own pages
    foreign,      ///< somebody else's page
    unknown,      ///< no browser, or a very old one
};

Provenance provenance_of(const core::http::Request& request);

/// `forbidden`, code `cross-site-request`, for what comes from somebody else's page.
core::Result<void> refuse_foreign(const core::http::Request& request);

}  // namespace cms
