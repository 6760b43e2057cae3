#pragma once

#include "scraper/spool/schema.hpp"

#include <atomic>
#include <filesystem>
#include <string>
#include <unistd.h>

namespace tests {

/// A folder that goes with the test.
struct Folder {
    Folder() {
        static std::atomic<int> count = 0;
        const auto name = "scraper-" + std::to_string(getpid()) + "-" + std::to_string(count++);
        path = std::filesystem::temp_directory_path() / name;
        std::filesystem::create_directories(path);
    }

    ~Folder() { std::filesystem::remove_all(path); }

    Folder(const Folder&) = delete;

    std::filesystem::path path;
};

/// A spool of its own for a test.
struct TemporarySpool {
    Folder folder;
    scraper::SpoolFile file{folder.path / "spool.db"};
};

}  // namespace tests
