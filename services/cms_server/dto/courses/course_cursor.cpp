#include "cms_server/dto/courses/course_cursor.hpp"

#include "core/base/digest.hpp"
#include "core/base/object_reader.hpp"
#include "core/documents/parse_object.hpp"

#include <limits>

namespace cms {

namespace {

using core::json::ObjectReader;

constexpr std::size_t kDigestLetters = 16;
constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t kEndOfTime = 253'402'300'799'000'000;  // the year 9999, in microseconds

std::string digest_of(std::string_view query) {
    return core::sha256_hex(query).substr(0, kDigestLetters);
}

}  // namespace

std::string encode_cursor(const CursorPlace& at, std::string_view query) {
    std::string text;
    core::json::Writer json(text);
    json.begin_object().member("q", digest_of(query)).member("back", at.backwards);
    json.member("at", static_cast<std::int64_t>(at.place.at.time_since_epoch().count()));
    json.member("name", at.place.name).member("id", at.place.id).end_object();
    return core::to_base64url(text);
}

core::Result<CursorPlace> decode_cursor(std::string_view text, std::string_view query) {
    const auto bytes = core::from_base64url(text);
    std::string bound_to;
    const auto read = [&](ObjectReader& in) {
        CursorPlace at;
        bound_to = in.text("q");
        at.backwards = in.flag("back");
        at.place.at = core::Instant(std::chrono::microseconds(in.number("at", 0, kEndOfTime)));
        at.place.name = in.text("name");
        at.place.id = in.number("id", 0, kMost);
        return at;
    };
    auto at = bytes ? core::documents::parse_object(*bytes, {.depth = 2, .values = 16}, read)
                    : core::Result<CursorPlace>(bytes.error());
    if (!at) return core::Error{core::ErrorKind::malformed, "invalid-cursor", "is not a cursor of this list"};
    if (bound_to != digest_of(query)) {
        return core::Error{
            core::ErrorKind::malformed, "foreign-cursor", "belongs to a list with other parameters"
        };
    }
    return at;
}

}  // namespace cms
