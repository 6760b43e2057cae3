#pragma once

#include "core/data/publication.hpp"
#include "core/postgres/connection.hpp"

namespace core::storage {

/// A row of the view `editorial.publication_status`, column by column.
data::Publication read_publication(const postgres::Row& row);

/// The notice that wakes the delivery when the transaction commits.
postgres::Statement wake_delivery();

}  // namespace core::storage
