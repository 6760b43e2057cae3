#include "jobs_database.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>

#include <fstream>
#include <iterator>

namespace tests {

using namespace std::chrono_literals;

namespace {

std::string read_file(const char* path) {
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), {}};
}

core::postgres::PoolConfig pool_config(const core::postgres::ConnectionConfig& connection) {
    core::postgres::PoolConfig config;
    config.connection = connection;
    config.max_connections = 8;
    config.acquire_timeout = 10s;
    return config;
}

}  // namespace

JobsDatabase::JobsDatabase() : pool(database.io().get_executor(), pool_config(database.config())) {
    database.sql(read_file(LIFTED_JOBS_MIGRATION));
}

JobId JobsDatabase::enqueue(JobRequest request) {
    return commit<JobId>([&](PostgresJobRepository& jobs) -> Task<JobId> {
        const auto id = co_await jobs.enqueue(request);
        co_return id.value();
    });
}

Job JobsDatabase::find(JobId id) {
    return commit<Job>([&](PostgresJobRepository& jobs) -> Task<Job> {
        const auto job = co_await jobs.find(id);
        co_return job.value();
    });
}

JobState JobsDatabase::state(JobId id) {
    return find(id).state;
}

void JobsDatabase::wait_for(JobId id, JobState wanted) {
    const auto limit = std::chrono::steady_clock::now() + 30s;
    for (;;) {
        const auto job = find(id);
        if (job.state == wanted) return;
        if (std::chrono::steady_clock::now() > limit) {
            throw std::logic_error("the job stays " + std::string(to_string(job.state)));
        }
    }
}

RunningWorker::RunningWorker(JobsDatabase& jobs, core::jobs::JobKinds kinds, core::jobs::WorkerConfig config)
    : jobs_(jobs),
      worker_(std::make_unique<core::jobs::Worker>(
          jobs.database.config(), jobs.pool, std::move(kinds), std::move(config)
      )) {
    boost::asio::co_spawn(jobs.database.io(), worker_->run(), [this](const std::exception_ptr& error) {
        ended_ = true;
        if (error) std::rethrow_exception(error);
    });
}

RunningWorker::~RunningWorker() {
    stop();
}

void RunningWorker::stop() {
    worker_->stop();
    run_until(jobs_.database.io(), [&] { return ended_; });
}

core::jobs::WorkerConfig RunningWorker::quick() {
    core::jobs::WorkerConfig config;
    config.name = "one";
    config.poll = 60s;
    config.cancel_grace = 50ms;
    config.retry_connect = 20ms;
    return config;
}

core::jobs::JobHandler does(std::function<void(const JobContext&)> what) {
    return [what = std::move(what)](JobContext context) -> Task<JobOutcome> {
        what(context);
        co_return JobOutcome::done();
    };
}

core::jobs::JobHandler waits_for_ever(int& started) {
    return [&started](JobContext) -> Task<JobOutcome> {
        ++started;
        boost::asio::steady_timer timer(co_await boost::asio::this_coro::executor, 1h);
        co_await timer.async_wait(boost::asio::use_awaitable);
        co_return JobOutcome::done();
    };
}

}  // namespace tests
