#pragma once

#include <span>
#include <string_view>

namespace core {

/// A file compiled into the binary; see cmake/embed.cmake.
struct EmbeddedFile {
    std::string_view path;  ///< relative to the embedded folder
    std::string_view content;
};

}  // namespace core
