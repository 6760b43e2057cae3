#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace core::http {

enum class Plus { literal, space };

/// Decodes `%XX` (RFC 3986 §2.1). No value for a broken escape, and for a result that holds NUL or is not
/// UTF-8.
std::optional<std::string> percent_decode(std::string_view text, Plus plus = Plus::literal);

/// Appends `text` with everything but RFC 3986's unreserved characters escaped: fit for any part of a URL.
void append_percent_encoded(std::string& out, std::string_view text);

}  // namespace core::http
