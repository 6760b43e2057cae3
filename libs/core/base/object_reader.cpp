#include "core/base/object_reader.hpp"

#include "core/base/time_zone.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace core::json {

namespace {

// RFC 3339 has four digits for the year; an offset can carry an instant past either end.
constexpr core::Instant kEarliest = std::chrono::sys_days(std::chrono::year(0) / 1 / 1);
constexpr core::Instant kEnd = std::chrono::sys_days(std::chrono::year(10000) / 1 / 1);

}  // namespace

void add_fault(Faults& faults, std::string pointer, std::string code, std::string detail) {
    faults.push_back({core::FaultPlace::body, std::move(pointer), std::move(code), std::move(detail)});
}

ObjectReader::ObjectReader(Value object, std::string pointer, Faults& faults)
    : object_(object), pointer_(std::move(pointer)), faults_(faults) {}

std::string ObjectReader::pointer(std::string_view name) const {
    std::string out = pointer_;
    append_pointer(out, name);
    return out;
}

std::string ObjectReader::element_pointer(std::string_view name, std::size_t index) const {
    return fmt::format("{}/{}", pointer(name), index);
}

void ObjectReader::fault(std::string_view name, std::string code, std::string detail) {
    add_fault(faults_, pointer(name), std::move(code), std::move(detail));
}

/// The member, or nothing when it is missing, which is a fault.
Value ObjectReader::take(std::string_view name) {
    taken_.push_back(name);
    const Value value = object_.find(name);
    if (!value.exists()) fault(name, "required", "is missing");
    return value;
}

/// True for a member that is null; leaves any other to be taken as what it should be.
bool ObjectReader::take_null(std::string_view name) {
    if (!object_.find(name).is_null()) return false;
    taken_.push_back(name);
    return true;
}

std::optional<std::string> ObjectReader::sound_text(std::string_view name) {
    const Value value = take(name);
    if (!value.exists()) return std::nullopt;
    const auto text = value.as_string();
    if (!text) {
        fault(name, "wrong-type", "must be a text");
        return std::nullopt;
    }
    if (text->find('\0') != std::string_view::npos) {
        fault(name, "bad-text", "must not hold the character U+0000");
        return std::nullopt;
    }
    return std::string(*text);
}

std::int64_t ObjectReader::number_in(
    Value value, const std::string& pointer, std::int64_t least, std::int64_t most
) {
    const auto number = value.as_int();
    if (!number) {
        if (value.exists()) add_fault(faults_, pointer, "wrong-type", "must be a whole number");
        return least;
    }
    if (*number >= least && *number <= most) return *number;
    add_fault(faults_, pointer, "out-of-range", fmt::format("must lie between {} and {}", least, most));
    return least;
}

std::string ObjectReader::text(std::string_view name) {
    return sound_text(name).value_or("");
}

std::string ObjectReader::visible_text(std::string_view name) {
    const auto text = sound_text(name);
    if (text && text->empty()) fault(name, "required", "must not be empty");
    return text.value_or("");
}

std::optional<std::string> ObjectReader::maybe_text(std::string_view name) {
    if (take_null(name)) return std::nullopt;
    return text(name);
}

bool ObjectReader::flag(std::string_view name) {
    const Value value = take(name);
    const auto flag = value.as_bool();
    if (!flag && value.exists()) fault(name, "wrong-type", "must be true or false");
    return flag.value_or(false);
}

std::int64_t ObjectReader::number(std::string_view name, std::int64_t least, std::int64_t most) {
    return number_in(take(name), pointer(name), least, most);
}

std::optional<std::int32_t> ObjectReader::maybe_number(
    std::string_view name, std::int32_t least, std::int32_t most
) {
    if (take_null(name)) return std::nullopt;
    return static_cast<std::int32_t>(number(name, least, most));
}

core::Instant ObjectReader::instant(std::string_view name) {
    const Value value = take(name);
    if (!value.exists()) return {};
    const auto parsed = core::parse_instant(value.as_string().value_or(""));
    if (!parsed) {
        fault(name, parsed.error().code, parsed.error().detail);
        return {};
    }
    if (*parsed < kEarliest || *parsed >= kEnd) fault(name, "out-of-range", "lies past the year 9999");
    return *parsed;
}

std::optional<core::Instant> ObjectReader::maybe_instant(std::string_view name) {
    if (take_null(name)) return std::nullopt;
    return instant(name);
}

std::vector<Value> ObjectReader::elements(std::string_view name) {
    const Value value = take(name);
    if (value.exists() && !value.is_array()) fault(name, "wrong-type", "must be an array");
    std::vector<Value> elements;
    if (!value.is_array()) return elements;
    elements.reserve(value.size());
    for (std::size_t i = 0; i < value.size(); ++i) elements.push_back(value.at(i));
    return elements;
}

std::optional<ObjectReader> ObjectReader::object(std::string_view name) {
    const Value value = take(name);
    if (value.is_object()) return ObjectReader(value, pointer(name), faults_);
    if (value.exists()) fault(name, "wrong-type", "must be an object");
    return std::nullopt;
}

void ObjectReader::finish() {
    for (std::size_t i = 0; i < object_.size(); ++i) {
        const auto name = object_.member_name(i);
        if (std::find(taken_.begin(), taken_.end(), name) != taken_.end()) continue;
        fault(name, std::string(kUnknownMember), "is not a member of this object");
    }
}

}  // namespace core::json
