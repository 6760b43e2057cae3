#pragma once

#include "core/base/json.hpp"

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace tests {

/// Checks JSON against schemas of an OpenAPI 3.1 document, as far as that document uses JSON Schema: type,
/// enum, const, properties, required, propertyNames (as a text), additionalProperties, minProperties,
/// maxProperties, items, minItems, maxItems, uniqueItems (items compared as they are written), minimum,
/// maximum, minLength, maxLength, pattern, $ref within the document, oneOf, anyOf. `format` is not checked.
/// Any other keyword is a fault of the schema, so that nothing is taken for checked that is not.
class JsonSchema {
public:
    /// `document` holds what `$ref`s point to and must outlive this.
    explicit JsonSchema(core::json::Value document);
    ~JsonSchema();
    JsonSchema(const JsonSchema&) = delete;
    JsonSchema& operator=(const JsonSchema&) = delete;

    /// What is wrong with `instance`, each with its place; empty when it fits.
    std::vector<std::string> faults(core::json::Value schema, core::json::Value instance);

    /// The value that a local reference such as `#/components/schemas/Course` points to; `value` itself when
    /// it holds none.
    [[nodiscard]] core::json::Value resolve(core::json::Value value) const;

private:
    using Faults = std::vector<std::string>;

    void check(core::json::Value schema, core::json::Value instance, const std::string& at, Faults& faults);
    void check_object(
        core::json::Value schema, core::json::Value instance, const std::string& at, Faults& faults
    );
    void check_array(
        core::json::Value schema, core::json::Value instance, const std::string& at, Faults& faults
    );
    void check_text(core::json::Value schema, std::string_view text, const std::string& at, Faults& faults);
    bool matches(std::string_view pattern, std::string_view text);

    struct Patterns;
    core::json::Value document_;
    std::unique_ptr<Patterns> patterns_;
};

}  // namespace tests
