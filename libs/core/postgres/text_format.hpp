#pragma once

#include "core/base/clock.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// PostgreSQL's text format of the types we bind and read, with DateStyle ISO and TimeZone UTC. Readers give
/// no value for text that is not exactly one of the type.
namespace core::postgres::text_format {

std::string write(double number);

/// Instant::min() and max() stand for `-infinity` and `infinity`. Throws std::out_of_range past the year
/// 32767.
std::string write(Instant instant);

std::string write_array(std::span<const std::int64_t> numbers);
std::string write_array(std::span<const std::string> texts);

std::optional<double> read_double(std::string_view text);

/// A timestamptz.
std::optional<Instant> read_instant(std::string_view text);

/// The elements of a one-dimensional array, unquoted. An array with NULL elements is refused.
std::optional<std::vector<std::string>> read_array(std::string_view text);

}  // namespace core::postgres::text_format
