#pragma once

#include "app_server/catalogue/framework_view.hpp"
#include "app_server/handlers/public_reads.hpp"

#include <charconv>

namespace app {

/// Position of the item that the path's `{id}` names, in a list in order of ids. `malformed` for what is no
/// id, `not_found` with code `<kind>-not-found` for one the list lacks.
template <class Id, class Item>
core::Result<std::uint32_t> item_of_path(
    const View& view, const std::vector<Item>& items, std::string_view kind
) {
    const auto text = view.request.path_param("id");
    std::int32_t number = 0;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (fault != std::errc() || end != text.data() + text.size() || number < 1) {
        return core::Error{
            core::ErrorKind::malformed,
            "invalid-id",
            "ids are whole numbers from 1",
            {{core::FaultPlace::path, "id", "invalid-value", "must be a whole number from 1"}}
        };
    }
    const auto position = position_in(items, static_cast<Id>(number));
    if (!position) {
        return core::Error{
            core::ErrorKind::not_found,
            std::string(kind) + "-not-found",
            "there is no such item",
            {{core::FaultPlace::path, "id", "unknown-value", "is not the id of anything here"}}
        };
    }
    return *position;
}

}  // namespace app
