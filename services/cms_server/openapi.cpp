#include "cms_server/openapi.hpp"

#include "core/base/json.hpp"

#include <algorithm>
#include <map>
#include <stdexcept>
#include <utility>
#include <vector>

namespace cms {

std::span<const core::EmbeddedFile> openapi_parts();

namespace {

using core::json::Document;
using core::json::Value;
using core::json::Writer;

constexpr core::json::ParseLimits kLimits{.depth = 64, .values = 1'000'000};
constexpr std::string_view kBase = "base.json";
constexpr std::string_view kHandIn = "hand_in.json";

/// Two levels of names, each with its value as JSON: path and method, or kind and name of a component.
using Table = std::map<std::string, std::map<std::string, std::string>>;

void collect(Value object, std::string_view file, Table& table) {
    for (std::size_t i = 0; i < object.size(); ++i) {
        auto& entries = table[std::string(object.member_name(i))];
        const Value inner = object.member_value(i);
        for (std::size_t k = 0; k < inner.size(); ++k) {
            std::string json;
            inner.member_value(k).append_to(json);
            const auto [entry, added] = entries.emplace(inner.member_name(k), json);
            if (!added && entry->second != json) {
                throw std::logic_error(
                    std::string(file) + " says again what " + std::string(object.member_name(i)) + " " +
                    entry->first + " is"
                );
            }
        }
    }
}

/// What stands beside `paths` and `components`, such as `info`; what a part says goes before what the base
/// says, wherever that comes.
void collect_head(Value root, bool base, std::vector<std::pair<std::string, std::string>>& head) {
    for (std::size_t i = 0; i < root.size(); ++i) {
        const auto name = root.member_name(i);
        if (name == "paths" || name == "components") continue;
        std::string value;
        root.member_value(i).append_to(value);
        const auto known =
            std::find_if(head.begin(), head.end(), [&](const auto& member) { return member.first == name; });
        if (known == head.end()) {
            head.emplace_back(name, std::move(value));
        } else if (!base) {
            known->second = std::move(value);
        }
    }
}

void write(Writer& json, const Table& table) {
    json.begin_object();
    for (const auto& [name, entries] : table) {
        json.key(name).begin_object();
        for (const auto& [inner, value] : entries) json.key(inner).raw(value);
        json.end_object();
    }
    json.end_object();
}

std::string merged(bool hand_in) {
    std::vector<core::EmbeddedFile> parts;
    for (const auto& part : openapi_parts()) {
        if (part.path == kBase || (part.path == kHandIn) == hand_in) parts.push_back(part);
    }
    return merge_openapi(parts);
}

}  // namespace

std::string merge_openapi(std::span<const core::EmbeddedFile> parts) {
    Table paths, components;
    std::vector<std::pair<std::string, std::string>> head;
    bool based = false;
    for (const auto& part : parts) {
        const auto document = Document::parse(part.content, kLimits);
        if (!document || !document->root().is_object())
            throw std::logic_error(std::string(part.path) + " is no JSON object");
        const Value root = document->root();
        collect(root.find("paths"), part.path, paths);
        collect(root.find("components"), part.path, components);
        based = based || part.path == kBase;
        collect_head(root, part.path == kBase, head);
    }
    if (!based) throw std::logic_error("the OpenAPI parts have no base.json");
    std::string out;
    Writer json(out);
    json.begin_object();
    for (const auto& [name, value] : head) json.key(name).raw(value);
    json.key("paths");
    write(json, paths);
    json.key("components");
    write(json, components);
    json.end_object();
    return out;
}

const std::string& openapi_document() {
    static const std::string document = merged(false);
    return document;
}

const std::string& hand_in_openapi_document() {
    static const std::string document = merged(true);
    return document;
}

}  // namespace cms
