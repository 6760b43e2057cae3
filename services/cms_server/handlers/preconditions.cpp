#include "cms_server/handlers/preconditions.hpp"

#include <charconv>

namespace cms {

std::string version_etag(std::int64_t version) {
    return "v" + std::to_string(version);
}

core::Result<std::int64_t> required_version(const core::http::Request& request) {
    const auto field = request.header("If-Match");
    if (field.empty()) {
        return core::Error{
            core::ErrorKind::precondition_required,
            "if-match-required",
            "say which version you change: send its entity tag in If-Match",
            {{core::FaultPlace::header, "If-Match", "missing-header", "is missing"}}
        };
    }
    std::int64_t version = 0;
    const bool quoted = field.size() > 3 && field.starts_with("\"v") && field.ends_with('"');
    const auto digits = quoted ? field.substr(2, field.size() - 3) : std::string_view();
    const auto [end, fault] = std::from_chars(digits.data(), digits.data() + digits.size(), version);
    if (!quoted || fault != std::errc() || end != digits.data() + digits.size() || version < 1) {
        return core::Error{
            core::ErrorKind::malformed,
            "invalid-if-match",
            "If-Match must hold the one entity tag that the object was read with",
            {{core::FaultPlace::header, "If-Match", "invalid-value", R"(must look like "v12")"}}
        };
    }
    return version;
}

}  // namespace cms
