#pragma once

#include <functional>
#include <istream>
#include <string>

namespace app::dump {

inline constexpr std::size_t kMaxLineBytes = 1024 * 1024;
inline constexpr std::size_t kMaxLines = 2'000'000;

/// Gives the next line without its line feed; false when there are no more. May throw when the input fails.
using LineSource = std::function<bool(std::string&)>;

/// Lines of a stream, which must outlive the source. Of a line past kMaxLineBytes it keeps one byte more than
/// that and skips the rest, so that input without line feeds does not fill the memory. Throws
/// std::runtime_error when the stream goes bad.
LineSource lines_of(std::istream& in);

}  // namespace app::dump
