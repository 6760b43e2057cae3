#pragma once

#include "core/base/json.hpp"
#include "scraper/engine/read/reading.hpp"

#include <optional>
#include <vector>

namespace scraper::read {

/// Places are values in the order they were found.
class JsonReading : public Reading {
public:
    explicit JsonReading(std::string_view source);

    [[nodiscard]] std::vector<Place> records() override { return {0}; }

    void find(const Locator& locator, Place from, std::size_t limit, std::vector<Place>& out) override;
    [[nodiscard]] std::string text(const Locator& locator, Place place) override;

protected:
    Place add(core::json::Value value, Place parent);

    [[nodiscard]] core::json::Value value(Place place) const { return places_[place].value; }

private:
    struct Found {
        core::json::Value value;
        Place parent = 0;
    };

    void walk(
        const Locator& locator, std::size_t token, Place from, std::size_t limit, std::vector<Place>& out
    );

    std::optional<core::json::Document> document_;
    std::vector<Found> places_;
};

/// A text as itself, a number or flag as written in JSON, null as nothing, the rest as compact JSON.
std::string json_text(core::json::Value value);

}  // namespace scraper::read
