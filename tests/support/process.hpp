#pragma once

#include <chrono>
#include <condition_variable>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <sys/types.h>
#include <thread>
#include <vector>

namespace tests {

using Settings = std::map<std::string, std::string>;  ///< environment variables; an empty value unsets one

/// A program started with the given environment beside this process's own, its output collected as it comes.
/// Killed at the end if it still runs.
class Process {
public:
    Process(
        std::vector<std::string> arguments,
        const Settings& settings,
        const std::string& input_file = "/dev/null"
    );
    ~Process();
    Process(const Process&) = delete;
    Process& operator=(const Process&) = delete;

    void signal(int number) const;

    /// The most memory it has had resident so far (VmHWM), in KiB; 0 when it is gone.
    [[nodiscard]] std::size_t peak_memory_kib() const;

    /// Waits for the end; the exit status, or 128 + the signal that ended it. Throws after `limit`.
    int wait(std::chrono::seconds limit = std::chrono::seconds(60));

    [[nodiscard]] std::string output() const;  ///< standard output so far
    [[nodiscard]] std::string errors() const;  ///< standard error so far

    /// The first line of standard output that holds `text`, waited for. Throws with everything written when
    /// the program ends before, or after `limit`.
    std::string wait_for_line(std::string_view text, std::chrono::seconds limit = std::chrono::seconds(60));

private:
    struct Stream {
        int fd = -1;
        std::string text;
        bool ended = false;
        std::thread reader;
    };

    void read(Stream& stream);

    pid_t pid_ = -1;
    std::optional<int> status_;
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    Stream out_;
    Stream err_;
};

/// What a program that has ended left behind.
struct Finished {
    int status = 0;
    std::string output;
    std::string errors;
};

Finished run_program(std::vector<std::string> arguments, const Settings& settings);

}  // namespace tests
