// How fast publications reach the App: a backlog drained in batches, and one course from publish to every
// instance.
//
//   publication_bench APP_SERVER STARTER_DATA [waiting] [rounds]
//
// LIFTED_TEST_POSTGRES names the cluster in which it makes its databases. Prints one JSON object.
#include "core/base/json.hpp"
#include "core/http/client.hpp"
#include "publication_site.hpp"
#include "support/process.hpp"
#include "targets.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <thread>

namespace {

using namespace tests;
using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point began) {
    return std::chrono::duration<double>(Clock::now() - began).count();
}

/// A process of the App and the port it listens on.
class Instance {
public:
    Instance(const std::string& binary, std::string command, const std::string& conninfo)
        : process_(
              {binary, std::move(command)},
              {{"LIFTED_ENVIRONMENT", "development"},
               {"LIFTED_APP_DATABASE", conninfo},
               {"LIFTED_ADDRESS", "127.0.0.1"},
               {"LIFTED_PORT", "0"},
               {"LIFTED_METRICS_PORT", "0"},
               {"LIFTED_INGEST_PORT", "0"},
               {"LIFTED_THREADS", "1"},
               {"LIFTED_LOG_LEVEL", "info"},
               {"LIFTED_SERVICE_KEYS", "cms:a-secret-for-tests-that-is-long-enough"}}
          ) {
        const auto line = core::json::Document::parse(process_.wait_for_line("\"listening\"")).value();
        for (const auto* member : {"port", "ingest_port"}) {
            const auto port = line.root().find(member).as_int().value_or(0);
            if (port > 0) port_ = port;
        }
    }

    [[nodiscard]] std::string url() const { return fmt::format("http://127.0.0.1:{}", port_); }

private:
    Process process_;
    std::int64_t port_ = 0;
};

/// Runs a delivery on a thread and an io_context of its own, as a worker does.
class Worker {
public:
    Worker(const std::string& conninfo, const std::string& ingest, std::size_t batch) {
        core::postgres::PoolConfig pool;
        pool.connection.conninfo = conninfo;
        pool_ = std::make_unique<core::postgres::Pool>(io_.get_executor(), pool);
        source_ = std::make_unique<CmsSource>(*pool_);
        feed_ = std::make_unique<core::storage::PostgresPublicationFeed>(pool.connection);
        ingest_ = std::make_unique<cms::HttpAppIngest>(
            io_.get_executor(),
            std::vector<std::string>{ingest},
            core::auth::ServiceKey{"cms", "a-secret-for-tests-that-is-long-enough"},
            clock_
        );
        cms::DeliveryConfig config;
        config.batch = batch;
        delivery_ = std::make_unique<cms::PublicationDelivery>(*source_, *feed_, *ingest_, config);
    }

    ~Worker() {
        io_.stop();
        if (thread_.joinable()) thread_.join();
    }

    void start() {
        boost::asio::co_spawn(io_, delivery_->run(), boost::asio::detached);
        thread_ = std::thread([this] { io_.run(); });
    }

private:
    boost::asio::io_context io_{1};
    core::SystemClock clock_;
    std::unique_ptr<core::postgres::Pool> pool_;
    std::unique_ptr<CmsSource> source_;
    std::unique_ptr<core::storage::PostgresPublicationFeed> feed_;
    std::unique_ptr<cms::HttpAppIngest> ingest_;
    std::unique_ptr<cms::PublicationDelivery> delivery_;
    std::thread thread_;
};

void wait_until(const std::function<bool()>& reached) {
    const auto end = Clock::now() + std::chrono::minutes(5);
    while (!reached()) {
        if (Clock::now() > end) throw std::runtime_error("the publications do not arrive");
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
}

/// `count` courses, three revisions each of every tenth, so that order can be judged.
double drain(
    PublicationStore& cms, TestDatabase& app, const std::string& ingest, int count, std::size_t batch
) {
    for (std::int64_t revision = 1; revision <= 3; ++revision) {
        std::vector<core::data::NewPublication> publications;
        for (int i = 0; i < count; ++i) {
            if (revision > 1 && i % 10 != 0) continue;
            auto course = simple_course(fmt::format("bench-{}-{}", batch, i), revision);
            course.name = fmt::format("Course {} revision {}", i, revision);
            course.areas = {core::domain::AreaId{1 + i % 3}};
            publications.push_back(publication_of(course));
        }
        cms.put(std::move(publications));
    }
    Worker worker(cms.database.conninfo(), ingest, batch);
    const auto began = Clock::now();
    worker.start();
    wait_until([&] {
        return cms.database.value("select count(*) from editorial.publication where state <> 'delivered'") ==
               "0";
    });
    const auto took = seconds_since(began);
    const auto arrived = app.value(fmt::format(
        "select count(*) from catalogue.course where uid like 'bench-{}-%' and revision = case when "
        "split_part(uid, '-', 3)::int % 10 = 0 then 3 else 1 end",
        batch
    ));
    if (arrived != std::to_string(count))
        throw std::runtime_error("only " + arrived + " arrived as published");
    return count / took;
}

/// Milliseconds from the publishing transaction's commit to the course being seen at every URL.
std::vector<double> latencies(PublicationStore& cms, const std::vector<std::string>& urls, int rounds) {
    boost::asio::io_context io;
    core::http::Client client(io.get_executor());
    std::vector<double> all;
    cms.add_course("latency");
    for (int round = 0; round < rounds; ++round) {
        const auto name = fmt::format("Round {}", round);
        cms.rename("latency", name);
        cms.publish("latency");
        const auto began = Clock::now();
        for (const auto& url : urls) {
            for (;;) {
                core::http::ClientRequest request;
                request.url = url + "/api/v1/courses/latency";
                const auto answer = run(io, client.send(std::move(request)));
                if (answer && answer->body.find('"' + name + '"') != std::string::npos) break;
                if (seconds_since(began) > 30) throw std::runtime_error("the course does not appear");
                std::this_thread::sleep_for(std::chrono::milliseconds(1));
            }
        }
        all.push_back(seconds_since(began) * 1000);
    }
    std::sort(all.begin(), all.end());
    return all;
}

double percentile(const std::vector<double>& sorted, double part) {
    const auto at = static_cast<std::size_t>(part * static_cast<double>(sorted.size() - 1));
    return sorted.at(at);
}

int measure(int argc, char** argv) {
    if (argc < 3) {
        fmt::print(stderr, "usage: publication_bench APP_SERVER STARTER_DATA [waiting] [rounds]\n");
        return 2;
    }
    const std::string binary = argv[1];
    const int waiting = argc > 3 ? std::stoi(argv[3]) : 10'000;
    const int rounds = argc > 4 ? std::stoi(argv[4]) : 300;
    PublicationStore cms;
    TestDatabase app;
    const Settings settings{{"LIFTED_APP_DATABASE", app.conninfo()}, {"LIFTED_ENVIRONMENT", "development"}};
    for (const auto& command :
         {std::vector<std::string>{binary, "migrate", "up"},
          std::vector<std::string>{binary, "import-framework", argv[2], "--year", "2030"}}) {
        const auto done = run_program(command, settings);
        if (done.status != 0) throw std::runtime_error(done.output + done.errors);
    }
    Instance first(binary, "serve", app.conninfo());
    Instance second(binary, "serve", app.conninfo());
    Instance ingest(binary, "ingest", app.conninfo());

    const auto small = drain(cms, app, ingest.url(), waiting, 250);
    const auto large = drain(cms, app, ingest.url(), waiting, 500);
    Worker worker(cms.database.conninfo(), ingest.url(), 250);
    worker.start();
    const auto times = latencies(cms, {first.url(), second.url()}, rounds);
    fmt::print(
        R"({{"waiting":{},"drained_per_second":{{"batch_250":{:.0f},"batch_500":{:.0f}}},)"
        R"("publish_to_visible_ms":{{"instances":2,"rounds":{},"courses":{},"p50":{:.1f},"p99":{:.1f},"max":{:.1f}}}}})"
        "\n",
        waiting,
        small,
        large,
        rounds,
        2 * waiting,
        percentile(times, 0.5),
        percentile(times, 0.99),
        times.back()
    );
    bench::Targets targets;
    targets.at_least("publications per second in batches of 250", small, 2'000);
    targets.below("p99 in ms from publish to visible", percentile(times, 0.99), 1'000);
    return targets.exit_status();
}

}  // namespace

int main(int argc, char** argv) {
    try {
        return measure(argc, argv);
    } catch (const std::exception& error) {
        fmt::print(stderr, "publication_bench: {}\n", error.what());
        return 1;
    }
}
