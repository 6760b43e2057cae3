#include "app_server/serve.hpp"

#include "app_server/handlers/stale_notice.hpp"
#include "app_server/routes.hpp"
#include "core/base/log.hpp"
#include "core/http/access_log.hpp"
#include "core/http/metrics.hpp"
#include "core/http/rate_limit.hpp"
#include "core/postgres/migrator.hpp"
#include "core/storage/postgres_data_source.hpp"

#include <atomic>
#include <csignal>
#include <pthread.h>
#include <thread>

namespace app {

namespace {

namespace asio = core::asio;
namespace logging = core::log;

/// Everything that reads the database, on one thread of its own: building a snapshot takes time that requests
/// must not wait for.
class CatalogueThread {
public:
    CatalogueThread(const Config& config, SnapshotHolder& holder)
        : pool_(context_.get_executor(), config.database),
          source_(pool_, config.database.connection),
          keeper_(source_, holder, *config.clock, config.presentation, config.keeper),
          holder_(holder),
          config_(config) {}

    ~CatalogueThread() { stop(); }

    void start() {
        asio::co_spawn(context_, say_why_it_waits(), report_failure());
        keep();
        thread_ = std::thread([this] { context_.run(); });
    }

    void stop() {
        context_.stop();
        if (thread_.joinable()) thread_.join();
    }

private:
    /// The keeper tries until it is cancelled; should it end all the same, the answers are stale and it
    /// starts again.
    void keep() {
        asio::co_spawn(context_, keeper_.run(), [this](const std::exception_ptr& failure) {
            report_failure()(failure);
            holder_.mark_stale("the catalogue is not being read");
            restart_.expires_after(std::chrono::seconds(1));
            restart_.async_wait([this](const boost::system::error_code& cancelled) {
                if (!cancelled) keep();
            });
        });
    }

    /// A start without a database goes on: it answers health checks, and serves when the database is there.
    core::Task<void> say_why_it_waits() {
        const auto reachable =
            co_await core::postgres::wait_until_reachable(config_.database.connection, config_.database_wait);
        if (!reachable)
            logging::error("still waiting for the database", {{"reason", reachable.error().detail}});
    }

    static std::function<void(const std::exception_ptr&)> report_failure() {
        return [](const std::exception_ptr& failure) {
            if (!failure) return;
            try {
                std::rethrow_exception(failure);
            } catch (const std::exception& error) {
                logging::error("reading the database ended unexpectedly", {{"reason", error.what()}});
            }
        };
    }

    asio::io_context context_{1};
    asio::steady_timer restart_{context_};
    core::postgres::Pool pool_;
    core::storage::PostgresReadOnlySource source_;
    CatalogueKeeper keeper_;
    SnapshotHolder& holder_;
    const Config& config_;
    std::thread thread_;
};

/// Blocks until a signal asks the process to stop. The signals must be blocked in every thread.
int wait_for_stop(const sigset_t& signals) {
    int signal = 0;
    while (sigwait(&signals, &signal) != 0) {
    }
    return signal;
}

}  // namespace

int serve(const Config& config) {
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);

    SnapshotHolder holder;
    PublicReads reads(
        holder, *config.clock, config.presentation, config.server.threads, config.page_cache_bytes
    );
    std::atomic<bool> draining = false;
    const auto is_draining = [&draining] { return draining.load(); };

    // In order: what refuses cheaply first; what records sees everything.
    core::http::MiddlewareChain chain;
    chain.push_back(std::make_unique<core::http::RateLimit>(config.rate_limit));
    chain.push_back(std::make_unique<StaleNotice>(holder));
    auto metrics_entry = std::make_unique<core::http::Metrics>(config.server.threads);
    core::http::Metrics& metrics = *metrics_entry;
    chain.push_back(std::move(metrics_entry));
    chain.push_back(std::make_unique<core::http::AccessLog>());
    const core::http::MiddlewareChain no_middleware;

    const auto public_router = public_routes(reads, holder, is_draining);
    const CatalogueMetrics all_metrics(metrics, holder);
    const auto internal_router = internal_routes(all_metrics, holder, is_draining);
    core::http::Server server(config.server, public_router, chain);
    core::http::Server internal(config.internal, internal_router, no_middleware);
    metrics.watch_connections("public", [&server] { return server.connections(); });

    CatalogueThread catalogue(config, holder);
    catalogue.start();
    internal.start();
    server.start();
    logging::info(
        "listening",
        {{"address", config.server.address},
         {"port", server.port()},
         {"metrics_port", internal.port()},
         {"threads", config.server.threads},
         {"tls", config.server.tls.has_value()}}
    );

    const int signal = wait_for_stop(signals);
    logging::info("stopping", {{"signal", signal}});
    draining = true;
    // A second signal cuts the stop short.
    std::thread([signals] {
        wait_for_stop(signals);
        logging::warning("stopped at once by a second signal");
        logging::stop();
        std::_Exit(1);
    }).detach();
    const bool whole = server.stop();
    catalogue.stop();
    internal.stop();
    logging::info("stopped", {{"all_answered", whole}});
    return whole ? 0 : 1;
}

}  // namespace app
