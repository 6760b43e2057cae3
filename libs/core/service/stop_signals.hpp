#pragma once

#include <csignal>

namespace core::service {

/// SIGTERM and SIGINT, taken by one thread that waits for them. Made before any other thread, so that all of
/// them leave the signals alone.
class StopSignals {
public:
    StopSignals();

    /// Blocks until one arrives; its number. From then on a second one ends the process at once, with exit
    /// status 1.
    int wait() const;

private:
    sigset_t signals_;
};

}  // namespace core::service
