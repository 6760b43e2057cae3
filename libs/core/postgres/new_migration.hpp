#pragma once

#include "core/base/error.hpp"

#include <filesystem>
#include <string_view>

namespace core::postgres {

/// Creates the next numbered migration in a folder of the source tree, empty but for a comment, and returns
/// its path. The name is of lower-case letters, digits and underscores. `invalid_input` for another name or
/// for what is no folder of migrations, `conflict` when the file appeared meanwhile.
Result<std::filesystem::path> new_migration(const std::filesystem::path& folder, std::string_view name);

}  // namespace core::postgres
