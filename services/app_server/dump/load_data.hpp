#pragma once

#include "app_server/dump/lines.hpp"
#include "app_server/dump/problems.hpp"
#include "core/async/task.hpp"
#include "core/data/data_source.hpp"

#include <boost/system/result.hpp>

namespace app::dump {

/// What was stored.
struct LoadSummary {
    std::size_t framework_items = 0;
    std::size_t courses = 0;
    std::size_t removed_courses = 0;
};

/// Stores the items of a JSON Lines file (see record.hpp) in one transaction: all of them, or none and why.
/// Every line is checked, alone and against the others and the database, before anything is written. An item
/// that the database has already is a problem, not an update. Courses are numbered in the order of their
/// lines; revisions are kept.
///
/// Other writers wait meanwhile; the source's statement timeout must allow for copying kCoursesPerCopy
/// courses.
core::Task<boost::system::result<LoadSummary, LoadRefusal>> load_data(
    core::data::ReadWriteDataSource& source, LineSource next_line
);

inline constexpr std::size_t kCoursesPerCopy = 10'000;

[[noreturn]] void throw_exception_from_error(const LoadRefusal& refusal, const boost::source_location& where);

}  // namespace app::dump
