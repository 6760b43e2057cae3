#pragma once

#include <cstddef>
#include <stdexcept>
#include <string>
#include <string_view>

namespace core::http {

enum class Encoding { identity, gzip, brotli, zstd };

inline constexpr std::size_t kEncodings = 4;

/// The token of an encoding in Content-Encoding; empty for identity.
std::string_view content_coding(Encoding encoding);

/// Chooses by Accept-Encoding (RFC 9110 §12.5.3): the highest q, ties in the order br, zstd, gzip, identity;
/// q=0 means never. Identity when the field is empty, and when the client refuses everything we have: an
/// answer it may be able to read is better than none. An element that breaks the grammar is passed over.
Encoding choose_encoding(std::string_view accept_encoding);

/// gzip at level 6, br at quality 5, zstd at level 3: what pays when the result is sent more than once.
std::string compress(std::string_view bytes, Encoding encoding);

/// The decoded bytes would exceed the limit.
class DecodedTooLarge : public std::runtime_error {
public:
    DecodedTooLarge() : std::runtime_error("decoded content exceeds its limit") {}
};

/// Undoes `compress`. Throws DecodedTooLarge for bytes that grow beyond `limit`, before they have taken more
/// memory than that, and std::runtime_error for bytes that are not that encoding, end early or go on behind
/// its end.
std::string decompress(std::string_view bytes, Encoding encoding, std::size_t limit);

}  // namespace core::http
