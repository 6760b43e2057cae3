#pragma once

#include "scraper/engine/fetch/fetcher.hpp"

#include <optional>
#include <string>

namespace scraper {

/// The address a redirect leads to, as sent; none when the answer is no redirect to follow (RFC 9110 §15.4).
std::optional<std::string> redirect_target(const FetchResponse& response);

/// What is asked at the new address: 303, and 301 and 302 after a POST, become GET without body; a change of
/// origin loses credentials and the validators of the first address.
void redirect_request(FetchRequest& request, unsigned status, bool same_origin);

}  // namespace scraper
