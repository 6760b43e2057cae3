#include "core/postgres/new_migration.hpp"

#include <catch2/catch.hpp>

#include <cstdlib>
#include <fstream>
#include <stdexcept>

namespace {

/// A folder of its own for each test.
struct Folder {
    Folder() {
        std::string name = "/tmp/lifted-migrations-XXXXXX";
        if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no folder");
        path = name;
    }

    ~Folder() { std::filesystem::remove_all(path); }

    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;

    void add(const std::string& file) const { std::ofstream(path / file) << "select 1;\n"; }

    std::filesystem::path path;
};

}  // namespace

TEST_CASE("a new migration takes the next number") {
    const Folder folder;
    CHECK(core::postgres::new_migration(folder.path, "first").value().filename() == "0001_first.sql");
    folder.add("0002_second.sql");
    folder.add("README.md");
    const auto third = core::postgres::new_migration(folder.path, "add_3_columns").value();
    CHECK(third.filename() == "0003_add_3_columns.sql");
    CHECK(std::filesystem::file_size(third) > 0);
}

TEST_CASE("a new migration is refused for a bad name, a gap in the numbers, and a folder that is none") {
    const Folder folder;
    const auto name = GENERATE(as<std::string>(), "", "Upper", "with space", "../escape", "a.sql");
    CHECK(core::postgres::new_migration(folder.path, name).error().code == "migration-name");
    CHECK(core::postgres::new_migration(folder.path / "none", "x").error().code == "migration-folder");
    folder.add("0002_second.sql");
    CHECK(core::postgres::new_migration(folder.path, "x").error().code == "migration-number");
    CHECK(std::distance(std::filesystem::directory_iterator(folder.path), {}) == 1);
}
