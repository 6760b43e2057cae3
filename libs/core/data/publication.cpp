#include "core/data/publication.hpp"

namespace core::data {

std::string_view to_string(PublicationKind kind) {
    switch (kind) {
        case PublicationKind::course: return "course";
        case PublicationKind::framework: return "framework";
    }
    return "";
}

std::string_view to_string(DeliveryState state) {
    switch (state) {
        case DeliveryState::queued: return "queued";
        case DeliveryState::delivered: return "delivered";
        case DeliveryState::failed: return "failed";
    }
    return "";
}

std::optional<PublicationKind> parse_publication_kind(std::string_view text) {
    for (const auto kind : {PublicationKind::course, PublicationKind::framework}) {
        if (text == to_string(kind)) return kind;
    }
    return std::nullopt;
}

std::optional<DeliveryState> parse_delivery_state(std::string_view text) {
    for (const auto state : {DeliveryState::queued, DeliveryState::delivered, DeliveryState::failed}) {
        if (text == to_string(state)) return state;
    }
    return std::nullopt;
}

}  // namespace core::data
