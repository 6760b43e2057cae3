#pragma once

#include "scraper/sqlite/database.hpp"

#include <filesystem>
#include <mutex>

namespace scraper {

/// The spool's file: projects, jobs and what they found. Two connections, each used by one thread at a time:
/// one that writes, whose every use is a few milliseconds at most, and one that only reads, so that lists and
/// logs neither wait for a commit nor delay one. Survives the death of the process at any point.
class SpoolFile {
public:
    explicit SpoolFile(const std::filesystem::path& file);

    /// The database, for as long as this lives.
    class Use {
    public:
        Use(std::mutex& mutex, sqlite::Database& database) : lock_(mutex), database_(database) {}

        sqlite::Database* operator->() { return &database_; }

        sqlite::Database& operator*() { return database_; }

    private:
        std::unique_lock<std::mutex> lock_;
        sqlite::Database& database_;
    };

    [[nodiscard]] Use use() { return {mutex_, database_}; }

    /// The same for reading: what was committed when each statement, or transaction, began.
    [[nodiscard]] Use read() { return {reading_, reader_}; }

private:
    std::mutex mutex_;
    std::mutex reading_;
    sqlite::Database database_;
    sqlite::Database reader_;
};

}  // namespace scraper
