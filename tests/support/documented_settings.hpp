#pragma once

#include <fstream>
#include <set>
#include <sstream>
#include <stdexcept>
#include <string>

namespace tests {

/// The names after `mark` and beginning with `prefix` that stand at the begin of lines.
inline std::set<std::string> settings_at_line_starts(
    std::istream& text, const std::string& mark, const std::string& prefix
) {
    std::set<std::string> names;
    for (std::string line; std::getline(text, line);) {
        if (!line.starts_with(mark + prefix)) continue;
        const auto end = line.find_first_of(" `[", mark.size());
        names.insert(line.substr(mark.size(), end - mark.size()));
    }
    return names;
}

/// Settings that the help of a program lists: all it reads, as it lists them by reading them.
inline std::set<std::string> settings_in_help(const std::string& help, const std::string& prefix) {
    std::istringstream text(help);
    return settings_at_line_starts(text, "  ", prefix);
}

/// Settings that have a row in the reference, a file.
inline std::set<std::string> settings_in_reference(const std::string& file, const std::string& prefix) {
    std::ifstream text(file);
    if (!text) throw std::runtime_error("there is no " + file);
    return settings_at_line_starts(text, "| `", prefix);
}

}  // namespace tests
