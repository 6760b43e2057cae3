#pragma once

#include "core/base/error.hpp"
#include "core/postgres/errors.hpp"

#include <optional>
#include <string>

namespace core::storage {

/// `invalid_input` for a reference, at a JSON Pointer into the course, to what the framework lacks.
Error unknown_reference(std::string pointer);

/// What a broken constraint means to whoever sent the course: `invalid_input` for a reference to what the
/// framework lacks, `conflict` for a uid that is taken. No value for any other failure.
std::optional<Error> course_refusal(const postgres::SqlError& error);

}  // namespace core::storage
