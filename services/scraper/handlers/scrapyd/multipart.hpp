#pragma once

#include "core/base/error.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace scraper::scrapyd {

/// The fields of a `multipart/form-data` body (RFC 7578): names and contents, file names ignored.
/// `malformed`, code `malformed-form`, for a missing boundary, a part that does not end, and more than 100
/// parts.
core::Result<std::vector<std::pair<std::string, std::string>>> read_multipart(
    std::string_view content_type, std::string_view body
);

}  // namespace scraper::scrapyd
