#pragma once

#include "core/base/error.hpp"

#include <exception>
#include <optional>

namespace core::service {

/// What a request is answered when the database failed under it; for http::ServerConfig::translate_exception.
/// `unavailable` when it cannot be reached, all its connections are taken, its disk is full (code
/// `database-full`) or the server is no longer the one that writes; `timed_out` for a statement past its
/// limit; `unavailable`, code `busy`, for a lock not had in time, a deadlock or a serialisation failure, all
/// of which a repetition may solve. No value for anything else: that is a fault of ours.
std::optional<Error> database_failure(const std::exception_ptr& failure);

/// Whether others were changing the same things: a lock not had in time, a deadlock or a serialisation
/// failure. PostgreSQL has undone the whole transaction, which may be tried again.
bool lost_race(const std::exception_ptr& failure);

}  // namespace core::service
