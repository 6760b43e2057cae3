#pragma once

#include "app_server/dump/keys.hpp"
#include "app_server/dump/lines.hpp"
#include "app_server/dump/problems.hpp"
#include "app_server/dump/record.hpp"

#include <vector>

namespace app::dump {

/// The items of a file, sorted out by what they are, and the lines they stand on.
struct Records {
    core::domain::Framework framework;
    std::size_t framework_lines = 0;
    std::vector<core::domain::Course> courses;
    std::vector<std::size_t> course_lines;  ///< of each course
    std::vector<RemovedUid> removed;
    KeyLines lines;
    bool readable = true;  ///< every line was read and kept, so that what a reference names can be judged
};

/// Reads a whole file. What cannot be read, or repeats an earlier item, is noted and left out.
Records read_records(const LineSource& next_line, Problems& problems, std::size_t max_lines = kMaxLines);

}  // namespace app::dump
