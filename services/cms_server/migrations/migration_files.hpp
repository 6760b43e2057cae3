#pragma once

#include "core/base/embedded_file.hpp"

#include <span>

namespace cms {

/// The numbered SQL files of the CMS's own database, compiled into the binary.
std::span<const core::EmbeddedFile> migration_files();

}  // namespace cms
