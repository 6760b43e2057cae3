#pragma once

#include "core/base/clock.hpp"
#include "core/base/log.hpp"

#include <string>
#include <string_view>

namespace core::log {

/// The members that name the process: `,"service":…,"version":…`; empty for none.
std::string process_members(std::string_view service, std::string_view version);

/// Appends one line with its line feed: what `write` queues.
void render(
    std::string& out,
    Instant now,
    Level level,
    std::string_view process,  ///< from process_members
    std::string_view message,
    Fields fields
);

}  // namespace core::log
