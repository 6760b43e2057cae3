#pragma once

#include "core/data/providers.hpp"
#include "core/postgres/result_set.hpp"

namespace core::storage {

/// Columns: id, version, canonical name, website, updated at, aliases, number of courses.
data::CanonicalProvider read_provider(const postgres::Row& row);

}  // namespace core::storage
