#pragma once

#include "core/async/task.hpp"
#include "core/data/data_source.hpp"

#include <functional>
#include <string_view>

namespace app::dump {

/// Writes everything published as JSON Lines (see record.hpp), as it stood at one moment: the framework, each
/// item behind those it refers to, then the courses by number, then what was removed. `write` gets whole
/// lines, some hundred kilobytes at a time; what it throws passes through. The time it takes counts towards
/// the source's idle-in-transaction timeout.
core::Task<void> dump_data(
    core::data::ReadOnlyDataSource& source, std::function<void(std::string_view)> write
);

}  // namespace app::dump
