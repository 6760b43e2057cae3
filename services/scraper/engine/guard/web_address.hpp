#pragma once

#include "core/base/error.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace scraper {

/// An address of the web, read by libcurl's parser, the one that later connects: what is checked is what is
/// fetched.
struct WebAddress {
    std::string url;     ///< normalised, without fragment: what is sent to libcurl
    std::string scheme;  ///< `http` or `https`
    std::string host;    ///< lower-case ASCII (UTS #46) or an IP address in its usual form, without brackets
    std::uint16_t port = 0;
    std::string target;  ///< path and query, percent-encoded; begins with a slash

    /// `https://host:port`, the port always written.
    [[nodiscard]] std::string origin() const;
};

/// Reads an absolute address, or a reference when `base` is given. Numeric spellings of IPv4 (`127.1`,
/// `2130706433`, `0x7f.1`, `0177.0.0.1`, full-width digits, percent escapes, a trailing dot) end as the
/// address they mean. `invalid_input` with code `unsupported-scheme`, `address-with-user` or
/// `malformed-address`; the last also for more than 8 KiB.
core::Result<WebAddress> parse_web_address(std::string_view text);
core::Result<WebAddress> parse_web_address(std::string_view reference, const WebAddress& base);

}  // namespace scraper
