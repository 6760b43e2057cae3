#include "core/documents/course.hpp"
#include "core/documents/framework.hpp"
#include "sample_catalogue.hpp"

#include <catch2/catch.hpp>

using namespace core::documents;
using namespace tests;

TEST_CASE("A framework reads back as what was written", "[documents]") {
    const auto framework = sample_framework();
    const auto read = parse_framework(framework_document(framework));
    REQUIRE(read.has_value());
    CHECK(*read == framework);
}

TEST_CASE("Courses read back as what was written", "[documents]") {
    for (const auto& stored : random_courses(5, 200)) {
        const auto read = parse_course(course_document(stored.course));
        REQUIRE(read.has_value());
        REQUIRE(*read == stored.course);
    }
}

TEST_CASE("A framework document says where it is at fault", "[documents]") {
    auto text = framework_document(sample_framework());
    const auto faults = [](const std::string& document) {
        std::vector<std::string> out;
        const auto read = parse_framework(document);
        if (read) return out;
        for (const auto& field : read.error().fields) out.push_back(field.name + " " + field.code);
        if (out.empty()) out.push_back(read.error().code);
        return out;
    };
    CHECK(faults("[]") == std::vector<std::string>{"not-an-object"});
    CHECK(faults("{}") == std::vector<std::string>{"/framework required"});
    CHECK(faults(R"({"framework":[]})") == std::vector<std::string>{"/framework wrong-type"});
    text.insert(text.find("\"title\""), "\"more\":1,");
    CHECK(faults(text) == std::vector<std::string>{"/framework/more unknown-member"});

    auto broken = sample_framework();
    broken.areas.at(1).vertical = core::domain::VerticalId{99};
    const auto found = faults(framework_document(broken));
    REQUIRE_FALSE(found.empty());
    CHECK(found.front().starts_with("/framework/areas/1/"));
}
