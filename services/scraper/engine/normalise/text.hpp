#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace scraper::normalise {

/// A step from text to text that a spider document can name.
using TextStep = std::string (*)(std::string_view text);

/// `lower`, `upper`, `title-case`, `title-if-capitals`, `strip-html`, `first-line`, `digits`,
/// `without-brackets`, `url-decode`, `slug`; null for any other name.
TextStep find_text_step(std::string_view name);

/// Names `find_text_step` knows, for messages.
std::vector<std::string_view> text_step_names();

/// Runs of white space (no-break spaces too) become one space; none at the ends.
std::string clean(std::string_view text);

/// Every word begins with a capital: `LAW SOCIETY OF SINGAPORE` → `Law Society Of Singapore`.
std::string title_case(std::string_view text);

/// Lower case by Unicode, whatever the language.
std::string lower(std::string_view text);

}  // namespace scraper::normalise
