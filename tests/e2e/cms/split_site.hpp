#pragma once

#include "cms_site.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace tests {

/// A port of this machine that nobody else is given. Services may listen on it; while none does, connections
/// to it are refused.
class ReservedPort {
public:
    ReservedPort();
    ~ReservedPort();
    ReservedPort(const ReservedPort&) = delete;
    ReservedPort& operator=(const ReservedPort&) = delete;

    [[nodiscard]] std::uint16_t number() const { return number_; }

    [[nodiscard]] std::string text() const { return std::to_string(number_); }

    [[nodiscard]] std::string url(std::string_view target = "") const;

private:
    int socket_ = -1;
    std::uint16_t number_ = 0;
};

/// Takes connections at a port and never answers, as a network that swallows packets.
class SilentListener {
public:
    explicit SilentListener(std::uint16_t port);
    ~SilentListener();
    SilentListener(const SilentListener&) = delete;
    SilentListener& operator=(const SilentListener&) = delete;

private:
    int socket_ = -1;
};

/// A service that is stopped and started at the same ports, any number of times.
class Restartable {
public:
    Restartable(std::vector<std::string> command, Settings settings, std::string listening = "listening");

    /// Another of the same, not started.
    Restartable(const Restartable& other);
    Restartable& operator=(const Restartable&) = delete;
    ~Restartable() = default;

    /// Waits until it listens. `extra`: settings of this start alone.
    void start(const Settings& extra = {});

    /// SIGKILL, waited for.
    void kill();

    /// The running service, until the next start or kill.
    [[nodiscard]] RunningService& service() { return *service_; }

private:
    std::vector<std::string> command_;
    Settings settings_;
    std::string listening_;
    std::unique_ptr<RunningService> service_;
};

/// App, its internal instance, CMS and two workers, each a process of its own at a port that stays the same.
/// None is started.
struct SplitSite {
    SplitSite(const std::string& app_conninfo, const std::string& cms_conninfo, const Settings& cms = {});

    void start_all();

    ReservedPort public_port;
    ReservedPort ingest_port;
    ReservedPort staff_port;
    ReservedPort hand_in_port;
    Restartable app;
    Restartable ingest;
    Restartable cms;
    Restartable worker;
    Restartable second_worker;
};

/// Calls whatever may be gone.
class Caller {
public:
    explicit Caller(std::chrono::milliseconds patience = std::chrono::seconds(10));

    /// Nothing when no whole answer came.
    std::optional<Answer> call(core::http::ClientRequest request);

    /// GET, which must be answered; throws when it is not.
    Answer get(std::string url);

    /// Asks until the answer is as wanted; throws with the last one after twenty seconds.
    template <class Wanted>
    Answer await(const std::string& url, Wanted wanted) {
        const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(20);
        for (;;) {
            Answer answer = get(url);
            if (wanted(answer)) return answer;
            if (std::chrono::steady_clock::now() > end)
                throw std::runtime_error("waited in vain; the last answer was " + answer.body);
        }
    }

private:
    boost::asio::io_context io_{1};
    core::http::Client client_;
};

}  // namespace tests
