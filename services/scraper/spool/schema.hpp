#pragma once

#include "scraper/sqlite/database.hpp"

#include <filesystem>
#include <mutex>

namespace scraper {

/// The spool's file: projects, jobs and what they found. One connection, used by one thread at a time; every
/// use is a few milliseconds at most. Survives the death of the process at any point.
class SpoolFile {
public:
    explicit SpoolFile(const std::filesystem::path& file);

    /// The database, for as long as this lives.
    class Use {
    public:
        explicit Use(SpoolFile& file) : lock_(file.mutex_), database_(file.database_) {}

        sqlite::Database* operator->() { return &database_; }

        sqlite::Database& operator*() { return database_; }

    private:
        std::unique_lock<std::mutex> lock_;
        sqlite::Database& database_;
    };

    [[nodiscard]] Use use() { return Use(*this); }

private:
    std::mutex mutex_;
    sqlite::Database database_;
};

}  // namespace scraper
