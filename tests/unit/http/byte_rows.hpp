#pragma once

#include "parse_whole.hpp"

#include <catch2/catch.hpp>

#include <string_view>

namespace core::http::testing {

/// Bytes as they arrive and what the parser makes of them: accepted, refused with a status, or more needed.
struct Row {
    std::string_view what;
    unsigned status;
    std::string_view bytes;
};

/// Each row is read whole and byte by byte, with the same outcome.
template <std::size_t N>
void check(const Row (&rows)[N]) {
    for (const Row& row : rows) {
        INFO(row.what);
        CHECK(parse_whole(row.bytes).status == row.status);
        INFO("byte by byte");
        CHECK(parse_whole(row.bytes, 1).status == row.status);
    }
}

}  // namespace core::http::testing
