#include "support/stepped_clock.hpp"

#include <fmt/format.h>

#include <atomic>
#include <fstream>
#include <unistd.h>

namespace tests {

namespace {

std::filesystem::path unique_folder() {
    static std::atomic<int> count{0};
    return std::filesystem::temp_directory_path() / fmt::format("lifted-clock-{}-{}", ::getpid(), ++count);
}

}  // namespace

SteppedClock::SteppedClock() : folder_(unique_folder()) {
    std::filesystem::create_directory(folder_);
    set_off(std::chrono::seconds(0));
}

SteppedClock::~SteppedClock() {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
}

bool SteppedClock::works() {
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
    return false;
#else
    return true;
#endif
}

Settings SteppedClock::settings() const {
    return {
        {"LD_PRELOAD", LIFTED_FAKETIME},
        {"FAKETIME_TIMESTAMP_FILE", (folder_ / "off").string()},
        {"FAKETIME_NO_CACHE", "1"},
        {"FAKETIME_DONT_FAKE_MONOTONIC", "1"},
    };
}

void SteppedClock::set_off(std::chrono::seconds off) const {
    // Whoever reads the file finds a whole one.
    const auto next = folder_ / "next";
    std::ofstream(next) << fmt::format("{:+}s\n", off.count());
    std::filesystem::rename(next, folder_ / "off");
}

}  // namespace tests
