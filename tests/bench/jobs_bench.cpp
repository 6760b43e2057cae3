#include "core/jobs/postgres_job_repository.hpp"
#include "core/jobs/worker.hpp"
#include "core/postgres/pool.hpp"
#include "targets.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <vector>

// What the queue can do, in an empty database that is named by its argument:
//   jobs_bench CONNINFO [JOBS]
// No-op jobs per second of one worker process, and the time from a job's commit to its start: one job at a
// time, and at 1,000 jobs a second from another process.

namespace asio = boost::asio;

namespace {

using namespace std::chrono_literals;
using core::Task;
using core::data::JobRequest;
using core::jobs::JobContext;
using core::jobs::JobOutcome;
using Clock = std::chrono::steady_clock;

constexpr int kWarmUp = 200;

core::postgres::ConnectionConfig connection_to(const std::string& conninfo) {
    core::postgres::ConnectionConfig config;
    config.conninfo = conninfo;
    config.statement_timeout = 60s;
    config.lock_timeout = 60s;  // autovacuum may hold the table
    return config;
}

Task<void> migrate(std::string conninfo) {
    std::ifstream file(LIFTED_JOBS_MIGRATION);
    auto connection = co_await core::postgres::Connection::open(connection_to(conninfo));
    co_await connection->script("drop schema if exists jobs cascade");
    co_await connection->script({std::istreambuf_iterator<char>(file), {}});
}

/// Finished jobs of the past, so that the table is of the size of every day.
Task<void> fill(std::string conninfo, std::int64_t jobs) {
    auto connection = co_await core::postgres::Connection::open(connection_to(conninfo));
    co_await connection->execute(
        {"bench.fill", R"sql(
insert into jobs.job (kind, version, payload, state, max_attempts, timeout_ms, finished_at)
select 'bench.old', 1, '{"n":1}', 'done', 1, 1000, now() from generate_series(1, $1))sql"},
        core::postgres::Params(jobs)
    );
    co_await connection->script("vacuum analyze jobs.job");
}

Task<void> enqueue_noops(std::string conninfo, int jobs) {
    auto connection = co_await core::postgres::Connection::open(connection_to(conninfo));
    core::jobs::PostgresJobRepository repository(*connection);
    std::vector<JobRequest> requests(
        static_cast<std::size_t>(jobs), JobRequest{.kind = "bench.noop", .payload = R"({"n":1})"}
    );
    const auto ids = co_await repository.enqueue_all(std::move(requests));
    (void)ids.value();
}

std::int64_t now_us() {
    return std::chrono::duration_cast<std::chrono::microseconds>(Clock::now().time_since_epoch()).count();
}

/// Enqueues `jobs` at a rate, each in a transaction of its own; the steady clock's time of the commit's begin
/// stands in the payload.
Task<void> enqueue_timed(std::string conninfo, int jobs, std::chrono::microseconds interval) {
    auto connection = co_await core::postgres::Connection::open(connection_to(conninfo));
    core::jobs::PostgresJobRepository repository(*connection);
    asio::steady_timer timer(co_await asio::this_coro::executor);
    auto next = Clock::now();
    for (int i = 0; i < jobs; ++i) {
        next += interval;
        timer.expires_at(next);
        co_await timer.async_wait(asio::use_awaitable);
        const auto id = co_await repository.enqueue(
            {.kind = "bench.timed", .payload = fmt::format(R"({{"at":{}}})", now_us())}
        );
        (void)id.value();
    }
}

/// The 99th percentile in milliseconds.
double report_latency(const char* name, std::vector<std::int64_t> latencies) {
    latencies.erase(
        latencies.begin(), latencies.begin() + std::min<std::ptrdiff_t>(kWarmUp, std::ssize(latencies) / 2)
    );
    std::sort(latencies.begin(), latencies.end());
    const auto at = [&](double part) {
        const auto place = static_cast<std::size_t>(part * static_cast<double>(latencies.size() - 1));
        return static_cast<double>(latencies[place]) / 1000.0;
    };
    fmt::print(
        "{}: p50 {:.2f} ms, p99 {:.2f} ms, worst {:.2f} ms ({} jobs)\n",
        name,
        at(0.5),
        at(0.99),
        at(1.0),
        latencies.size()
    );
    return at(0.99);
}

/// Runs a worker until `finished` says so.
void work(
    const std::string& conninfo,
    core::jobs::JobHandler handler,
    const char* kind,
    const std::function<bool()>& finished
) {
    asio::io_context io{1};
    core::postgres::PoolConfig settings;
    settings.connection = connection_to(conninfo);
    core::postgres::Pool pool(io.get_executor(), settings);
    core::jobs::JobKinds kinds;
    bool stopped = false;
    core::jobs::Worker* running = nullptr;
    kinds.add(kind, 1, [&](JobContext context) -> Task<JobOutcome> {
        const auto outcome = co_await handler(context);
        if (!stopped && finished()) {
            stopped = true;
            running->stop();
        }
        co_return outcome;
    });
    core::jobs::WorkerConfig config;
    config.concurrency = 100;
    core::jobs::Worker worker(settings.connection, pool, std::move(kinds), config);
    running = &worker;
    asio::co_spawn(io, worker.run(), [&](const std::exception_ptr& error) {
        if (error) std::rethrow_exception(error);
        pool.close();
    });
    io.run();
}

void run(Task<void> task) {
    asio::io_context io{1};
    asio::co_spawn(io, std::move(task), [](const std::exception_ptr& error) {
        if (error) std::rethrow_exception(error);
    });
    io.run();
}

/// Jobs per second.
double measure_throughput(const std::string& conninfo, int jobs) {
    run(enqueue_noops(conninfo, jobs));
    int done = 0;
    const auto began = Clock::now();
    const auto cpu = std::clock();
    work(
        conninfo,
        [&](JobContext) -> Task<JobOutcome> {
            ++done;
            co_return JobOutcome::done();
        },
        "bench.noop",
        [&] { return done == jobs; }
    );
    const auto took = std::chrono::duration<double>(Clock::now() - began).count();
    const auto worker_cpu = static_cast<double>(std::clock() - cpu) / CLOCKS_PER_SEC;
    fmt::print(
        "no-op jobs: {:.0f} per second ({} jobs in {:.2f} s, {:.0f} us of worker CPU each)\n",
        jobs / took,
        jobs,
        took,
        worker_cpu * 1e6 / jobs
    );
    return jobs / took;
}

/// The 99th percentile in milliseconds.
double measure_latency(
    const std::string& conninfo, const char* name, int jobs, std::chrono::microseconds interval
) {
    std::fflush(stdout);
    const auto child = ::fork();
    if (child == 0) {
        std::this_thread::sleep_for(500ms);  // the worker listens by then
        run(enqueue_timed(conninfo, jobs, interval));
        std::_Exit(0);
    }
    std::vector<std::int64_t> latencies;
    work(
        conninfo,
        [&](JobContext context) -> Task<JobOutcome> {
            const auto& payload = context.payload();
            const auto digits = payload.find_first_of("0123456789");
            latencies.push_back(now_us() - std::strtoll(payload.c_str() + digits, nullptr, 10));
            co_return JobOutcome::done();
        },
        "bench.timed",
        [&] { return std::ssize(latencies) == jobs; }
    );
    int status = 0;
    ::waitpid(child, &status, 0);
    return report_latency(name, std::move(latencies));
}

}  // namespace

int main(int count, char** arguments) {
    if (count < 2) {
        fmt::print(stderr, "usage: jobs_bench CONNINFO [JOBS]\n");
        return 2;
    }
    const std::string conninfo = arguments[1];
    const int jobs = count > 2 ? std::atoi(arguments[2]) : 50'000;
    run(migrate(conninfo));
    bench::Targets targets;
    const auto judge = [&](const char* table) {
        fmt::print("{}:\n", table);
        targets.at_least(
            fmt::format("jobs per second, {}", table), measure_throughput(conninfo, jobs), 5'000
        );
        const auto slow = measure_latency(conninfo, "enqueue to start, 50 a second", 500, 20ms);
        targets.below(fmt::format("p99 in ms at 50 a second, {}", table), slow, 20);
        const auto fast = measure_latency(conninfo, "enqueue to start, 1,000 a second", 10'000, 1ms);
        targets.below(fmt::format("p99 in ms at 1,000 a second, {}", table), fast, 20);
    };
    judge("an empty table");
    run(fill(conninfo, 1'000'000));
    judge("1,000,000 finished jobs");
    return targets.exit_status();
}
