#include "app_server/catalogue_thread.hpp"

#include "core/base/log.hpp"
#include "core/postgres/migrator.hpp"
#include "core/storage/postgres_data_source.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <functional>
#include <thread>

namespace app {

namespace asio = core::asio;
namespace logging = core::log;

namespace {

void report_failure(const std::exception_ptr& failure) {
    if (!failure) return;
    try {
        std::rethrow_exception(failure);
    } catch (const std::exception& error) {
        logging::error("reading the database ended unexpectedly", {{"reason", error.what()}});
    }
}

}  // namespace

struct CatalogueThread::State {
    State(CatalogueThreadConfig c, SnapshotHolder& h, const core::Clock& clock)
        : config(std::move(c)),
          holder(h),
          pool(context.get_executor(), config.database),
          source(pool, config.database.connection),
          keeper(source, holder, clock, config.presentation, config.keeper) {}

    /// The keeper tries until it is cancelled; should it end all the same, the answers are stale and it
    /// starts again.
    void keep() {
        asio::co_spawn(context, keeper.run(), [this](const std::exception_ptr& failure) {
            report_failure(failure);
            holder.mark_stale("the catalogue is not being read");
            restart.expires_after(std::chrono::seconds(1));
            restart.async_wait([this](const boost::system::error_code& cancelled) {
                if (!cancelled) keep();
            });
        });
    }

    core::Task<void> say_why_it_waits() {
        const auto reachable =
            co_await core::postgres::wait_until_reachable(config.database.connection, config.database_wait);
        if (!reachable)
            logging::error("still waiting for the database", {{"reason", reachable.error().detail}});
    }

    CatalogueThreadConfig config;
    SnapshotHolder& holder;
    asio::io_context context{1};
    asio::steady_timer restart{context};
    core::postgres::Pool pool;
    core::storage::PostgresReadOnlySource source;
    CatalogueKeeper keeper;
    std::thread thread;
};

CatalogueThread::CatalogueThread(
    CatalogueThreadConfig config, SnapshotHolder& holder, const core::Clock& clock
)
    : state_(std::make_unique<State>(std::move(config), holder, clock)) {}

CatalogueThread::~CatalogueThread() {
    stop();
}

void CatalogueThread::start() {
    asio::co_spawn(state_->context, state_->say_why_it_waits(), report_failure);
    state_->keep();
    state_->thread = std::thread([this] { state_->context.run(); });
}

void CatalogueThread::stop() {
    state_->context.stop();
    if (state_->thread.joinable()) state_->thread.join();
}

}  // namespace app
