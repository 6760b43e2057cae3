#include "app_database.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <functional>
#include <sstream>

using app::dump::Problem;
using tests::AppDatabase;

namespace {

std::string level(int id, std::string_view acronym, std::string_view name) {
    return fmt::format(R"({{"model":"level","id":{},"acronym":"{}","name":"{}"}})", id, acronym, name) + "\n";
}

std::string course(std::string_view uid, int level, std::string_view areas = "") {
    return fmt::format(
               R"({{"model":"course","uid":"{}","name":"N","url":null,"provider":null,"level":{},"format":3,)"
               R"("cost":{{"kind":"unknown"}},"cpd":{{"kind":"unknown"}},"ongoing":false,"dates":[],)"
               R"("duration_days":null,"areas":[{}],"competencies":[],"source":"manual","revision":1}})",
               uid,
               level,
               areas
           ) +
           "\n";
}

std::string removed(std::string_view uid) {
    return fmt::format(R"({{"model":"removed_course","uid":"{}","revision":5}})", uid) + "\n";
}

}  // namespace

TEST_CASE("A file that does not fit the database is refused by line, and nothing of it is loaded", "[dump]") {
    struct Case {
        std::string what;
        std::string text;
        std::vector<Problem> problems;
    };

    const auto c = GENERATE(
        Case{
            "a uid twice in the file",
            course("new", 1) + course("other", 1) + course("new", 1),
            {{3, "course new stands on line 1 already"}}
        },
        Case{
            "uids that the database has",
            course("new", 1) + course("a-first", 1) + course("gone", 1) + removed("z_last-9"),
            {{2, "course a-first is in the database already"},
             {3, "course gone was removed from the database"},
             {4, "course z_last-9 is in the database already"}}
        },
        Case{
            "items that the framework has, by id and by name",
            level(5, "M", "Middle") + level(1, "X", "Other") + level(6, "B", "Also"),
            {{2, "level 1 is in the database already"},
             {3, R"(level with acronym "B" is in the database already)"}}
        },
        Case{
            "a second title",
            R"({"model":"framework","title":"Another"})"
            "\n",
            {{1, "framework is in the database already"}}
        },
        Case{
            "references to nothing",
            level(5, "M", "Middle") + course("new", 5, "1") + course("other", 6, "2,9"),
            {{3, "/level: there is no level 6 in the file or the database"},
             {3, "/areas/1: there is no area 9 in the file or the database"}}
        },
        Case{
            "a framework whose parts do not fit",
            R"({"model":"competency_category","id":3,"vertical":2,"name":"New","area":1})"
            "\n"
            R"({"model":"competency","id":3,"category":8,"specialism":null,"title":"I can","description":""})"
            "\n",
            {{1, "/area: the area belongs to another vertical"}, {2, "/category: there is no category 8"}}
        },
        Case{
            "a fault in the last line",
            level(5, "M", "Middle") + course("new", 5) + "{\"model\":\"level\"",
            {{3, "Missing a comma or '}' after an object member. (at byte 16)"}}
        }
    );
    AppDatabase app;
    REQUIRE(app.load(tests::sample_dump()).has_value());
    const auto counts = app.counts();

    CAPTURE(c.what);
    const auto loaded = app.load(c.text);
    REQUIRE(loaded.has_error());
    CHECK(loaded.error().total == c.problems.size());
    const auto& found = loaded.error().problems;
    REQUIRE(found.size() == c.problems.size());
    for (std::size_t i = 0; i < found.size(); ++i) {
        CHECK(found[i].line == c.problems[i].line);
        CHECK(found[i].detail == c.problems[i].detail);
    }
    CHECK(app.counts() == counts);
    CHECK(app.dump() == tests::sample_dump());
}

TEST_CASE("Items without the framework they belong to are refused", "[dump]") {
    AppDatabase app;
    const auto counts = app.counts();
    const auto loaded = app.load(level(1, "B", "Basic"));
    REQUIRE(loaded.has_error());
    CHECK(loaded.error().problems.front().line == 0);
    CHECK(app.counts() == counts);
}

TEST_CASE("The same file twice is refused at every line the second time", "[dump]") {
    AppDatabase app;
    REQUIRE(app.load(tests::sample_dump()).has_value());
    const auto again = app.load(tests::sample_dump());
    REQUIRE(again.has_error());
    CHECK(again.error().total == tests::lines_of_text(tests::sample_dump()).size());
    for (std::size_t i = 0; i < again.error().problems.size(); ++i) {
        CHECK(again.error().problems[i].line == i + 1);
    }
}

TEST_CASE("A source of lines that fails loads nothing", "[dump]") {
    AppDatabase app;
    const auto counts = app.counts();
    const auto failing = [lines = tests::lines_of_text(tests::sample_dump()),
                          at = std::size_t{0}](std::string& line) mutable {
        if (at == 3) throw std::runtime_error("the input cannot be read");
        line = lines[at++];
        return true;
    };
    CHECK_THROWS_WITH(app.run(app::dump::load_data(app.source(), failing)), "the input cannot be read");
    CHECK(app.counts() == counts);
}

TEST_CASE("A load waits for another writer and is checked against what that one wrote", "[dump]") {
    AppDatabase app;
    REQUIRE(app.load(tests::sample_dump()).has_value());
    auto other = app.run(app.source().begin());
    auto rival = tests::course_of("new", "First come", 1, 3);
    rival.source = "manual";
    REQUIRE(app.run(other->courses().insert_all({rival})).has_value());

    std::istringstream in(course("new", 1));
    std::optional<AppDatabase::Loaded> loaded;
    const auto load = [&]() -> core::Task<void> {
        loaded.emplace(co_await app::dump::load_data(app.source(), app::dump::lines_of(in)));
    };
    boost::asio::co_spawn(app.database().io(), load(), [](const std::exception_ptr& error) {
        if (error) std::rethrow_exception(error);
    });
    const auto until = [](std::function<bool()> true_now) -> core::Task<void> {
        while (!true_now()) co_await boost::asio::post(boost::asio::use_awaitable);
    };
    app.run(until([&] {
        return app.database().value("select count(*) from pg_locks where not granted") != "0";
    }));
    app.run(other->commit());
    app.run(until([&] { return loaded.has_value(); }));
    REQUIRE(loaded->has_error());
    CHECK(loaded->error().problems == std::vector<Problem>{{1, "course new is in the database already"}});
}
