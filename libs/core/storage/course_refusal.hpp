#pragma once

#include "core/base/error.hpp"
#include "core/postgres/errors.hpp"

#include <optional>

namespace core::storage {

/// What a broken constraint means to whoever sent the course: `invalid_input` for a reference to what the
/// framework lacks, `conflict` for a uid that is taken. No value for any other failure.
std::optional<Error> course_refusal(const postgres::SqlError& error);

}  // namespace core::storage
