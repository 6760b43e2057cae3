#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace cms {

/// On whose behalf a use case acts: what the audit log and the history say.
struct Actor {
    std::optional<std::int64_t> id;  ///< of the staff account; none for the system itself
    std::string name = "system";     ///< user name
    std::string client;              ///< address; empty for the system
    std::string request_id;
    std::string user_agent;
};

}  // namespace cms
