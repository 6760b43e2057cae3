#pragma once

namespace core::domain {

/// What a member of staff may do; each role includes those before it.
enum class StaffRole { viewer, editor, publisher, administrator };

}  // namespace core::domain
