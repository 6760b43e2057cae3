#include "core/jobs/worker.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <csignal>
#include <cstdio>
#include <cstdlib>

// A worker whose jobs leave one row each in the table `effect`, in the transaction that completes them. Tells
// how many it has done after every one; made to be killed.

namespace {

using core::Task;
using core::jobs::JobContext;
using core::jobs::JobOutcome;

Task<JobOutcome> leave_effect(JobContext context) {
    auto lease = co_await context.pool().acquire();
    co_await lease->execute({"crash.begin", "begin"});
    co_await lease->execute(
        {"crash.effect", "insert into effect (job) values ($1)"},
        core::postgres::Params(static_cast<std::int64_t>(context.lease().job))
    );
    co_await context.complete_in(*lease);
    co_await lease->execute({"crash.commit", "commit"});
    static int done = 0;
    std::printf("done %d;\n", ++done);
    std::fflush(stdout);
    co_return JobOutcome::done();
}

}  // namespace

int main(int count, char** arguments) {
    if (count != 2) return 2;
    boost::asio::io_context io{1};
    core::postgres::PoolConfig settings;
    settings.connection.conninfo = arguments[1];
    settings.max_connections = 8;
    settings.acquire_timeout = std::chrono::seconds(5);
    core::postgres::Pool pool(io.get_executor(), settings);
    core::jobs::JobKinds kinds;
    kinds.add("crash.effect", 1, leave_effect);
    core::jobs::WorkerConfig config;
    config.concurrency = 8;
    config.lease = std::chrono::milliseconds(2'000);
    config.poll = std::chrono::milliseconds(200);
    core::jobs::Worker worker(settings.connection, pool, std::move(kinds), config);
    boost::asio::co_spawn(io, worker.run(), [](const std::exception_ptr& error) {
        if (error) std::rethrow_exception(error);
    });
    io.run();
}
