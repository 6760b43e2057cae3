#pragma once

#include "scraper/sqlite/database.hpp"

#include <array>
#include <filesystem>
#include <mutex>
#include <utility>

namespace scraper {

/// The spool's file: projects, jobs and what they found. Each connection is used by one thread at a time. One
/// writes, and every use of it is a few milliseconds at most; the others only read: one for each thread of
/// the service that does (API, runner, hand-in), so that a list waits neither for a commit nor for a long log
/// that somebody else reads. Survives the death of the process at any point.
class SpoolFile {
public:
    explicit SpoolFile(const std::filesystem::path& file);

    /// The database, for as long as this lives.
    class Use {
    public:
        Use(std::unique_lock<std::mutex> lock, sqlite::Database& database)
            : lock_(std::move(lock)), database_(database) {}

        sqlite::Database* operator->() { return &database_; }

        sqlite::Database& operator*() { return database_; }

    private:
        std::unique_lock<std::mutex> lock_;
        sqlite::Database& database_;
    };

    [[nodiscard]] Use use() { return {std::unique_lock(mutex_), database_}; }

    /// The same for reading: what was committed when each statement, or transaction, began.
    [[nodiscard]] Use read();

private:
    struct Reader {
        explicit Reader(const std::filesystem::path& file);

        std::mutex mutex;
        sqlite::Database database;
    };

    std::mutex mutex_;
    sqlite::Database database_;
    std::array<Reader, 3> readers_;
};

}  // namespace scraper
