#include "app_server/ingest_server.hpp"

#include "app_server/handlers/health.hpp"
#include "app_server/handlers/ingest/ingest_routes.hpp"
#include "core/http/access_log.hpp"
#include "core/http/metrics.hpp"
#include "core/service_database/database_failure.hpp"
#include "core/storage/postgres_data_source.hpp"

namespace app {

namespace {

using core::http::Request;
using core::http::Response;

/// One server thread's connections.
struct Writer {
    Writer(const core::asio::any_io_executor& executor, const core::postgres::PoolConfig& config)
        : pool(executor, config), source(pool, config.connection) {}

    core::postgres::Pool pool;
    core::storage::PostgresReadWriteSource source;
};

core::http::ServerConfig with_failures(core::http::ServerConfig config) {
    config.translate_exception = core::service::database_failure;
    return config;
}

}  // namespace

struct IngestServer::State {
    State(const Config& config, std::function<bool()> draining)
        : verifier(config.service_keys, *config.clock), context{&verifier, {}, std::move(draining)} {
        auto measured = std::make_unique<core::http::Metrics>(config.ingest.threads);
        metrics = measured.get();
        chain.push_back(std::move(measured));
        chain.push_back(std::make_unique<core::http::AccessLog>());

        add_ingest_routes(router, context);
        router.add(core::http::Method::get, "/livez", get_livez);
        router.add(core::http::Method::get, "/metrics", [this](const Request&) {
            Response response = Response::text(200, metrics->render());
            response.content_type = core::http::Metrics::kContentType;
            return response;
        });
        server = std::make_unique<core::http::Server>(with_failures(config.ingest), router, chain);
        metrics->watch_connections("ingest", [this] { return server->connections(); });
        for (const auto& executor : server->executors()) {
            writers.push_back(std::make_unique<Writer>(executor, config.ingest_database));
            context.sources.push_back(&writers.back()->source);
        }
    }

    core::auth::ServiceVerifier verifier;
    IngestContext context;
    core::http::Router router;
    core::http::MiddlewareChain chain;
    core::http::Metrics* metrics = nullptr;  // the chain's
    std::unique_ptr<core::http::Server> server;
    std::vector<std::unique_ptr<Writer>> writers;
};

IngestServer::IngestServer(const Config& config, std::function<bool()> draining)
    : state_(std::make_unique<State>(config, std::move(draining))) {}

IngestServer::~IngestServer() = default;

void IngestServer::start() {
    state_->server->start();
}

bool IngestServer::stop() {
    return state_->server->stop();
}

std::uint16_t IngestServer::port() const {
    return state_->server->port();
}

}  // namespace app
