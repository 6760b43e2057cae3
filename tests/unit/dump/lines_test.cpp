#include "app_server/dump/lines.hpp"

#include <catch2/catch.hpp>

#include <sstream>

using namespace app::dump;

TEST_CASE("lines_of gives each line, the last with or without its line feed", "[dump]") {
    const auto text = GENERATE(as<std::string>(), "a\n\nb c\n", "a\n\nb c");
    std::istringstream in(text);
    const auto next = lines_of(in);
    std::vector<std::string> lines;
    for (std::string line; next(line);) lines.push_back(line);
    CHECK(lines == std::vector<std::string>{"a", "", "b c"});
}

TEST_CASE("lines_of keeps no more of a long line than shows that it is too long", "[dump]") {
    std::istringstream in(std::string(3 * kMaxLineBytes, 'x') + "\nnext\n");
    const auto next = lines_of(in);
    std::string line;
    REQUIRE(next(line));
    CHECK(line.size() == kMaxLineBytes + 1);
    REQUIRE(next(line));
    CHECK(line == "next");
    CHECK_FALSE(next(line));
}

TEST_CASE("lines_of throws when the input fails, rather than take it for its end", "[dump]") {
    std::istringstream in("a\n");
    in.setstate(std::ios::badbit);
    std::string line;
    CHECK_THROWS(lines_of(in)(line));
}
