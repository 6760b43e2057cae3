#pragma once

#include "core/base/error.hpp"
#include "core/data/draft_list.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace cms {

struct CursorPlace {
    core::data::DraftPlace place;
    bool backwards = false;
};

/// Writes a place in a list as an opaque, URL-safe text, bound by `query` (canonical) to the list it is of.
std::string encode_cursor(const CursorPlace& place, std::string_view query);

/// Reads what `encode_cursor` wrote. `malformed` with code `invalid-cursor`, or `foreign-cursor` when it
/// belongs to another query.
core::Result<CursorPlace> decode_cursor(std::string_view text, std::string_view query);

}  // namespace cms
