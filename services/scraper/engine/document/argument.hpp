#pragma once

#include "core/base/object_reader.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace scraper {

enum class ArgumentType {
    text,
    integer,
    number,
    date,  ///< `2026-11-21`
    flag,  ///< `true` or `false`
};

std::string_view to_string(ArgumentType type);

/// Something a job may tell a spider. It becomes a page variable of every start address.
struct Argument {
    std::string name;  ///< begins with a letter, then letters, digits, `_` and `-`
    ArgumentType type = ArgumentType::text;
    std::optional<std::string> usual;  ///< without it the argument must be given
    std::string description;
};

/// Why a text is no value of that type, `'soon' is no date (YYYY-MM-DD)`; none when it is.
std::optional<std::string> why_no_value(ArgumentType type, std::string_view text);

/// The `arguments` of a spider document, in their order there. Parameters of schedule.json cannot be
/// arguments.
std::vector<Argument> parse_arguments(
    core::json::Value value, const std::string& pointer, core::json::Faults& faults
);

}  // namespace scraper
