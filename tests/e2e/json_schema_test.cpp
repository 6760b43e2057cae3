#include "json_schema.hpp"

#include <catch2/catch.hpp>

namespace {

using core::json::Document;
using tests::JsonSchema;

struct Row {
    std::string_view schema;
    std::string_view instance;
    bool fits;
};

constexpr std::string_view kDocument = R"({"components":{"schemas":{
    "Name":{"type":"string","minLength":1},
    "Node":{"type":"object",
            "properties":{"next":{"anyOf":[{"$ref":"#/components/schemas/Node"},{"type":"null"}]}},
            "required":["next"],"additionalProperties":false}}}})";

std::vector<std::string> faults_of(std::string_view schema, std::string_view instance) {
    const auto document = Document::parse(kDocument).value();
    const auto parsed_schema = Document::parse(schema).value();
    const auto parsed_instance = Document::parse(instance).value();
    JsonSchema checker(document.root());
    return checker.faults(parsed_schema.root(), parsed_instance.root());
}

}  // namespace

TEST_CASE("the schema check accepts what fits and refuses what does not", "[schema]") {
    const auto row = GENERATE(values<Row>({
        {R"({"type":"string"})", R"("a")", true},
        {R"({"type":"string"})", "1", false},
        {R"({"type":"integer"})", "1", true},
        {R"({"type":"integer"})", "1.5", false},
        {R"({"type":"integer"})", R"("1")", false},
        {R"({"type":"number"})", "1.5", true},
        {R"({"type":"number"})", "true", false},
        {R"({"type":"boolean"})", "false", true},
        {R"({"type":"boolean"})", "0", false},
        {R"({"type":"null"})", "null", true},
        {R"({"type":["string","null"]})", "null", true},
        {R"({"type":["string","null"]})", R"("x")", true},
        {R"({"type":["string","null"]})", "{}", false},
        {R"({"type":"object","required":["a"]})", R"({"a":null})", true},
        {R"({"type":"object","required":["a"]})", R"({"b":1})", false},
        {R"({"type":"object","properties":{"a":{"type":"integer"}}})", R"({"a":"x"})", false},
        {R"({"type":"object","properties":{"a":{}},"additionalProperties":false})", R"({"a":1})", true},
        {R"({"type":"object","properties":{"a":{}},"additionalProperties":false})", R"({"a":1,"b":2})", false
        },
        {R"({"type":"object","additionalProperties":{"type":"integer"}})", R"({"a":1})", true},
        {R"({"type":"object","additionalProperties":{"type":"integer"}})", R"({"a":"1"})", false},
        {R"({"type":"array","items":{"type":"integer"}})", "[1,2]", true},
        {R"({"type":"array","items":{"type":"integer"}})", R"([1,"2"])", false},
        {R"({"type":"array","minItems":1})", "[]", false},
        {R"({"type":"array","maxItems":1})", "[1,2]", false},
        {R"({"type":"array","uniqueItems":true})", "[1,2]", true},
        {R"({"type":"array","uniqueItems":true})", "[1,2,1]", false},
        {R"({"type":"object","maxProperties":1})", R"({"a":1})", true},
        {R"({"type":"object","maxProperties":1})", R"({"a":1,"b":2})", false},
        {R"({"enum":["a","b",null]})", "null", true},
        {R"({"enum":["a","b"]})", R"("c")", false},
        {R"({"const":"ok"})", R"("ok")", true},
        {R"({"const":"ok"})", R"("no")", false},
        {R"({"minimum":0,"maximum":5})", "5", true},
        {R"({"minimum":0})", "-1", false},
        {R"({"maximum":5})", "5.1", false},
        {R"({"minLength":2})", R"("é")", false},
        {R"({"maxLength":2})", R"("éé")", true},
        {R"({"maxLength":1})", R"("ab")", false},
        {R"({"pattern":"^[a-z]+$"})", R"("abc")", true},
        {R"({"pattern":"^[a-z]+$"})", R"("ab1")", false},
        {R"({"$ref":"#/components/schemas/Name"})", R"("x")", true},
        {R"({"$ref":"#/components/schemas/Name"})", R"("")", false},
        {R"({"$ref":"#/components/schemas/Nobody"})", R"("x")", false},
        {R"({"$ref":"#/components/schemas/Node"})", R"({"next":{"next":null}})", true},
        {R"({"$ref":"#/components/schemas/Node"})", R"({"next":{"next":1}})", false},
        {R"({"$ref":"#/components/schemas/Node"})", R"({"next":{}})", false},
        {R"({"oneOf":[{"type":"integer"},{"type":"string"}]})", "1", true},
        {R"({"oneOf":[{"type":"integer"},{"type":"number"}]})", "1", false},
        {R"({"oneOf":[{"type":"integer"},{"type":"string"}]})", "null", false},
        {R"({"anyOf":[{"type":"integer"},{"type":"number"}]})", "1", true},
        {R"({"anyOf":[{"type":"integer"},{"type":"number"}]})", R"("1")", false},
        {R"({"description":"anything","example":1})", "[{}]", true},
        {R"({"exclusiveMinimum":0})", "1", false},
    }));
    INFO(row.schema << " for " << row.instance);
    CHECK(faults_of(row.schema, row.instance).empty() == row.fits);
}

TEST_CASE("the schema check says where the fault lies", "[schema]") {
    const auto faults = faults_of(
        R"({"type":"object","properties":{"a":{"type":"array","items":{"type":"integer"}}}})",
        R"({"a":[1,"x"]})"
    );
    REQUIRE(faults.size() == 1);
    CHECK(faults[0].starts_with("/a/1:"));
}
