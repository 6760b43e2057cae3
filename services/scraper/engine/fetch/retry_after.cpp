#include "scraper/engine/fetch/retry_after.hpp"

#include <algorithm>
#include <charconv>
#include <curl/curl.h>
#include <string>

namespace scraper {

std::optional<std::chrono::seconds> parse_retry_after(std::string_view value, core::Instant now) {
    using std::chrono::seconds;
    std::int64_t count = 0;
    const auto* const end = value.data() + value.size();
    const auto [stop, error] = std::from_chars(value.data(), end, count);
    if (error == std::errc() && stop == end && count >= 0) return seconds(count);
    const std::time_t date = curl_getdate(std::string(value).c_str(), nullptr);
    if (value.empty() || date < 0) return std::nullopt;
    const auto today = std::chrono::duration_cast<seconds>(now.time_since_epoch()).count();
    return seconds(std::max<std::int64_t>(0, date - today));
}

}  // namespace scraper
