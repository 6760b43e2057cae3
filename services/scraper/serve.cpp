#include "scraper/serve.hpp"

#include "core/base/digest.hpp"
#include "core/base/log.hpp"
#include "core/http/access_log.hpp"
#include "core/http/metrics.hpp"
#include "core/service/stop_signals.hpp"
#include "scraper/handlers/scrapyd/basic_auth.hpp"
#include "scraper/job_metrics.hpp"
#include "scraper/routes.hpp"

#include <atomic>

namespace scraper {

namespace logging = core::log;

int serve(const Config& config) {
    const core::service::StopSignals signals;

    SpoolFile spool(config.data / "spool.db");
    SnapshotStore snapshots(config.data / "snapshots.db");
    ProjectStore projects(spool);
    JobStore jobs(spool);
    ResultStore results(spool);

    std::unique_ptr<HandInThread> hand_in;
    auto runner_options = config.runner;
    if (config.hand_in) {
        hand_in = std::make_unique<HandInThread>(spool, *config.process.clock, *config.hand_in);
        runner_options.on_finished = [&hand_in] { hand_in->wake(); };
    }
    Runner runner(spool, snapshots, *config.process.clock, runner_options);

    const scrapyd::Context scrapyd{
        projects,
        jobs,
        results,
        runner,
        *config.process.clock,
        config.node_name,
        config.strict_upload_status,
        config.cors_origin,
        core::random_token(24)
    };
    auto readers = std::make_unique<core::WorkPool>(1);
    const v1::Context v1{projects, jobs, results, snapshots, runner, *config.process.clock, *readers};

    core::http::MiddlewareChain chain;
    chain.push_back(std::make_unique<scrapyd::SiteRules>(config.user, config.password));
    auto metrics_entry = std::make_unique<core::http::Metrics>(config.server.threads);
    core::http::Metrics& metrics = *metrics_entry;
    chain.push_back(std::move(metrics_entry));
    chain.push_back(std::make_unique<core::http::AccessLog>());
    const core::http::MiddlewareChain no_middleware;
    const JobMetrics job_metrics(metrics.registry(), jobs);

    std::atomic<bool> draining = false;
    const auto router = api_routes(scrapyd, v1);
    const auto operator_router =
        operator_routes(metrics, job_metrics, [&draining] { return draining.load(); });
    core::http::Server server(config.server, router, chain);
    core::http::Server internal(config.internal, operator_router, no_middleware);

    runner.start();
    if (hand_in) hand_in->start();
    internal.start();
    server.start();
    logging::info(
        "listening",
        {{"address", config.server.address},
         {"port", server.port()},
         {"metrics_port", internal.port()},
         {"hands_in", config.hand_in.has_value()}}
    );

    const int signal = signals.wait();
    logging::info("stopping", {{"signal", signal}});
    draining = true;
    const bool whole = server.stop();
    readers.reset();  // what is still being read belongs to requests, which live as long as the server
    runner.stop();
    if (hand_in) hand_in->stop();
    internal.stop();
    logging::info("stopped", {{"all_answered", whole}});
    return whole ? 0 : 1;
}

}  // namespace scraper
