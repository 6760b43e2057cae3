#pragma once

#include "core/base/json.hpp"
#include "core/domain/framework.hpp"

#include <optional>
#include <string_view>
#include <type_traits>
#include <vector>

namespace core::documents {

/// Writes members, ids as their numbers.
class MemberWriter {
public:
    explicit MemberWriter(json::Writer& json) : json_(json) {}

    template <class T>
    MemberWriter& member(std::string_view name, const T& value) {
        json_.member(name, value);
        return *this;
    }

    template <class Id>
        requires std::is_enum_v<Id>
    MemberWriter& member(std::string_view name, const Id& id) {
        json_.member(name, domain::to_int(id));
        return *this;
    }

    template <class Id>
        requires std::is_enum_v<Id>
    MemberWriter& member(std::string_view name, const std::optional<Id>& id) {
        json_.member(name, id ? std::optional(domain::to_int(*id)) : std::nullopt);
        return *this;
    }

    template <class Id>
        requires std::is_enum_v<Id>
    MemberWriter& member(std::string_view name, const std::vector<Id>& ids) {
        json_.key(name).begin_array();
        for (const auto id : ids) json_.value(domain::to_int(id));
        json_.end_array();
        return *this;
    }

private:
    json::Writer& json_;
};

}  // namespace core::documents
