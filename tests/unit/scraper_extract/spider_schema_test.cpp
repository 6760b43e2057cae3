#include "e2e/json_schema.hpp"
#include "malformed_documents.hpp"
#include "scraper/engine/document/schema.hpp"
#include "scraper/engine/document/spider.hpp"

#include <catch2/catch.hpp>

#include <filesystem>
#include <fstream>
#include <iterator>

namespace {

using core::json::Document;

/// What the published schema says against a document.
std::vector<std::string> schema_faults(const std::string& text) {
    const auto schema = Document::parse(scraper::spider_schema()).value();
    const auto document = Document::parse(text).value();
    return tests::JsonSchema(schema.root()).faults(schema.root(), document.root());
}

std::vector<std::filesystem::path> shipped_documents() {
    std::vector<std::filesystem::path> found;
    for (const auto* folder : {"/services/scraper/spiders", "/tests/data/scraper/documents"}) {
        for (const auto& entry : std::filesystem::directory_iterator(LIFTED_SOURCE + std::string(folder))) {
            if (entry.path().extension() == ".json" && entry.path().filename() != "spider.schema.json")
                found.push_back(entry.path());
        }
    }
    return found;
}

}  // namespace

TEST_CASE("the schema of spider documents names itself and its version", "[scraper][document]") {
    const auto schema = Document::parse(scraper::spider_schema()).value();
    CHECK(schema.root().find("$id").as_string() == "urn:lifted:schema:spider:1");
    CHECK(schema.root().find("$schema").as_string() == "https://json-schema.org/draft/2020-12/schema");
}

TEST_CASE("every shipped document fits the schema", "[scraper][document]") {
    const auto documents = shipped_documents();
    CHECK(documents.size() >= 24);
    for (const auto& path : documents) {
        INFO(path);
        std::ifstream file(path, std::ios::binary);
        const std::string text(std::istreambuf_iterator<char>(file), {});
        CHECK(schema_faults(text) == std::vector<std::string>());
        CHECK(scraper::parse_spider(text).has_value());
    }
}

TEST_CASE("what a schema can say of a document, the schema says as the parser does", "[scraper][document]") {
    CHECK(schema_faults(tests::kSpiderDocument).empty());
    for (const auto& malformed : tests::malformed_documents()) {
        INFO(malformed.text);
        CHECK(schema_faults(malformed.text).empty() != malformed.schema_sees);
    }
}
