#include "app_server/serve.hpp"

#include "app_server/catalogue_thread.hpp"
#include "app_server/handlers/stale_notice.hpp"
#include "app_server/ingest_server.hpp"
#include "app_server/routes.hpp"
#include "core/base/log.hpp"
#include "core/http/access_log.hpp"
#include "core/http/metrics.hpp"
#include "core/http/rate_limit.hpp"
#include "core/service/run_command.hpp"
#include "core/service/stop_signals.hpp"
#include "core/service/stop_together.hpp"

#include <atomic>
#include <malloc.h>
#include <memory>

namespace app {

namespace {

namespace logging = core::log;

bool may_ingest(const Config& config) {
    if (!config.service_keys.empty()) return true;
    core::service::complain(
        "app_server",
        "LIFTED_SERVICE_KEYS must name a service that may publish for publications to be taken in"
    );
    return false;
}

/// What is large goes back to the system when it is freed. By itself glibc's allocator takes every such block
/// for a sign that more will come, and keeps the next ones, whose places then fill up with others. Smaller
/// ones, an index's among them, stay in its heaps, which may lie on huge pages.
void give_memory_back() {
    constexpr int kLarge = 4 << 20;
    ::mallopt(M_MMAP_THRESHOLD, kLarge);
    ::mallopt(M_TRIM_THRESHOLD, 16 * kLarge);
}

}  // namespace

int serve(const Config& config, bool with_ingest) {
    if (with_ingest && !may_ingest(config)) return 2;
    give_memory_back();
    const core::service::StopSignals signals;
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
    std::unique_ptr<IngestServer> publications;
    if (with_ingest) publications = std::make_unique<IngestServer>(config, is_draining);

    CatalogueThread catalogue(
        {config.database, config.database_wait, config.presentation, config.keeper}, holder, *config.clock
    );
    catalogue.start();
    internal.start();
    if (publications) publications->start();
    server.start();
    logging::info(
        "listening",
        {{"address", config.server.address},
         {"port", server.port()},
         {"metrics_port", internal.port()},
         {"ingest_port", publications ? publications->port() : 0},
         {"threads", config.server.threads},
         {"tls", config.server.tls.has_value()}}
    );

    const int signal = signals.wait();
    logging::info("stopping", {{"signal", signal}});
    draining = true;
    const bool whole = core::service::stop_together(
        [&] { return server.stop(); }, [&] { return !publications || publications->stop(); }
    );
    catalogue.stop();
    internal.stop();
    logging::info("stopped", {{"all_answered", whole}});
    return whole ? 0 : 1;
}

int ingest(const Config& config) {
    if (!may_ingest(config)) return 2;
    const core::service::StopSignals signals;
    std::atomic<bool> draining = false;
    IngestServer server(config, [&draining] { return draining.load(); });
    server.start();
    logging::info("listening", {{"address", config.ingest.address}, {"ingest_port", server.port()}});

    const int signal = signals.wait();
    logging::info("stopping", {{"signal", signal}});
    draining = true;
    const bool whole = server.stop();
    logging::info("stopped", {{"all_answered", whole}});
    return whole ? 0 : 1;
}

}  // namespace app
