#pragma once

#include "scraper/engine/extract/extractor.hpp"

#include <string>

namespace scraper {

/// What a spider finds on one page, as JSON for the API: `items`, `follow`, `faults`, and `rules` with how
/// often each was asked, how often it found something, the first value, and the reason when it found nothing.
std::string try_json(const Spider& spider, const Page& page, const CarriedValues& carried);

/// The same for people, in lines.
std::string try_text(const Spider& spider, const Page& page, const CarriedValues& carried);

/// Why a rule found nothing; empty when it did.
std::string why_nothing(const RuleUse& rule);

}  // namespace scraper
