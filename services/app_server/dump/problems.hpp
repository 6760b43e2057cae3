#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

namespace app::dump {

/// What is wrong with a line, counted from 1; line 0 stands for the file as a whole.
struct Problem {
    std::size_t line = 0;
    std::string detail;  ///< begins with a JSON Pointer and a colon where one member is at fault
    friend bool operator==(const Problem&, const Problem&) = default;
};

/// Why a file was refused: its first problems in the order of lines, and how many there are in all.
struct LoadRefusal {
    std::vector<Problem> problems;
    std::size_t total = 0;
};

inline constexpr std::size_t kReportedProblems = 100;

/// Collects problems in any order and keeps the first ones of the file; its memory does not grow with their
/// number.
class Problems {
public:
    void add(std::size_t line, std::string detail);

    [[nodiscard]] bool empty() const { return total_ == 0; }

    [[nodiscard]] LoadRefusal take();

private:
    std::multimap<std::size_t, std::string> first_;  // by line; those of one line in the order they came
    std::size_t total_ = 0;
};

}  // namespace app::dump
