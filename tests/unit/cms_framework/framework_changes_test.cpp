#include "cms_server/use_cases/framework/framework_changes.hpp"

#include "sample_catalogue.hpp"

#include <catch2/catch.hpp>

using namespace cms;
using namespace core::domain;

namespace {

struct Read {
    FrameworkChanges changes;
    core::json::Faults faults;
};

Read read(std::string_view text) {
    const auto document = core::json::Document::parse(text).value();
    Read out;
    core::json::ObjectReader in(document.root(), "", out.faults);
    out.changes = read_changes(in);
    in.finish();
    return out;
}

}  // namespace

TEST_CASE("changes put items in their place and take others away", "[framework]") {
    auto framework = tests::sample_framework();
    const auto levels = framework.levels.size();
    const auto read_in =
        read(R"({"title":"Another","put":[{"model":"level","id":90,"acronym":"X","name":"Expert"}]})");
    REQUIRE(read_in.faults.empty());
    const auto changed = apply(framework, read_in.changes).value();
    CHECK(changed.title == "Another");
    REQUIRE(changed.levels.size() == levels + 1);
    CHECK(changed.levels.back().name == "Expert");
    const auto back = apply(changed, read(R"({"remove":[{"model":"level","id":90}]})").changes).value();
    CHECK(back.levels == framework.levels);
}

TEST_CASE("an item takes the place of the one with its number", "[framework]") {
    const auto framework = tests::sample_framework();
    const auto id = to_int(framework.levels.front().id);
    const auto text =
        R"({"put":[{"model":"level","id":)" + std::to_string(id) + R"(,"acronym":"Zz","name":"Renamed"}]})";
    const auto changed = apply(framework, read(text).changes).value();
    CHECK(changed.levels.size() == framework.levels.size());
    CHECK(changed.levels.front().name == "Renamed");
}

TEST_CASE("what is no item of the framework is refused with its place", "[framework]") {
    const auto row = GENERATE(table<std::string, std::string>({
        {R"({"put":[{"model":"framework","title":"x"}]})", "/put/0/model"},
        {R"({"put":[{"model":"level","id":1,"acronym":"A"}]})", "/put/0/name"},
        {R"({"put":[{"model":"nothing"}]})", "/put/0/model"},
        {R"({"put":[7]})", "/put/0"},
        {R"({"remove":[{"model":"course","id":1}]})", "/remove/0/model"},
        {R"({"remove":[{"model":"level","id":0}]})", "/remove/0/id"},
        {R"({"take":[]})", "/take"},
    }));
    const auto& [text, place] = row;
    INFO(text);
    const auto faults = read(text).faults;
    REQUIRE_FALSE(faults.empty());
    CHECK(faults.front().name == place);
}

TEST_CASE("changes that leave the framework broken are refused", "[framework]") {
    const auto framework = tests::sample_framework();
    const auto text = GENERATE_REF(
        R"({"remove":[{"model":"level","id":12345}]})",
        R"({"remove":[{"model":"competency_category","id":1}]})"
    );
    INFO(text);
    const auto changed = apply(framework, read(text).changes);
    REQUIRE(changed.has_error());
    CHECK(changed.error().kind == core::ErrorKind::invalid_input);
    CHECK_FALSE(changed.error().fields.empty());
}
