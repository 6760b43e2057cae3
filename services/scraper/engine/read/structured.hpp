#pragma once

#include "scraper/engine/read/json_reading.hpp"

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace scraper::read {

/// All structured data of a page as one JSON array, and what was wrong with it.
struct StructuredData {
    std::string json;
    std::vector<ReadFault> faults;
};

StructuredData gather_structured(std::string_view source);

class StructuredReading : public JsonReading {
public:
    StructuredReading(StructuredData data, std::vector<std::string> types);

    [[nodiscard]] std::vector<Place> records() override;
    void find(const Locator& locator, Place from, std::size_t limit, std::vector<Place>& out) override;
    [[nodiscard]] std::string text(const Locator& locator, Place place) override;

private:
    void index(core::json::Value value, int depth);
    void collect(Place place, int depth, std::vector<Place>& out);
    [[nodiscard]] bool is_record(core::json::Value value) const;
    [[nodiscard]] core::json::Value resolved(core::json::Value value) const;
    void walk(
        const std::vector<std::string>& path,
        std::size_t token,
        Place from,
        std::size_t limit,
        std::vector<Place>& out
    );

    std::vector<std::string> types_;
    std::unordered_map<std::string, core::json::Value> by_id_;
};

/// Types of an entity without what stands before the name (`https://schema.org/`).
std::vector<std::string> types_of(core::json::Value entity);

/// A member by its name, with or without vocabulary before it.
core::json::Value property_of(core::json::Value entity, std::string_view name);

}  // namespace scraper::read
