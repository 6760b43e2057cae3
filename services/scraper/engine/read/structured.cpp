#include "scraper/engine/read/structured.hpp"

#include "scraper/engine/read/ascii.hpp"
#include "scraper/engine/read/html_tree.hpp"
#include "scraper/engine/read/microdata.hpp"

#include <algorithm>
#include <array>

namespace scraper::read {
namespace {

using core::json::Value;
constexpr int kMaxDepth = 40;

// schema.org 28: Course, and Event with everything below it that people attend.
constexpr std::array<std::string_view, 24> kDefaultTypes = {
    "Course",         "CourseInstance",      "Event",           "BusinessEvent",
    "ChildrensEvent", "ComedyEvent",         "ConferenceEvent", "DanceEvent",
    "DeliveryEvent",  "EducationEvent",      "EventSeries",     "ExhibitionEvent",
    "Festival",       "FoodEvent",           "Hackathon",       "LiteraryEvent",
    "MusicEvent",     "PublicationEvent",    "ScreeningEvent",  "SocialEvent",
    "SportsEvent",    "PerformingArtsEvent", "TheaterEvent",    "VisualArtsEvent"
};

/// Adds one JSON-LD text to the array.
void add_json_ld(std::string_view text, StructuredData& data) {
    std::string clean(trimmed(text));
    if (clean.starts_with("<!--")) clean.erase(0, 4);
    if (clean.ends_with("-->")) clean.erase(clean.size() - 3);
    // Line feeds inside texts are common and never meant as an error.
    std::replace_if(
        clean.begin(), clean.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; }, ' '
    );
    while (!clean.empty() && (clean.back() == ' ' || clean.back() == ';')) clean.pop_back();
    if (clean.empty()) return;
    const auto parsed = core::json::Document::parse(clean, {.depth = 64, .values = 500'000});
    if (!parsed) {
        data.faults.push_back({"broken-json-ld", parsed.error().detail});
        return;
    }
    const auto add = [&](Value value) {
        if (!value.is_object()) return;
        if (!data.json.empty()) data.json += ',';
        value.append_to(data.json);
    };
    const auto root = parsed->root();
    if (!root.is_array()) return add(root);
    for (std::size_t i = 0; i < root.size(); ++i) add(root.at(i));
}

}  // namespace

StructuredData gather_structured(std::string_view source) {
    StructuredData data;
    const auto start = trimmed(source).substr(0, 1);
    if (start == "{" || start == "[") {
        add_json_ld(source, data);
    } else {
        const HtmlTree tree(source);
        const auto& nodes = tree.nodes();
        for (HtmlTree::Index i = 1; i < nodes.size(); ++i) {
            if (nodes[i].name != "script") continue;
            const auto type = lower_ascii(tree.attribute(i, "type").value_or(""));
            if (trimmed(type).starts_with("application/ld+json")) add_json_ld(tree.exact_text(i), data);
        }
        const auto items = microdata_json(tree);
        if (!items.empty()) data.json += (data.json.empty() ? "" : ",") + items;
    }
    data.json = '[' + data.json + ']';
    return data;
}

std::vector<std::string> types_of(Value entity) {
    std::vector<std::string> types;
    const auto add = [&](Value type) {
        const auto text = type.as_string();
        if (!text) return;
        types.emplace_back(text->substr(text->find_last_of("/#:") + 1));
    };
    const auto type = entity.find("@type");
    if (type.is_array()) {
        for (std::size_t i = 0; i < type.size(); ++i) add(type.at(i));
    } else {
        add(type);
    }
    return types;
}

Value property_of(Value entity, std::string_view name) {
    const auto plain = entity.find(name);
    if (plain.exists() || !entity.is_object()) return plain;
    for (std::size_t i = 0; i < entity.size(); ++i) {
        const auto member = entity.member_name(i);
        if (member.size() > name.size() && member.ends_with(name) &&
            std::string_view("/#:").find(member[member.size() - name.size() - 1]) != std::string_view::npos) {
            return entity.member_value(i);
        }
    }
    return {};
}

StructuredReading::StructuredReading(StructuredData data, std::vector<std::string> types)
    : JsonReading(data.json), types_(std::move(types)) {
    for (auto& one : data.faults) fault(std::move(one.code), std::move(one.detail));
    index(value(0), 0);
}

/// Remembers what each `@id` stands for: the object that says something about it.
void StructuredReading::index(Value value, int depth) {
    if (depth > kMaxDepth) return;
    if (value.is_object() && value.size() > 1) {
        if (const auto id = value.find("@id").as_string()) by_id_.try_emplace(std::string(*id), value);
    }
    for (std::size_t i = 0; i < value.size(); ++i) {
        const auto inner = value.is_array() ? value.at(i) : value.member_value(i);
        if (inner.is_object() || inner.is_array()) index(inner, depth + 1);
    }
}

Value StructuredReading::resolved(Value value) const {
    if (!value.is_object() || value.size() != 1) return value;
    const auto id = value.find("@id").as_string();
    const auto found = id ? by_id_.find(std::string(*id)) : by_id_.end();
    return found == by_id_.end() ? value : found->second;
}

bool StructuredReading::is_record(Value value) const {
    if (!value.is_object()) return false;
    const auto types = types_of(value);
    return std::any_of(types.begin(), types.end(), [&](const std::string& type) {
        if (!types_.empty()) return std::find(types_.begin(), types_.end(), type) != types_.end();
        return std::find(kDefaultTypes.begin(), kDefaultTypes.end(), type) != kDefaultTypes.end();
    });
}

std::vector<Place> StructuredReading::records() {
    std::vector<Place> out;
    collect(0, 0, out);
    return out;
}

void StructuredReading::collect(Place place, int depth, std::vector<Place>& out) {
    const auto here = value(place);
    if (depth > kMaxDepth) return;
    // A bare reference says nothing that its entity does not say elsewhere.
    if (is_record(here) && here.size() > 2) {
        out.push_back(place);
        return;
    }
    for (std::size_t i = 0; i < here.size(); ++i) {
        const auto inner = here.is_array() ? here.at(i) : here.member_value(i);
        if (inner.is_object() || inner.is_array()) collect(add(inner, place), depth + 1, out);
    }
}

void StructuredReading::walk(
    const std::vector<std::string>& path,
    std::size_t token,
    Place from,
    std::size_t limit,
    std::vector<Place>& out
) {
    const auto here = value(from);
    if (out.size() >= limit || !here.exists()) return;
    if (here.is_array()) {
        for (std::size_t i = 0; i < here.size(); ++i) walk(path, token, add(here.at(i), from), limit, out);
        return;
    }
    if (token == path.size()) {
        out.push_back(from);
        return;
    }
    const auto member = property_of(resolved(here), path[token]);
    if (member.exists()) walk(path, token + 1, add(member, from), limit, out);
}

void StructuredReading::find(const Locator& locator, Place from, std::size_t limit, std::vector<Place>& out) {
    if (locator.language != Language::property) return JsonReading::find(locator, from, limit, out);
    if (locator.text != "occurrence") return walk(locator.path, 0, from, limit, out);
    const auto before = out.size();
    walk({"hasCourseInstance"}, 0, from, limit, out);
    if (out.size() == before) out.push_back(from);
}

std::string StructuredReading::text(const Locator& /*locator*/, Place place) {
    const auto here = resolved(value(place));
    if (!here.is_object()) return json_text(here);
    for (const auto* name : {"@value", "name", "url", "@id"}) {
        auto inner = property_of(here, name);
        if (inner.is_array()) inner = inner.at(0);
        if (inner.exists() && !inner.is_object()) return json_text(inner);
    }
    return {};
}

std::unique_ptr<Reading> read_structured(std::string_view source, const std::vector<std::string>& types) {
    return std::make_unique<StructuredReading>(gather_structured(source), types);
}

}  // namespace scraper::read
