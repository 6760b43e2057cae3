#pragma once

#include "cms_server/handlers/staff_call.hpp"

#include <exception>
#include <functional>

namespace cms {

/// Whether a failure says only that others were changing the same things: a deadlock, a lock not had in time,
/// a serialisation failure. Nothing of the unit of work has lasted then.
using LostRace = std::function<bool(const std::exception_ptr&)>;

inline constexpr int kMostRepetitions = 3;

/// Carries a request out, and again, up to three times, after failures that `lost_race` knows, each time
/// behind a longer pause of random length. Not once a unit of work of it was committed: that one would be
/// done twice. The last failure is thrown on.
core::Task<core::http::Response> answer_repeated(
    const StaffCall& call, const LostRace& lost_race, const StaffHandler& handler
);

}  // namespace cms
