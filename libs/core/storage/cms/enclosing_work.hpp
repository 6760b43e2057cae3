#pragma once

#include "core/data/enclosing_work.hpp"
#include "core/postgres/connection.hpp"

#include <memory>

namespace core::storage {

/// Parts as savepoints of the transaction that `whole` has begun on `connection`, which it owns.
std::unique_ptr<data::CmsEnclosingWork> make_enclosing_work(
    std::unique_ptr<data::CmsUnitOfWork> whole, postgres::Connection& connection
);

}  // namespace core::storage
