#include "json_schema.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <regex>
#include <set>

namespace tests {

using core::json::Value;

namespace {

constexpr std::array<std::string_view, 21> kChecked{"type",
                                                    "enum",
                                                    "const",
                                                    "properties",
                                                    "required",
                                                    "propertyNames",
                                                    "additionalProperties",
                                                    "items",
                                                    "minItems",
                                                    "maxItems",
                                                    "uniqueItems",
                                                    "minProperties",
                                                    "maxProperties",
                                                    "minimum",
                                                    "maximum",
                                                    "minLength",
                                                    "maxLength",
                                                    "pattern",
                                                    "$ref",
                                                    "oneOf",
                                                    "anyOf"};
constexpr std::array<std::string_view, 9> kAnnotations{
    "$schema", "$id", "$defs", "description", "title", "format", "default", "example", "examples"
};

std::string text_of(Value value) {
    std::string text;
    value.append_to(text);
    return text;
}

bool has_type(Value value, std::string_view type) {
    if (type == "null") return value.is_null();
    if (type == "object") return value.is_object();
    if (type == "array") return value.is_array();
    if (type == "string") return value.is_string();
    if (type == "boolean") return value.as_bool().has_value();
    if (type == "integer") return value.as_int().has_value();
    if (type == "number") return value.as_number().has_value();
    return false;
}

bool has_some_type(Value value, Value types) {
    if (types.is_string()) return has_type(value, *types.as_string());
    for (std::size_t i = 0; i < types.size(); ++i) {
        if (has_type(value, types.at(i).as_string().value_or(""))) return true;
    }
    return false;
}

std::size_t characters_in(std::string_view utf8) {
    return static_cast<std::size_t>(std::count_if(utf8.begin(), utf8.end(), [](char c) {
        return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
    }));
}

}  // namespace

struct JsonSchema::Patterns {
    std::map<std::string, std::regex, std::less<>> compiled;
};

JsonSchema::JsonSchema(Value document) : document_(document), patterns_(std::make_unique<Patterns>()) {}

JsonSchema::~JsonSchema() = default;

Value JsonSchema::resolve(Value value) const {
    while (const auto reference =
               value.find("$ref").exists() ? value.find("$ref").as_string() : std::nullopt) {
        std::string_view rest = *reference;
        if (!rest.starts_with("#/")) return {};
        rest.remove_prefix(2);
        value = document_;
        while (!rest.empty() && value.exists()) {
            const auto slash = rest.find('/');
            value = value.find(rest.substr(0, slash));
            rest = slash == std::string_view::npos ? std::string_view() : rest.substr(slash + 1);
        }
        if (!value.exists()) return {};
    }
    return value;
}

std::vector<std::string> JsonSchema::faults(Value schema, Value instance) {
    Faults found;
    check(schema, instance, "", found);
    return found;
}

void JsonSchema::check(Value schema, Value instance, const std::string& at, Faults& faults) {
    const Value given = schema;
    schema = resolve(schema);
    if (!schema.is_object()) {
        faults.push_back(at + ": no schema at " + (given.exists() ? text_of(given) : "all"));
        return;
    }
    for (std::size_t i = 0; i < schema.size(); ++i) {
        const auto name = schema.member_name(i);
        if (std::find(kChecked.begin(), kChecked.end(), name) == kChecked.end() &&
            std::find(kAnnotations.begin(), kAnnotations.end(), name) == kAnnotations.end()) {
            faults.push_back(fmt::format("{}: the schema's keyword {} is not understood", at, name));
        }
    }
    if (const Value type = schema.find("type"); type.exists() && !has_some_type(instance, type)) {
        faults.push_back(fmt::format("{}: {} is not of type {}", at, text_of(instance), text_of(type)));
        return;
    }
    if (const Value only = schema.find("const"); only.exists() && text_of(only) != text_of(instance)) {
        faults.push_back(fmt::format("{}: {} is not {}", at, text_of(instance), text_of(only)));
    }
    if (const Value allowed = schema.find("enum"); allowed.exists()) {
        bool found = false;
        for (std::size_t i = 0; i < allowed.size(); ++i)
            found = found || text_of(allowed.at(i)) == text_of(instance);
        if (!found)
            faults.push_back(fmt::format("{}: {} is not one of {}", at, text_of(instance), text_of(allowed)));
    }
    for (const std::string_view keyword : {"oneOf", "anyOf"}) {
        const Value branches = schema.find(keyword);
        if (!branches.exists()) continue;
        std::size_t fitting = 0;
        Faults why;
        for (std::size_t i = 0; i < branches.size(); ++i) {
            Faults own;
            check(branches.at(i), instance, at, own);
            fitting += own.empty() ? 1 : 0;
            why.insert(why.end(), own.begin(), own.end());
        }
        if (fitting == 0 || (keyword == "oneOf" && fitting > 1)) {
            faults.push_back(fmt::format("{}: {} of {} fit {}", at, fitting, branches.size(), keyword));
            if (fitting == 0) faults.insert(faults.end(), why.begin(), why.end());
        }
    }
    if (instance.is_object()) check_object(schema, instance, at, faults);
    if (instance.is_array()) check_array(schema, instance, at, faults);
    if (const auto text = instance.as_string()) check_text(schema, *text, at, faults);
    if (const auto number = instance.as_number()) {
        const auto least = schema.find("minimum");
        const auto most = schema.find("maximum");
        if (least.exists() && *number < least.as_number().value())
            faults.push_back(at + ": below the minimum");
        if (most.exists() && *number > most.as_number().value()) faults.push_back(at + ": above the maximum");
    }
}

void JsonSchema::check_object(Value schema, Value instance, const std::string& at, Faults& faults) {
    const Value required = schema.find("required");
    for (std::size_t i = 0; required.exists() && i < required.size(); ++i) {
        const auto name = required.at(i).as_string().value();
        if (!instance.find(name).exists()) faults.push_back(fmt::format("{}: {} is missing", at, name));
    }
    const auto most = schema.find("maxProperties");
    if (most.exists() && static_cast<std::int64_t>(instance.size()) > most.as_int().value())
        faults.push_back(at + ": too many members");
    const auto least = schema.find("minProperties");
    if (least.exists() && static_cast<std::int64_t>(instance.size()) < least.as_int().value())
        faults.push_back(at + ": too few members");
    const Value names = schema.find("propertyNames");
    for (std::size_t i = 0; names.exists() && i < instance.size(); ++i)
        check_text(resolve(names), instance.member_name(i), at, faults);
    const Value properties = schema.find("properties");
    const Value others = schema.find("additionalProperties");
    for (std::size_t i = 0; i < instance.size(); ++i) {
        const auto name = instance.member_name(i);
        const Value known = properties.exists() ? properties.find(name) : Value();
        const std::string place = at + "/" + std::string(name);
        if (known.exists()) {
            check(known, instance.member_value(i), place, faults);
        } else if (others.exists() && others.is_object()) {
            check(others, instance.member_value(i), place, faults);
        } else if (others.exists() && !others.as_bool().value_or(true)) {
            faults.push_back(place + ": is not a member the schema allows");
        }
    }
}

void JsonSchema::check_array(Value schema, Value instance, const std::string& at, Faults& faults) {
    const auto least = schema.find("minItems");
    const auto most = schema.find("maxItems");
    const auto size = static_cast<std::int64_t>(instance.size());
    if (least.exists() && size < least.as_int().value()) faults.push_back(at + ": too few items");
    if (most.exists() && size > most.as_int().value()) faults.push_back(at + ": too many items");
    const auto unique = schema.find("uniqueItems");
    if (unique.exists() && unique.as_bool().value()) {
        std::set<std::string> seen;
        for (std::size_t i = 0; i < instance.size(); ++i) {
            if (!seen.insert(text_of(instance.at(i))).second) faults.push_back(at + ": repeats an item");
        }
    }
    const Value items = schema.find("items");
    for (std::size_t i = 0; items.exists() && i < instance.size(); ++i) {
        check(items, instance.at(i), fmt::format("{}/{}", at, i), faults);
    }
}

void JsonSchema::check_text(Value schema, std::string_view text, const std::string& at, Faults& faults) {
    const auto length = static_cast<std::int64_t>(characters_in(text));
    const auto least = schema.find("minLength");
    const auto most = schema.find("maxLength");
    if (least.exists() && length < least.as_int().value()) faults.push_back(at + ": too short");
    if (most.exists() && length > most.as_int().value()) faults.push_back(at + ": too long");
    const Value pattern = schema.find("pattern");
    if (pattern.exists() && !matches(pattern.as_string().value(), text)) {
        faults.push_back(fmt::format("{}: \"{}\" does not match {}", at, text, pattern.as_string().value()));
    }
}

bool JsonSchema::matches(std::string_view pattern, std::string_view text) {
    auto known = patterns_->compiled.find(pattern);
    if (known == patterns_->compiled.end()) {
        known = patterns_->compiled.emplace(pattern, std::regex(std::string(pattern), std::regex::ECMAScript))
                    .first;
    }
    return std::regex_search(text.begin(), text.end(), known->second);
}

}  // namespace tests
