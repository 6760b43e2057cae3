#include "scraper/engine/read/json_reading.hpp"

#include <charconv>

namespace scraper::read {
namespace {

constexpr core::json::ParseLimits kLimits{.depth = 64, .values = 2'000'000};

}  // namespace

std::string json_text(core::json::Value value) {
    if (const auto text = value.as_string()) return std::string(*text);
    std::string out;
    if (value.exists() && !value.is_null()) value.append_to(out);
    return out;
}

JsonReading::JsonReading(std::string_view source) {
    auto parsed = core::json::Document::parse(source, kLimits);
    if (parsed) {
        document_ = std::move(*parsed);
    } else {
        fault(parsed.error().code, parsed.error().detail);
    }
    places_.push_back({document_ ? document_->root() : core::json::Value(), 0});
}

Place JsonReading::add(core::json::Value value, Place parent) {
    places_.push_back({value, parent});
    return static_cast<Place>(places_.size() - 1);
}

void JsonReading::find(const Locator& locator, Place from, std::size_t limit, std::vector<Place>& out) {
    if (locator.language == Language::pointer) walk(locator, 0, from, limit, out);
}

void JsonReading::walk(
    const Locator& locator, std::size_t token, Place from, std::size_t limit, std::vector<Place>& out
) {
    if (out.size() >= limit || !value(from).exists()) return;
    if (token == locator.path.size()) {
        out.push_back(from);
        return;
    }
    const auto& name = locator.path[token];
    const auto here = value(from);
    if (name == "..") return walk(locator, token + 1, places_[from].parent, limit, out);
    if (name == "*") {
        for (std::size_t i = 0; i < here.size() && out.size() < limit; ++i) {
            const auto inner = here.is_array() ? here.at(i) : here.member_value(i);
            walk(locator, token + 1, add(inner, from), limit, out);
        }
        return;
    }
    if (here.is_object()) {
        const auto member = here.find(name);
        if (member.exists()) walk(locator, token + 1, add(member, from), limit, out);
        return;
    }
    std::size_t index = 0;
    const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), index);
    const bool is_index = error == std::errc() && end == name.data() + name.size();
    if (here.is_array() && is_index && index < here.size()) {
        walk(locator, token + 1, add(here.at(index), from), limit, out);
    }
}

std::string JsonReading::text(const Locator& /*locator*/, Place place) {
    return json_text(value(place));
}

std::unique_ptr<Reading> read_json(std::string_view source) {
    return std::make_unique<JsonReading>(source);
}

}  // namespace scraper::read
