#pragma once

#include "core/base/error.hpp"

#include <rapidjson/fwd.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace core::json {

/// Appends compact JSON to a string. Commas and escaping are its business; nesting is the caller's.
class Writer {
public:
    explicit Writer(std::string& out) : out_(out) {}

    Writer& begin_object();
    Writer& end_object();
    Writer& begin_array();
    Writer& end_array();
    Writer& key(std::string_view name);
    Writer& value(std::string_view text);

    Writer& value(const char* text) { return value(std::string_view(text)); }

    Writer& value(const std::string& text) { return value(std::string_view(text)); }

    Writer& value(std::int64_t number);
    Writer& value(std::uint64_t number);

    Writer& value(int number) { return value(static_cast<std::int64_t>(number)); }

    Writer& value(double number);  ///< shortest form that reads back the same
    Writer& value(bool flag);
    Writer& null();
    Writer& raw(std::string_view json);  ///< a value that is JSON already

    template <class T>
    Writer& value(const std::optional<T>& maybe) {
        return maybe ? value(*maybe) : null();
    }

    template <class T>
    Writer& member(std::string_view name, const T& v) {
        return key(name).value(v);
    }

private:
    void separate();

    std::string& out_;
    bool first_ = true;
    bool after_key_ = false;
};

/// Appends `text` as a JSON string, quotes included. Bytes that are not UTF-8 become U+FFFD.
void append_string(std::string& out, std::string_view text);

/// Limits that hold while a document is read, before anything is built from it (ASVS 1.5.2).
struct ParseLimits {
    std::size_t depth = 32;
    std::size_t values = 100'000;
};

/// A value inside a Document. Light to copy; lives as long as its Document.
class Value {
public:
    Value() = default;

    explicit Value(const rapidjson::Value* value) : value_(value) {}

    [[nodiscard]] bool exists() const { return value_ != nullptr; }

    [[nodiscard]] bool is_null() const;
    [[nodiscard]] bool is_object() const;
    [[nodiscard]] bool is_array() const;
    [[nodiscard]] bool is_string() const;

    [[nodiscard]] std::optional<std::string_view> as_string() const;
    [[nodiscard]] std::optional<std::int64_t> as_int() const;  ///< only integers; 1.0 is not one
    [[nodiscard]] std::optional<double> as_number() const;
    [[nodiscard]] std::optional<bool> as_bool() const;

    [[nodiscard]] std::size_t size() const;  ///< members or elements; 0 for anything else
    [[nodiscard]] Value at(std::size_t index) const;
    [[nodiscard]] Value find(std::string_view member) const;  ///< !exists() when absent
    [[nodiscard]] std::string_view member_name(std::size_t index) const;
    [[nodiscard]] Value member_value(std::size_t index) const;

    /// Appends this value as compact JSON.
    void append_to(std::string& out) const;

private:
    const rapidjson::Value* value_ = nullptr;
};

class Document {
public:
    /// Parses UTF-8 JSON. Refuses invalid UTF-8, duplicate member names, trailing text and whatever exceeds
    /// `limits`: `malformed` with code `malformed-json` (or `json-too-deep`, `json-too-large`,
    /// `json-duplicate-member`) and the byte offset in the detail.
    static Result<Document> parse(std::string_view text, ParseLimits limits = {});

    Document(Document&&) noexcept;
    Document& operator=(Document&&) noexcept;
    ~Document();

    [[nodiscard]] Value root() const;

private:
    struct Body;
    explicit Document(std::unique_ptr<Body> body);
    std::unique_ptr<Body> body_;
};

/// Escapes one reference token of a JSON Pointer (RFC 6901 §3) and appends it with its slash.
void append_pointer(std::string& pointer, std::string_view token);

}  // namespace core::json
