#pragma once

#include "app_server/dump/read_records.hpp"

namespace app::dump {

/// Notes, by line, each item of the file that the stored framework has already.
void check_not_stored(const core::domain::Framework& stored, const Records& records, Problems& problems);

/// The stored framework with the items of the file among it, each list in the order of its ids.
core::domain::Framework merge(core::domain::Framework stored, const core::domain::Framework& added);

/// Checks the framework as it would be stored; each fault is noted with the line of its item.
void check_framework(const core::domain::Framework& merged, const Records& records, Problems& problems);

/// Checks what the courses of the file refer to.
void check_references(const core::domain::Framework& merged, const Records& records, Problems& problems);

}  // namespace app::dump
