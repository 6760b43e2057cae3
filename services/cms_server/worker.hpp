#pragma once

#include "cms_server/config.hpp"

#include <memory>
#include <string>

namespace cms {

/// Runs jobs and delivers publications, on a thread of its own with connections of its own. Needs nothing of
/// the web server; any number may run anywhere.
class Worker {
public:
    /// `config` must outlive it.
    explicit Worker(const Config& config);
    ~Worker();

    void start();

    /// Takes no more work, finishes what is at hand or gives it back, and ends the thread.
    void stop();

    /// Why no work is done now; empty when it is. From any thread.
    [[nodiscard]] std::string fault() const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace cms
