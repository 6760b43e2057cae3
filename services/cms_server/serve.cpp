#include "cms_server/serve.hpp"

#include "app_server/catalogue_thread.hpp"
#include "cms_server/handlers/pages/pages.hpp"
#include "cms_server/routes.hpp"
#include "cms_server/thread_sources.hpp"
#include "cms_server/use_cases/staff/accounts.hpp"
#include "cms_server/worker.hpp"
#include "core/base/log.hpp"
#include "core/http/access_log.hpp"
#include "core/http/metrics.hpp"
#include "core/http/rate_limit.hpp"
#include "core/service/stop_signals.hpp"
#include "core/service/stop_together.hpp"
#include "core/service_database/database_failure.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/steady_timer.hpp>

#include <atomic>
#include <memory>
#include <optional>

namespace cms {

namespace {

namespace logging = core::log;

core::http::ServerConfig with_failures(core::http::ServerConfig server) {
    server.translate_exception = core::service::database_failure;
    return server;
}

/// The connections of a server's threads, and the context its handlers find them by. Made after the server,
/// on whose io_contexts they live, and gone before it.
class ServerSources {
public:
    ServerSources(core::http::Server& server, Context& context, const Config& config) {
        for (const auto& executor : server.executors()) {
            sources_.push_back(std::make_unique<ThreadSources>(executor, config.database, config.app));
            context.routers.push_back(sources_.back()->router());
        }
    }

    /// For the port whose requests may have keys.
    void add_enclosing(Context& context) {
        for (const auto& sources : sources_) context.enclosing.push_back(&sources->enclosing());
    }

private:
    std::vector<std::unique_ptr<ThreadSources>> sources_;
};

/// Health checks have connections of their own: with all others taken, they still answer.
core::postgres::PoolConfig probe_of(core::postgres::PoolConfig pool) {
    pool.connection.application_name = "lifted-cms-health";
    pool.connection.connect_timeout = std::chrono::seconds(1);
    pool.connection.statement_timeout = std::chrono::seconds(1);
    pool.idle_check = std::chrono::milliseconds(0);
    pool.max_connections = 1;
    return pool;
}

/// The first administrator comes from the configuration, as soon as the database is there. `settled` is set
/// when nothing is left to be done about it: until then nobody might be able to log in.
core::Task<void> make_first_administrator(
    const Config& config,
    core::data::CmsDataSource& cms,
    core::auth::PasswordHasher& hasher,
    std::atomic<bool>& settled
) {
    core::asio::steady_timer pause(co_await core::asio::this_coro::executor);
    while (config.staff.admin_username && !settled) {
        try {
            const auto made = co_await create_first_administrator(
                cms, hasher, *config.staff.admin_username, *config.staff.admin_password, config.clock->now()
            );
            if (made) {
                if (*made)
                    logging::info(
                        "the first administrator was made", {{"username", *config.staff.admin_username}}
                    );
                settled = true;
                co_return;
            }
            logging::error("the first administrator was not made", {{"reason", made.error().detail}});
            if (made.error().kind != core::ErrorKind::unavailable)
                co_return;  // as configured, nobody can log in
        } catch (const std::exception& error) {
            logging::warning("the first administrator cannot be made yet", {{"reason", error.what()}});
        }
        pause.expires_after(std::chrono::seconds(1));
        co_await pause.async_wait(core::asio::use_awaitable);
    }
    settled = true;
}

core::http::MiddlewareChain staff_chain(const Config& config, core::http::Metrics*& metrics) {
    // In order: what refuses cheaply first; what records sees everything.
    core::http::MiddlewareChain chain;
    chain.push_back(std::make_unique<core::http::RateLimit>(config.rate_limit));
    auto entry = std::make_unique<core::http::Metrics>(config.server.threads);
    metrics = entry.get();
    chain.push_back(std::move(entry));
    chain.push_back(std::make_unique<core::http::AccessLog>());
    return chain;
}

core::http::MiddlewareChain hand_in_chain() {
    core::http::MiddlewareChain chain;
    chain.push_back(std::make_unique<core::http::AccessLog>());
    return chain;
}

}  // namespace

int serve(const Config& config, bool with_worker) {
    const core::service::StopSignals signals;
    std::atomic<bool> draining = false;
    std::atomic<bool> settled = false;
    const unsigned threads = config.server.threads;

    app::SnapshotHolder published;
    app::PublicReads mirror(published, *config.clock, config.presentation, threads, config.page_cache_bytes);
    core::auth::PasswordHasher hasher(
        {{config.staff.hash_memory_bytes, static_cast<unsigned>(config.staff.hash_passes)}, 0, 32}
    );
    const auto box = core::auth::SecretBox::create(config.staff.secret_key).value();
    core::auth::ServiceVerifier verifier(config.service_keys, *config.clock);
    core::WorkPool files(1);
    const SessionTimes times{config.staff.idle, config.staff.absolute};
    const Presentation presentation{config.presentation.zone, config.presentation.currency};
    // The mirror hears of a new catalogue at once, the framework's revisions among them.
    const auto mirrored = [&published]() -> std::int64_t {
        const auto snapshot = published.current();
        return snapshot ? snapshot->version().version : 0;
    };
    FrameworkLookup staff_lookup(*config.clock, threads, mirrored);
    FrameworkLookup hand_in_lookup(*config.clock, config.hand_in.threads, mirrored);

    ScrapingServices scraping;
    Context context{config.clock.get(), {}};
    Context hand_in_context{config.clock.get(), {}};
    const Guard guard(
        context,
        {.idle = times.idle,
         .absolute = times.absolute,
         .second_factor_roles = config.staff.second_factor_roles,
         .login_page = std::string(kLoginPage),
         .lost_race = core::service::lost_race}
    );
    const StaffPort port{
        .context = context,
        .guard = guard,
        .staff = {&hasher, &box, times},
        .courses = {staff_lookup, presentation},
        .inbox = {staff_lookup, presentation},
        .framework = {&published, &files},
        .scraping = scraping,
        .mirror = mirror,
        .published = published,
        .presentation = config.presentation,
    };
    std::unique_ptr<Worker> worker;
    if (with_worker) worker = std::make_unique<Worker>(config);

    core::http::Metrics* metrics = nullptr;
    const auto chain = staff_chain(config, metrics);
    const auto signed_chain = hand_in_chain();
    const core::http::MiddlewareChain no_middleware;
    const auto staff_router = staff_port_routes(port);
    const auto hand_in_router = hand_in_port_routes(hand_in_context, hand_in_lookup, verifier);
    ThreadSources* probe = nullptr;  // owned below: it lives on an io_context of the operators' server
    Health health{
        .own = [&probe]() -> core::data::CmsDataSource& { return probe->own(); },
        .app = &published,
        .draining = [&draining] { return draining.load(); },
        .starting = [&settled] { return !settled.load(); },
        .worker_fault = {},
    };
    if (worker) health.worker_fault = [&worker] { return worker->fault(); };
    const auto operators_router = operators_port_routes(std::move(health), *metrics);

    core::http::Server server(with_failures(config.server), staff_router, chain);
    core::http::Server hand_in(with_failures(config.hand_in), hand_in_router, signed_chain);
    core::http::Server operators(with_failures(config.operators), operators_router, no_middleware);
    metrics->watch_connections("staff", [&server] { return server.connections(); });
    metrics->watch_connections("hand-in", [&hand_in] { return hand_in.connections(); });
    auto staff_sources = std::make_unique<ServerSources>(server, context, config);
    staff_sources->add_enclosing(context);
    auto hand_in_sources = std::make_unique<ServerSources>(hand_in, hand_in_context, config);
    std::vector<std::unique_ptr<HttpScraperDaemon>> scrapers;
    for (const auto& executor : server.executors()) {
        scrapers.push_back(std::make_unique<HttpScraperDaemon>(executor, config.scraper));
        scraping.scrapers.push_back(scrapers.back().get());
    }
    const auto probe_sources = std::make_unique<ThreadSources>(
        operators.executors().front(), probe_of(config.database), probe_of(config.app)
    );
    probe = probe_sources.get();

    app::CatalogueThread catalogue(
        {config.app, config.database_wait, config.presentation, config.keeper}, published, *config.clock
    );
    catalogue.start();
    core::asio::co_spawn(
        server.executors().front(),
        make_first_administrator(config, context.cms(0), hasher, settled),
        core::asio::detached
    );
    operators.start();
    if (worker) worker->start();
    hand_in.start();
    server.start();
    logging::info(
        "listening",
        {{"address", config.server.address},
         {"port", server.port()},
         {"hand_in_port", hand_in.port()},
         {"metrics_port", operators.port()},
         {"threads", threads},
         {"worker", with_worker},
         {"tls", config.server.tls.has_value()}}
    );

    const int signal = signals.wait();
    logging::info("stopping", {{"signal", signal}});
    draining = true;
    const bool whole =
        core::service::stop_together([&] { return server.stop(); }, [&] { return hand_in.stop(); });
    hasher.stop();
    if (worker) worker->stop();
    catalogue.stop();
    operators.stop();
    logging::info("stopped", {{"all_answered", whole}});
    return whole ? 0 : 1;
}

int work(const Config& config) {
    const core::service::StopSignals signals;
    std::atomic<bool> draining = false;
    Worker worker(config);
    const core::http::Metrics metrics(config.operators.threads);
    ThreadSources* probe = nullptr;  // owned below: it lives on an io_context of the operators' server
    const auto router = operators_port_routes(
        {.own = [&probe]() -> core::data::CmsDataSource& { return probe->own(); },
         .app = nullptr,
         .draining = [&draining] { return draining.load(); },
         .starting = {},
         .worker_fault = [&worker] { return worker.fault(); }},
        metrics
    );
    const core::http::MiddlewareChain no_middleware;
    core::http::Server operators(with_failures(config.operators), router, no_middleware);
    const auto probe_sources = std::make_unique<ThreadSources>(
        operators.executors().front(), probe_of(config.database), probe_of(config.app)
    );
    probe = probe_sources.get();
    operators.start();
    worker.start();
    logging::info("working", {{"metrics_port", operators.port()}});

    const int signal = signals.wait();
    logging::info("stopping", {{"signal", signal}});
    draining = true;
    worker.stop();
    operators.stop();
    logging::info("stopped");
    return 0;
}

}  // namespace cms
