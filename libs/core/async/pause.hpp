#pragma once

#include "core/async/task.hpp"

#include <chrono>

namespace core {

/// Goes on after a time, on the caller's executor. Throws `operation_aborted` when it is cancelled before.
Task<> pause_for(std::chrono::milliseconds time);

}  // namespace core
