#include "core/service/stop_signals.hpp"

#include "core/base/log.hpp"

#include <cstdlib>
#include <pthread.h>
#include <thread>

namespace core::service {

namespace {

int wait_for(const sigset_t& signals) {
    int signal = 0;
    while (sigwait(&signals, &signal) != 0) {
    }
    return signal;
}

}  // namespace

StopSignals::StopSignals() {
    sigemptyset(&signals_);
    sigaddset(&signals_, SIGTERM);
    sigaddset(&signals_, SIGINT);
    pthread_sigmask(SIG_BLOCK, &signals_, nullptr);
}

int StopSignals::wait() const {
    const int signal = wait_for(signals_);
    std::thread([signals = signals_] {
        wait_for(signals);
        log::warning("stopped at once by a second signal");
        log::stop();
        std::_Exit(1);
    }).detach();
    return signal;
}

}  // namespace core::service
