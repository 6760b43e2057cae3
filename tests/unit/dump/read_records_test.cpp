#include "app_server/dump/read_records.hpp"

#include <catch2/catch.hpp>

#include <sstream>

using namespace app::dump;
using core::domain::LevelId;

namespace {

std::string level(int id, std::string_view acronym, std::string_view name) {
    std::string line;
    append_record(line, core::domain::Level{LevelId{id}, std::string(acronym), std::string(name)});
    return line;
}

LoadRefusal refusal_of(const std::string& text) {
    std::istringstream in(text);
    Problems problems;
    read_records(lines_of(in), problems);
    return problems.take();
}

}  // namespace

TEST_CASE("read_records names the earlier line that an item repeats", "[dump]") {
    struct Case {
        std::string third;
        std::string detail;
    };

    const auto c = GENERATE(
        Case{level(1, "X", "Other"), "level 1 stands on line 1 already"},
        Case{level(3, "B", "Other"), R"(level with acronym "B" stands on line 1 already)"},
        Case{level(3, "X", "Advanced"), R"(level with name "Advanced" stands on line 2 already)"}
    );
    const auto refusal = refusal_of(level(1, "B", "Basic") + level(2, "A", "Advanced") + c.third);
    CHECK(refusal.problems == std::vector<Problem>{{3, c.detail}});
}

TEST_CASE("read_records takes a uid that is both stored and removed for a repeat", "[dump]") {
    std::string text;
    append_record(text, RemovedUid{"c1", 3});
    append_record(text, RemovedUid{"c1", 4});
    CHECK(refusal_of(text).problems == std::vector<Problem>{{2, "course c1 stands on line 1 already"}});
}

TEST_CASE("read_records reports every fault of every line", "[dump]") {
    const auto refusal = refusal_of(
        "\n" + level(1, "B", "Basic") + R"({"model":"level","id":"1","acronym":"","name":"x"})" + "\n"
    );
    REQUIRE(refusal.total == 3);
    CHECK(refusal.problems[0].line == 1);
    CHECK(refusal.problems[1] == Problem{3, "/id: must be a whole number"});
    CHECK(refusal.problems[2] == Problem{3, "/acronym: must not be empty"});
}

TEST_CASE("read_records refuses a line that is too long without parsing it", "[dump]") {
    const auto refusal = refusal_of(std::string(kMaxLineBytes + 1, ' ') + "\n");
    CHECK(refusal.problems == std::vector<Problem>{{1, "is longer than 1048576 bytes"}});
}

TEST_CASE("read_records stops behind the last line that a file may have", "[dump]") {
    constexpr std::size_t kMost = 3;
    std::size_t given = 0;
    const auto endless = [&](std::string& line) {
        ++given;
        line = level(static_cast<int>(given), std::to_string(given), std::to_string(given));
        return true;
    };
    Problems problems;
    const auto records = read_records(endless, problems, kMost);
    CHECK(given == kMost + 1);
    CHECK_FALSE(records.readable);
    CHECK(problems.take().problems == std::vector<Problem>{{4, "the file has more than 3 lines"}});
}

TEST_CASE("Problems keeps the first ones of the file, whatever order they come in", "[dump]") {
    Problems problems;
    for (std::size_t line = 5'000; line > 0; --line) problems.add(line, "is wrong");
    const auto refusal = problems.take();
    CHECK(refusal.total == 5'000);
    REQUIRE(refusal.problems.size() == kReportedProblems);
    CHECK(refusal.problems.front().line == 1);
    CHECK(refusal.problems.back().line == kReportedProblems);
}
