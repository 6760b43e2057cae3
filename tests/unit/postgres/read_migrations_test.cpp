#include "core/base/digest.hpp"
#include "core/postgres/migrator.hpp"

using core::EmbeddedFile;
using core::ErrorKind;
using core::postgres::read_migrations;
using Files = std::vector<EmbeddedFile>;

TEST_CASE("migrations are read in the order of their numbers, with a checksum each") {
    const Files files{{"migrations/0002_add_course.sql", "b"}, {"migrations/0001_base.sql", "a"}};
    const auto migrations = read_migrations(files).value();
    REQUIRE(migrations.size() == 2);
    CHECK(migrations[0].number == 1);
    CHECK(migrations[0].name == "base");
    CHECK(migrations[0].sql == "a");
    CHECK(migrations[0].checksum == core::sha256_hex("a"));
    CHECK(migrations[1].name == "add_course");
    CHECK(read_migrations({}).value().empty());
}

TEST_CASE("gaps, doubled numbers and other names are refused") {
    const auto files = GENERATE(
        Files{{"0002_b.sql", ""}},
        Files{{"0001_a.sql", ""}, {"0003_c.sql", ""}},
        Files{{"0001_a.sql", ""}, {"0001_b.sql", ""}},
        Files{{"0000_a.sql", ""}},
        Files{{"1_a.sql", ""}},
        Files{{"0001_.sql", ""}},
        Files{{"0001-a.sql", ""}},
        Files{{"-001_a.sql", ""}},
        Files{{"0001_a.txt", ""}},
        Files{{"readme.md", ""}}
    );
    const auto migrations = read_migrations(files);
    REQUIRE(migrations.has_error());
    CHECK(migrations.error().kind == ErrorKind::invalid_input);
}
