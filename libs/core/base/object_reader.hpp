#pragma once

#include "core/base/clock.hpp"
#include "core/base/decimal.hpp"
#include "core/base/error.hpp"
#include "core/base/json.hpp"

#include <concepts>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace core::json {

using Faults = std::vector<core::FieldError>;

/// Code of the fault of a member that its object may not have: a typing error must not look like an answer.
inline constexpr std::string_view kUnknownMember = "unknown-member";

void add_fault(Faults& faults, std::string pointer, std::string code, std::string detail);

/// Reads the members of a JSON object strictly. Each function takes one member, notes a fault when it is
/// missing or is not what it should be, and then gives a default; `finish` notes every member that nobody
/// took.
class ObjectReader {
public:
    /// `pointer` is where the object stands in its document (RFC 6901).
    ObjectReader(Value object, std::string pointer, Faults& faults);

    /// Whether the member is there at all: for members that may be left out.
    [[nodiscard]] bool has(std::string_view name) const { return object_.find(name).exists(); }

    std::string text(std::string_view name);
    std::string visible_text(std::string_view name);  ///< not empty

    /// A text that `parse` knows, as what it makes of it; `detail` says which ones it knows.
    template <class Parse>
    auto word(std::string_view name, Parse parse, std::string_view detail) {
        const auto text = sound_text(name);
        const auto value = text ? parse(*text) : std::nullopt;
        if (text && !value) fault(name, "unknown-value", std::string(detail));
        return value;
    }

    std::optional<std::string> maybe_text(std::string_view name);
    bool flag(std::string_view name);
    std::int64_t number(std::string_view name, std::int64_t least, std::int64_t most);
    std::optional<std::int32_t> maybe_number(std::string_view name, std::int32_t least, std::int32_t most);
    core::Instant instant(std::string_view name);
    std::optional<core::Instant> maybe_instant(std::string_view name);

    /// The elements of an array.
    std::vector<Value> elements(std::string_view name);

    /// A member that is an object; none when it is not.
    std::optional<ObjectReader> object(std::string_view name);

    template <class Id>
        requires std::is_enum_v<Id>
    Id id(std::string_view name) {
        return static_cast<Id>(number(name, 1, kMaxId));
    }

    template <class Id>
    std::optional<Id> maybe_id(std::string_view name) {
        if (take_null(name)) return std::nullopt;
        return id<Id>(name);
    }

    template <class Id>
    std::vector<Id> ids(std::string_view name) {
        std::vector<Id> ids;
        const auto listed = elements(name);
        for (std::size_t i = 0; i < listed.size(); ++i) {
            ids.push_back(static_cast<Id>(number_in(listed[i], element_pointer(name, i), 1, kMaxId)));
        }
        return ids;
    }

    template <int Scale>
    core::Decimal<Scale> decimal(std::string_view name) {
        const auto text = sound_text(name);
        if (!text) return {};
        const auto parsed = core::Decimal<Scale>::parse(*text);
        if (parsed) return *parsed;
        fault(name, parsed.error().code, parsed.error().detail);
        return {};
    }

    template <int Scale>
    std::optional<core::Decimal<Scale>> maybe_decimal(std::string_view name) {
        if (take_null(name)) return std::nullopt;
        return decimal<Scale>(name);
    }

    void fault(std::string_view name, std::string code, std::string detail);
    [[nodiscard]] std::string pointer(std::string_view name) const;
    [[nodiscard]] std::string element_pointer(std::string_view name, std::size_t index) const;

    [[nodiscard]] Faults& faults() { return faults_; }

    /// To be called once, when every member that may be there was asked for.
    void finish();

private:
    static constexpr std::int64_t kMaxId = std::numeric_limits<std::int32_t>::max();

    std::optional<std::string> sound_text(std::string_view name);  ///< none when it is a fault
    Value take(std::string_view name);
    bool take_null(std::string_view name);
    std::int64_t number_in(Value value, const std::string& pointer, std::int64_t least, std::int64_t most);

    Value object_;
    std::string pointer_;
    Faults& faults_;
    std::vector<std::string_view> taken_;
};

}  // namespace core::json
