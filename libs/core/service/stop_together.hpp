#pragma once

#include <array>
#include <future>

namespace core::service {

/// Stops several servers, each by a function such as `[&] { return server.stop(); }`, at the same time: they
/// drain within one and the same delay and timeout. True when every one returned true; an exception of one is
/// thrown on when all have ended.
template <class... Stop>
bool stop_together(Stop... stop) {
    std::array running{std::async(std::launch::async, std::move(stop))...};
    bool all = true;
    for (auto& one : running) all = one.get() && all;
    return all;
}

}  // namespace core::service
