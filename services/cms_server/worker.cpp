#include "cms_server/worker.hpp"

#include "cms_server/app_client/http_app_ingest.hpp"
#include "cms_server/scraper_client/http_scraper_daemon.hpp"
#include "cms_server/thread_sources.hpp"
#include "cms_server/upkeep_jobs.hpp"
#include "cms_server/use_cases/inbox/review_job.hpp"
#include "cms_server/use_cases/publication/follow_provider.hpp"
#include "cms_server/use_cases/publication/publication_delivery.hpp"
#include "cms_server/use_cases/publication/publication_jobs.hpp"
#include "cms_server/use_cases/scraping/scraping.hpp"
#include "core/base/log.hpp"
#include "core/jobs/worker.hpp"
#include "core/storage/publication/publication_feed.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <mutex>
#include <thread>

namespace cms {

namespace asio = core::asio;
namespace logging = core::log;

namespace {

core::postgres::PoolConfig pool_of(core::postgres::PoolConfig pool, std::size_t connections) {
    pool.connection.application_name += "-worker";
    pool.connection.statement_timeout = std::chrono::seconds(30);
    pool.max_connections = connections;
    pool.acquire_timeout = std::chrono::seconds(5);
    return pool;
}

void report(const std::exception_ptr& failure) {
    if (!failure) return;
    try {
        std::rethrow_exception(failure);
    } catch (const std::exception& error) {
        logging::error("a part of the worker ended unexpectedly", {{"reason", error.what()}});
    }
}

}  // namespace

struct Worker::State {
    explicit State(const Config& c)
        : config(c),
          lookup(*c.clock, 1),
          sources(context.get_executor(), pool_of(c.database, c.worker.concurrency + 2), pool_of(c.app, 2)),
          ingest(context.get_executor(), c.worker.ingest_urls, c.service_keys.front(), *c.clock),
          scraper(context.get_executor(), c.scraper),
          feed(c.database.connection),
          delivery(sources.own(), feed, ingest, delivery_config(c)),
          jobs(c.database.connection, sources.own_pool(), kinds(), jobs_config(c)) {}

    static DeliveryConfig delivery_config(const Config& c) {
        DeliveryConfig delivery;
        delivery.batch = c.worker.batch;
        return delivery;
    }

    static core::jobs::WorkerConfig jobs_config(const Config& c) {
        core::jobs::WorkerConfig jobs;
        jobs.concurrency = c.worker.concurrency;
        return jobs;
    }

    core::jobs::JobKinds kinds() {
        core::jobs::JobKinds kinds;
        add_publication_jobs(kinds, {sources.own(), sources.app(), ingest, *config.clock});
        const FrameworkSource framework{lookup, sources.app(), 0};
        add_provider_jobs(kinds, sources.own(), framework);
        add_inbox_jobs(kinds, sources.own(), framework);
        add_scraping_jobs(kinds, scraper);
        add_upkeep_jobs(kinds, sources.own(), *config.clock, {config.staff.idle, config.staff.absolute});
        return kinds;
    }

    /// A new CMS has the schedules it needs; those that staff changed stay as they are.
    core::Task<void> make_schedules() {
        asio::steady_timer pause(context);
        for (;;) {
            try {
                const auto& zone = config.presentation.zone.name();
                auto schedules = publication_schedules(zone);
                for (auto& schedule : upkeep_schedules(zone)) schedules.push_back(std::move(schedule));
                const auto work = co_await sources.own().begin();
                for (auto& schedule : schedules) {
                    if (co_await work->jobs().find_schedule(schedule.name)) continue;
                    co_await work->jobs().put_schedule(std::move(schedule), std::nullopt);
                }
                co_await work->commit();
                co_return;
            } catch (const std::exception&) {  // another worker made them, or the database is not there yet
            }
            pause.expires_after(std::chrono::seconds(2));
            co_await pause.async_wait(asio::use_awaitable);
        }
    }

    /// What `fault` tells, brought up to date from the worker's own thread.
    core::Task<void> watch() {
        asio::steady_timer tick(context);
        for (;;) {
            std::string now;
            const auto queue = jobs.status();
            const auto outbox = delivery.status();
            if (!queue.connected) now = "jobs: " + queue.last_error;
            if (!outbox.delivering) now += (now.empty() ? "" : "; ") + ("delivery: " + outbox.last_error);
            {
                const std::lock_guard lock(mutex);
                fault = std::move(now);
            }
            tick.expires_after(std::chrono::milliseconds(250));
            co_await tick.async_wait(asio::use_awaitable);
        }
    }

    void run() {
        asio::co_spawn(context, make_schedules(), report);
        asio::co_spawn(context, watch(), report);
        const auto part_ended = [this](const std::exception_ptr& failure) {
            report(failure);
            if (--parts == 0) context.stop();
        };
        asio::co_spawn(context, jobs.run(), part_ended);
        asio::co_spawn(context, delivery.run(), part_ended);
        context.run();
    }

    const Config& config;
    asio::io_context context{1};
    FrameworkLookup lookup;
    ThreadSources sources;
    HttpAppIngest ingest;
    HttpScraperDaemon scraper;
    core::storage::PostgresPublicationFeed feed;
    PublicationDelivery delivery;
    core::jobs::Worker jobs;
    int parts = 2;
    std::thread thread;
    std::mutex mutex;
    std::string fault = "has not begun";
};

Worker::Worker(const Config& config) : state_(std::make_unique<State>(config)) {}

Worker::~Worker() {
    stop();
}

void Worker::start() {
    state_->thread = std::thread([this] { state_->run(); });
}

void Worker::stop() {
    if (!state_->thread.joinable()) return;
    asio::post(state_->context, [this] {
        state_->jobs.stop();
        state_->delivery.stop();
    });
    state_->thread.join();
}

std::string Worker::fault() const {
    const std::lock_guard lock(state_->mutex);
    return state_->fault;
}

}  // namespace cms
