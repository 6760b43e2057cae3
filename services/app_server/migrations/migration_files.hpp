#pragma once

#include <span>

#include "core/base/embedded_file.hpp"

namespace app {

/// The numbered SQL files of the App's database, compiled into the binary.
std::span<const core::EmbeddedFile> migration_files();

}  // namespace app
