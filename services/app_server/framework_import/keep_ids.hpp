#pragma once

#include "core/domain/course.hpp"
#include "core/domain/framework.hpp"

#include <vector>

namespace app {

/// Renumbers an imported framework so that everything the store already has keeps its number, found again by
/// what identifies it to people: acronyms, names, keys within a vertical. New items get their sheet's number
/// where it was never used, else the next free one. The courses' references follow.
void keep_ids(
    core::domain::Framework& imported,
    const core::domain::Framework& existing,
    std::vector<core::domain::Course>& courses
);

}  // namespace app
