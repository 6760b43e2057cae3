#pragma once

#include "core/base/embedded_file.hpp"

#include <span>

namespace app {

/// The numbered SQL files of the App's database, compiled into the binary.
std::span<const core::EmbeddedFile> migration_files();

}  // namespace app
