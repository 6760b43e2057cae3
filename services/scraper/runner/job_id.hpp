#pragma once

#include "core/base/clock.hpp"

#include <string>

namespace scraper {

/// A fresh UUID of version 1 (RFC 9562 §5.1) as 32 hexadecimal digits, with a random node: unique over
/// processes, ordered by nothing.
std::string new_job_id(core::Instant now);

}  // namespace scraper
