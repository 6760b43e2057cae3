#include "app_database.hpp"

#include <catch2/catch.hpp>

using tests::AppDatabase;

TEST_CASE("An empty database dumps nothing, and nothing can be loaded into it", "[dump]") {
    AppDatabase app;
    CHECK(app.dump().empty());
    const auto before = app.counts();
    const auto loaded = app.load("");
    REQUIRE(loaded.has_value());
    CHECK(loaded->framework_items + loaded->courses + loaded->removed_courses == 0);
    CHECK(app.counts() == before);
}

TEST_CASE("What was dumped, loaded elsewhere, dumps as the same bytes", "[dump]") {
    const auto text = tests::sample_dump();
    AppDatabase first;
    const auto loaded = first.load(text);
    REQUIRE(loaded.has_value());
    CHECK(loaded->framework_items == 16);
    CHECK(loaded->courses == 2);
    CHECK(loaded->removed_courses == 1);
    CHECK(first.dump() == text);

    AppDatabase second;
    REQUIRE(second.load(first.dump()).has_value());
    CHECK(second.dump() == text);
    CHECK(second.counts() == first.counts());
}

TEST_CASE("A load is one version of the catalogue", "[dump]") {
    AppDatabase app;
    REQUIRE(app.load(tests::sample_dump()).has_value());
    CHECK(app.database().value("select version || ' ' || framework_version from catalogue.version") == "1 1");
}

TEST_CASE("The lines of a file may stand in any order", "[dump]") {
    auto lines = tests::lines_of_text(tests::sample_dump());
    std::reverse(lines.begin(), lines.end());
    std::string text;
    for (const auto& line : lines) text += line;
    AppDatabase app;
    REQUIRE(app.load(text).has_value());
    auto dumped = tests::lines_of_text(app.dump());
    std::sort(lines.begin(), lines.end());
    std::sort(dumped.begin(), dumped.end());
    CHECK(dumped == lines);
}

TEST_CASE("A file may add to what the database has", "[dump]") {
    AppDatabase app;
    REQUIRE(app.load(tests::sample_dump()).has_value());
    const std::string more =
        R"({"model":"level","id":2,"acronym":"M","name":"Middle"})"
        "\n"
        R"({"model":"course","uid":"new","name":"N","url":null,"provider":null,"level":2,"format":3,)"
        R"("cost":{"kind":"unknown"},"cpd":{"kind":"unknown"},"ongoing":false,"dates":[],"duration_days":null,)"
        R"("areas":[2],"competencies":[],"source":"manual","revision":1})"
        "\n";
    REQUIRE(app.load(more).has_value());
    const auto dumped = tests::lines_of_text(app.dump());
    for (const auto& line : tests::lines_of_text(more)) {
        CHECK(std::count(dumped.begin(), dumped.end(), line) == 1);
    }
    CHECK(dumped.size() == tests::lines_of_text(tests::sample_dump()).size() + 2);
}

TEST_CASE("A dump tells one state, whatever is written meanwhile", "[dump]") {
    AppDatabase app;
    REQUIRE(app.load(tests::sample_dump()).has_value());
    std::string text;
    app.run(app::dump::dump_data(app.source(), [&](std::string_view lines) {
        if (text.empty()) app.database().sql("delete from catalogue.course");
        text.append(lines);
    }));
    CHECK(text == tests::sample_dump());
}
