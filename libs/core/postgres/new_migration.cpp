#include "core/postgres/new_migration.hpp"

#include "core/postgres/migrator.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>

namespace core::postgres {

namespace {

bool is_migration_name(std::string_view name) {
    return !name.empty() && name.size() <= 60 && std::all_of(name.begin(), name.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
    });
}

}  // namespace

Result<std::filesystem::path> new_migration(const std::filesystem::path& folder, std::string_view name) {
    if (!is_migration_name(name)) {
        return Error{
            ErrorKind::invalid_input,
            "migration-name",
            "a migration's name is of lower-case letters, digits and underscores"
        };
    }
    std::error_code failure;
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(folder, failure)) {
        if (entry.path().extension() == ".sql") names.push_back(entry.path().filename().string());
    }
    if (failure) {
        return Error{
            ErrorKind::invalid_input,
            "migration-folder",
            fmt::format("{} is not a folder of migrations: {}", folder.string(), failure.message())
        };
    }
    std::vector<EmbeddedFile> files;
    for (const auto& file : names) files.push_back({file, {}});
    const auto known = read_migrations(files);
    if (!known) return known.error();

    const auto path = folder / fmt::format("{:04}_{}.sql", known->size() + 1, name);
    // "x": two people who run this at once do not overwrite each other.
    std::FILE* file = std::fopen(path.c_str(), "wx");
    if (file == nullptr) {
        return Error{
            ErrorKind::conflict,
            "migration-file",
            fmt::format("{} cannot be created: {}", path.string(), std::strerror(errno))
        };
    }
    fmt::print(file, "-- What this changes, and why.\n");
    std::fclose(file);
    return path;
}

}  // namespace core::postgres
