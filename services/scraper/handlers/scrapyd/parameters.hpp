#pragma once

#include "core/base/error.hpp"
#include "core/http/message.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace scraper::scrapyd {

/// The parameters of a call: query and body are one pool. Of a repeated one the first counts.
class Parameters {
public:
    /// Reads `application/x-www-form-urlencoded` and `multipart/form-data` (RFC 7578); a body of another type
    /// is no source of parameters. `malformed` for a broken multipart body.
    static core::Result<Parameters> read(const core::http::Request& request);

    /// `invalid_input` with the message clients expect: `'spider' parameter is required`, `spider is invalid:
    /// …`.
    [[nodiscard]] core::Result<std::string> required(std::string_view name) const;
    [[nodiscard]] core::Result<std::optional<std::string>> maybe(std::string_view name) const;

    /// Bytes as sent, for a file; null when absent.
    [[nodiscard]] const std::string* bytes(std::string_view name) const;

    /// All, in order; names may repeat.
    [[nodiscard]] const std::vector<std::pair<std::string, std::string>>& all() const { return pairs_; }

private:
    std::vector<std::pair<std::string, std::string>> pairs_;
};

core::Error invalid(std::string_view name, std::string_view why);

}  // namespace scraper::scrapyd
