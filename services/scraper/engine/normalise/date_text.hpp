#pragma once

#include <string>
#include <string_view>

namespace scraper::normalise {

/// A date as it is written, made plain: names of months in English and short, names of days, commas, ordinals
/// and repeated spaces gone, `a.m.` as AM.
std::string plain_date(std::string_view text);

/// A format made plain the same way: `%A`, `%a` and commas gone, `%B` as `%b`.
std::string plain_format(std::string_view format);

}  // namespace scraper::normalise
