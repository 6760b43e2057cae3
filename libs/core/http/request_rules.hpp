#pragma once

#include "core/http/message.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// What RFC 9110 and 9112 demand of a request beyond its grammar, and Beast's parser does not look at.
namespace core::http {

/// Why a request is not served. The connection ends after the answer: what follows on it cannot be trusted.
struct Refusal {
    unsigned status = 400;
    std::string_view code;
    std::string_view detail;
};

/// How a request's body is delimited (RFC 9112 §6).
struct Framing {
    bool http11 = true;
    bool chunked = false;
    std::uint64_t content_length = 0;
    bool expects_continue = false;

    [[nodiscard]] bool has_body() const { return chunked || content_length > 0; }
};

/// The fields that decide framing and authority, as the grammar found them.
struct FramingFields {
    std::vector<std::string_view> transfer_encoding;
    std::string_view content_length;
    std::string_view host;
    std::string_view expect;
    unsigned content_length_count = 0;
    unsigned host_count = 0;

    void clear();
};

/// Exactly one framing, understood by us; anything else could be read differently by a proxy before us (RFC
/// 9112 §6.1, §6.3). Fills `framing`, whose `http11` is given.
std::optional<Refusal> check_framing(const FramingFields& fields, Framing& framing);

/// `uri-host [":" port]` of RFC 9110 §7.2, without percent escapes and userinfo; never empty.
bool is_authority(std::string_view text);

/// The host of an authority without port and brackets.
std::string_view host_of(std::string_view authority);

/// Brings `request.target` to origin form and fills path, query and host (RFC 9112 §3.2, §3.3). The authority
/// of the absolute form wins over Host. `scratch` holds the target where it had to be rewritten.
std::optional<Refusal> check_target(
    Request& request, const FramingFields& fields, bool http11, std::string& scratch
);

/// Without a value for a method we do not implement, TRACE and CONNECT among them.
std::optional<Method> parse_method(std::string_view token);

}  // namespace core::http
