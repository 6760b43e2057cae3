#pragma once

#include <string>
#include <string_view>

namespace app {

/// Full Unicode case folding of UTF-8 text, for comparing without regard to case. Invalid bytes stay as they
/// are.
std::string fold_case(std::string_view text);

}  // namespace app
