#include "scraper/engine/document/argument.hpp"

#include "core/base/time_zone.hpp"
#include "scraper/engine/document/members.hpp"
#include "scraper/engine/read/ascii.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace scraper {

namespace {

using core::json::add_fault;
using core::json::Faults;
using core::json::Value;

struct TypeName {
    ArgumentType type;
    std::string_view name;
    std::string_view wanted;
};

constexpr std::array<TypeName, 5> kTypes = {
    TypeName{ArgumentType::text, "text", "text"},
    TypeName{ArgumentType::integer, "integer", "integer"},
    TypeName{ArgumentType::number, "number", "number"},
    TypeName{ArgumentType::date, "date", "date (YYYY-MM-DD)"},
    TypeName{ArgumentType::flag, "flag", "flag (true or false)"}
};

const TypeName& named(ArgumentType type) {
    return *std::ranges::find(kTypes, type, &TypeName::type);
}

template <class Number>
bool is_number(std::string_view text) {
    Number number{};
    const auto* const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, number);
    return error == std::errc() && stop == end && std::isfinite(static_cast<double>(number));
}

bool is_date(std::string_view text) {
    return text.size() == 10 && core::parse_instant(std::string(text) + "T00:00:00Z").has_value();
}

bool is_value(ArgumentType type, std::string_view text) {
    switch (type) {
        case ArgumentType::text: return true;
        case ArgumentType::integer: return is_number<std::int64_t>(text);
        case ArgumentType::number: return is_number<double>(text);
        case ArgumentType::date: return is_date(text);
        case ArgumentType::flag: return text == "true" || text == "false";
    }
    return false;
}

/// What `{…}` in a template may name.
bool is_name(std::string_view text) {
    return !text.empty() && text.size() <= 64 && read::is_letter(text.front()) &&
           std::ranges::all_of(text, [](char c) {
               return read::is_letter(c) || read::is_digit(c) || c == '_' || c == '-';
           });
}

void check_name(std::string_view name, const std::string& pointer, Faults& faults) {
    constexpr std::string_view kTaken[] = {"project", "spider", "jobid", "priority", "setting", "today"};
    if (!is_name(name))
        add_fault(
            faults, pointer, "bad-text", "begins with a letter, then letters, digits, - and _, at most 64"
        );
    if (std::ranges::find(kTaken, name) != std::end(kTaken))
        add_fault(faults, pointer, "reserved-name", "means something else when a job is scheduled");
}

Argument read_argument(std::string name, Members& in) {
    Argument argument;
    argument.name = std::move(name);
    argument.description = in.text_or("description", "");
    const auto type = in.text_or("type", "text");
    const auto* const known = std::ranges::find(kTypes, type, &TypeName::name);
    if (known == kTypes.end()) {
        in.fault("type", "unknown-value", "must be text, integer, number, date or flag");
    } else {
        argument.type = known->type;
    }
    if (in.has("default")) {
        argument.usual = in.text_or("default", "");
        if (const auto why = why_no_value(argument.type, *argument.usual))
            in.fault("default", "bad-value", *why);
    }
    return argument;
}

}  // namespace

std::string_view to_string(ArgumentType type) {
    return named(type).name;
}

std::optional<std::string> why_no_value(ArgumentType type, std::string_view text) {
    constexpr std::size_t kMost = 2'000;
    if (text.size() > kMost) return fmt::format("it has more than {} bytes", kMost);
    if (is_value(type, text)) return std::nullopt;
    return fmt::format("'{}' is no {}", text, named(type).wanted);
}

std::vector<Argument> parse_arguments(Value value, const std::string& pointer, Faults& faults) {
    std::vector<Argument> arguments;
    if (value.exists() && !value.is_object()) add_fault(faults, pointer, "wrong-type", "must be an object");
    for (std::size_t i = 0; value.is_object() && i < value.size(); ++i) {
        auto at = pointer;
        core::json::append_pointer(at, value.member_name(i));
        check_name(value.member_name(i), at, faults);
        Members in(value.member_value(i), at, faults);
        arguments.push_back(read_argument(std::string(value.member_name(i)), in));
        in.finish();
    }
    return arguments;
}

}  // namespace scraper
