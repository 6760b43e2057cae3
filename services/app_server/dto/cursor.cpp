#include "app_server/dto/cursor.hpp"

#include "core/base/digest.hpp"

#include <charconv>
#include <cstring>

namespace app {

namespace {

using core::Error;
using core::ErrorKind;

constexpr char kFormat = '1';

template <class T>
void put(std::string& out, T value) {
    char bytes[sizeof(T)];
    std::memcpy(bytes, &value, sizeof(T));
    out.append(bytes, sizeof(T));
}

template <class T>
bool take(std::string_view& in, T& value) {
    if (in.size() < sizeof(T)) return false;
    in.copy(reinterpret_cast<char*>(&value), sizeof(T));
    in.remove_prefix(sizeof(T));
    return true;
}

Error invalid() {
    return {ErrorKind::malformed, "invalid-cursor", "is not a cursor of this list"};
}

}  // namespace

std::string encode_cursor(const Position& position, bool backwards, std::uint64_t fingerprint) {
    std::string bytes(1, kFormat);
    put(bytes, fingerprint);
    put(bytes, static_cast<std::uint8_t>(backwards));
    put(bytes, position.group);
    put(bytes, position.value);
    put(bytes, position.number);
    put(bytes, position.starts_at);
    put(bytes, position.ends_at);
    bytes += position.name;
    return core::to_base64url(bytes);
}

core::Result<PageStart> decode_cursor(std::string_view text, std::uint64_t fingerprint) {
    const auto bytes = core::from_base64url(text);
    if (!bytes || bytes->empty() || bytes->front() != kFormat) return invalid();
    std::string_view rest = std::string_view(*bytes).substr(1);
    std::uint64_t bound_to = 0;
    std::uint8_t backwards = 0;
    Position position;
    const bool whole = take(rest, bound_to) && take(rest, backwards) && take(rest, position.group) &&
                       take(rest, position.value) && take(rest, position.number) &&
                       take(rest, position.starts_at) && take(rest, position.ends_at);
    if (!whole || backwards > 1) return invalid();
    if (bound_to != fingerprint) {
        return Error{ErrorKind::malformed, "foreign-cursor", "belongs to a list with other parameters"};
    }
    position.name = std::string(rest);
    return PageStart{std::move(position), backwards == 1};
}

std::uint64_t fingerprint_of(std::string_view text, std::uint64_t before) {
    std::uint64_t hash = before;
    for (const char c : text) {
        hash ^= static_cast<unsigned char>(c);
        hash *= 1099511628211ULL;
    }
    return hash;
}

}  // namespace app
