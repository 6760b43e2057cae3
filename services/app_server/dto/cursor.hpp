#pragma once

#include "app_server/catalogue/row_index.hpp"
#include "core/base/error.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace app {

/// Writes a page's place as an opaque, URL-safe text, bound to the query it belongs to by `fingerprint`.
std::string encode_cursor(const Position& position, bool backwards, std::uint64_t fingerprint);

/// Reads what `encode_cursor` wrote. `malformed` with code `invalid-cursor`, or `foreign-cursor` when it
/// belongs to another query.
core::Result<PageStart> decode_cursor(std::string_view text, std::uint64_t fingerprint);

/// FNV-1a over the canonical form of a query (Fowler, Noll, Vo): tells one query from another; it keeps no
/// secret. Goes on from the fingerprint of what stands before the text.
std::uint64_t fingerprint_of(std::string_view text, std::uint64_t before = 14695981039346656037ULL);

}  // namespace app
