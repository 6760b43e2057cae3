#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace scraper {

/// The host of an absolute address, without port, in lower case; empty when it has none.
std::string host_of(std::string_view url);

/// An address as an item has it: canonical, but with the fragment if the link points into the page itself.
std::string item_url(std::string_view link, std::string_view base, std::string_view page);

/// Percent-encodes everything but unreserved characters (RFC 3986 §2.3).
std::string percent_encode(std::string_view text);

/// `application/x-www-form-urlencoded` (URL Standard §5.2).
std::string form_encode(const std::vector<std::pair<std::string, std::string>>& fields);

}  // namespace scraper
