#pragma once

#include <string>

namespace app {

/// What the linker wrote into the running program to tell its build from every other; empty when it wrote
/// nothing. Instances of one build have the same.
std::string build_id();

}  // namespace app
