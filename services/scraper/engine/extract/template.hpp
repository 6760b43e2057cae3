#pragma once

#include "core/base/clock.hpp"

#include <functional>
#include <string>
#include <string_view>

namespace scraper {

enum class Escape { none, percent };

/// What `{…}` in a template may name.
struct TemplateValues {
    std::function<const std::string*(std::string_view name)> find;  ///< null when there is none
    core::Instant now;
    std::string time_zone;
};

/// Fills `{name}`, `{today}` (`2026-11-21`), `{today+30d:%d %b %Y}`, `{today+1y:%Y}` (d, m, y). A template
/// that is nothing but one name gives its value as it is. A name nobody knows becomes nothing and sets
/// `missing`.
std::string fill_template(
    std::string_view text, const TemplateValues& values, Escape escape, bool* missing = nullptr
);

}  // namespace scraper
