#pragma once

#include "core/base/clock.hpp"

#include <chrono>
#include <optional>
#include <string_view>

namespace scraper {

/// The time a `Retry-After` field asks to wait (RFC 9110 §10.2.3): seconds or an HTTP date; none for anything
/// else. Never negative.
std::optional<std::chrono::seconds> parse_retry_after(std::string_view value, core::Instant now);

}  // namespace scraper
