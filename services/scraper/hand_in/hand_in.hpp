#pragma once

#include "core/auth/service_signature.hpp"
#include "core/base/clock.hpp"
#include "core/http/client.hpp"
#include "scraper/spool/job_store.hpp"
#include "scraper/spool/result_store.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <memory>
#include <string>
#include <thread>

namespace scraper {

struct HandInOptions {
    std::string url;  ///< of the CMS, without a path: `http://127.0.0.1:9001`
    core::auth::ServiceKey key;
    std::string ca_file;                     ///< PEM; empty: the system's
    std::size_t batch = 200;                 ///< items in one request; at most 500
    std::chrono::milliseconds pause{1'000};  ///< after a first failure; doubles
    std::chrono::milliseconds longest_pause{60'000};
};

/// Hands finished runs to the CMS, oldest first, each request repeated until it is acknowledged. All three
/// requests may be repeated without effect, and how far a run has come is kept in the spool: whatever dies
/// between, each result arrives once in effect. One thread of its own.
class HandInThread {
public:
    HandInThread(SpoolFile& spool, const core::Clock& clock, HandInOptions options);
    ~HandInThread();

    void start();
    void stop();

    /// A run has finished. Thread-safe.
    void wake();

private:
    enum class Answer : std::uint8_t { taken, refused, not_now };

    core::Task<> work();
    core::Task<bool> hand_in(Job job);
    core::Task<Answer> hand_in_items(std::string target, Job job);
    core::Task<Answer> send(std::string target, std::string body, const Job& job);
    core::Task<> wait(std::chrono::milliseconds pause);

    JobStore jobs_;
    ResultStore results_;
    const core::Clock& clock_;
    HandInOptions options_;
    core::auth::ServiceSigner signer_;
    boost::asio::io_context context_{1};
    core::http::Client client_;
    boost::asio::steady_timer timer_{context_};
    bool woken_ = false;
    std::thread thread_;
};

}  // namespace scraper
