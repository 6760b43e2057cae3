#pragma once

#include "cms_server/use_cases/actor/actor.hpp"
#include "core/data/audit.hpp"
#include "core/domain/staff.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

namespace cms {

/// The service itself, as when a command is run on its machine.
inline Actor system_actor() {
    return {std::nullopt, "system", "", "", ""};
}

/// An entry about something `actor` did to a staff account.
inline core::data::AuditEntry staff_entry(
    const Actor& actor, std::string action, std::int64_t account, std::string difference = "{}"
) {
    return {
        actor.id,
        actor.name,
        std::move(action),
        "staff",
        std::to_string(account),
        actor.client,
        actor.request_id,
        std::move(difference)
    };
}

}  // namespace cms
