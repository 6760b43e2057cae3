#include "core/archive/zip.hpp"

#include <catch2/catch.hpp>

using namespace core::archive;

TEST_CASE("A zip archive gives back its files in order", "[zip]") {
    const std::string long_text(100'000, 'a');
    const auto bytes =
        write_zip({{"mimetype", "text/plain", false}, {"a/b.txt", long_text, true}, {"empty", "", true}});
    CHECK(bytes.size() < 2'000);
    const auto files = read_zip(bytes, "x.zip").value();
    REQUIRE(files.size() == 3);
    CHECK(files[0].name == "mimetype");
    CHECK(files[0].bytes == "text/plain");
    CHECK(files[1].name == "a/b.txt");
    CHECK(files[1].bytes == long_text);
    CHECK(files[2].bytes.empty());
}

TEST_CASE("The same files always make the same archive", "[zip]") {
    const std::vector<File> files{{"a", "one", true}, {"b", "two", false}};
    CHECK(write_zip(files) == write_zip(files));
}

TEST_CASE("An archive past a limit is refused before it is unpacked whole", "[zip]") {
    const auto bomb = write_zip({{"bomb", std::string(10'000'000, '\0'), true}});
    const auto limits = GENERATE(
        ZipLimits{.packed_bytes = 100, .bytes = 1 << 30, .files = 10},
        ZipLimits{.packed_bytes = 1 << 20, .bytes = 1 << 20, .files = 10},
        ZipLimits{.packed_bytes = 1 << 20, .bytes = 1 << 30, .files = 0}
    );
    const auto files = read_zip(bomb, "bomb.zip", limits);
    REQUIRE(files.has_error());
    CHECK(files.error().kind == core::ErrorKind::too_large);
    CHECK(files.error().code == "archive-too-large");
    CHECK(files.error().detail.find("bomb.zip") != std::string::npos);
}

TEST_CASE("What is no archive, or a damaged one, is refused by name", "[zip]") {
    auto damaged = write_zip({{"a", std::string(5'000, 'x'), false}});
    damaged[1'000] = 'y';
    const std::string bytes = GENERATE_REF(std::string(), std::string("PK"), std::string("hello"), damaged);
    const auto files = read_zip(bytes, "upload");
    REQUIRE(files.has_error());
    CHECK(files.error().code == "not-an-archive");
    CHECK(files.error().detail.starts_with("upload: "));
}
