#include "scraper/hand_in/hand_in.hpp"

#include "core/http/server.hpp"
#include "peer.hpp"
#include "scraper/spool/run_writer.hpp"

#include <condition_variable>
#include <filesystem>
#include <mutex>
#include <thread>
#include <unistd.h>

namespace {

using namespace scraper;

/// A CMS that checks signatures, fails as often as it is told to, and remembers what it acknowledged.
class FakeCms {
public:
    FakeCms() : verifier_({{"scraper", std::string(32, 'k')}}, clock_) {
        const auto take = [this](const core::http::Request& request) { return answer(request); };
        const core::http::RouteOptions options{.body_limit_bytes = 8U << 20U};
        for (const auto* pattern :
             {"/internal/v1/scrapes/{run}",
              "/internal/v1/scrapes/{run}/items",
              "/internal/v1/scrapes/{run}/outcome"})
            router_.add(core::http::Method::put, pattern, take, options);
        core::http::ServerConfig config;
        config.address = "127.0.0.1";
        config.port = 0;
        config.threads = 1;
        server_ = std::make_unique<core::http::Server>(config, router_, chain_);
        server_->start();
    }

    ~FakeCms() { server_->stop(); }

    HandInOptions options() const {
        HandInOptions made;
        made.url = "http://127.0.0.1:" + std::to_string(server_->port());
        made.key = {"scraper", std::string(32, 'k')};
        made.batch = 2;
        made.pause = std::chrono::milliseconds(5);
        return made;
    }

    void fail(int times) { failures_ = times; }

    /// From now on items are more than it takes.
    void refuse_items() { refuses_items_ = true; }

    /// Waits until an outcome was acknowledged.
    bool wait() {
        std::unique_lock lock(mutex_);
        return changed_.wait_for(lock, std::chrono::seconds(20), [this] { return closed_; });
    }

    std::vector<std::string> taken() {
        const std::lock_guard lock(mutex_);
        return taken_;
    }

private:
    core::http::Response answer(const core::http::Request& request) {
        const auto verified =
            verifier_.verify(request.header("Authorization"), "PUT", request.target, request.body);
        if (!verified) return core::http::Response::text(401, verified.error().code);
        const std::lock_guard lock(mutex_);
        if (failures_ > 0) {
            --failures_;
            return core::http::Response::text(503, "not now");
        }
        if (refuses_items_ && request.target.ends_with("/items"))
            return core::http::Response::text(413, "too many");
        taken_.push_back(std::string(request.target) + " " + request.body);
        closed_ = closed_ || request.target.ends_with("/outcome");
        changed_.notify_all();
        return core::http::Response(204);
    }

    core::SystemClock clock_;
    core::auth::ServiceVerifier verifier_;
    core::http::Router router_;
    core::http::MiddlewareChain chain_;
    std::mutex mutex_;
    std::condition_variable changed_;
    int failures_ = 0;
    bool refuses_items_ = false;
    bool closed_ = false;
    std::vector<std::string> taken_;
    std::unique_ptr<core::http::Server> server_;
};

/// A CMS that takes every request, but once closes the connection instead of acknowledging items it has
/// taken.
class LosingCms {
public:
    LosingCms()
        : peer_(context_, [this](core::http::test::tcp::socket& socket, std::size_t) {
              return serve(socket);
          }) {
        thread_ = std::thread([this] { context_.run(); });
    }

    ~LosingCms() {
        context_.stop();
        thread_.join();
    }

    HandInOptions options() const {
        HandInOptions made;
        made.url = peer_.url("");
        made.key = {"scraper", std::string(32, 'k')};
        made.batch = 2;
        made.pause = std::chrono::milliseconds(5);
        return made;
    }

    /// What it took until the outcome, as `target body`, repetitions included.
    std::vector<std::string> wait() {
        std::unique_lock lock(mutex_);
        REQUIRE(changed_.wait_for(lock, std::chrono::seconds(20), [this] { return closed_; }));
        return taken_;
    }

private:
    core::Task<> serve(core::http::test::tcp::socket& socket) {
        while (true) {
            const auto request = co_await core::http::test::read_request(socket);
            if (request.empty()) co_return;
            const auto target = request.substr(4, request.find(' ', 4) - 4);
            const bool lose = std::exchange(loses_, loses_ && !target.ends_with("/items")) != loses_;
            {
                const std::lock_guard lock(mutex_);
                taken_.push_back(target + " " + request.substr(request.find("\r\n\r\n") + 4));
            }
            if (lose) co_return;
            co_await core::http::test::write(socket, "HTTP/1.1 204 No Content\r\n\r\n");
            const std::lock_guard lock(mutex_);
            closed_ = closed_ || target.ends_with("/outcome");
            changed_.notify_all();
        }
    }

    boost::asio::io_context context_;
    std::mutex mutex_;
    std::condition_variable changed_;
    bool loses_ = true;
    bool closed_ = false;
    std::vector<std::string> taken_;
    core::http::test::Peer peer_;
    std::thread thread_;
};

struct Fixture {
    explicit Fixture(std::string outcome = "suspicious") {
        Job job;
        job.id = "run1";
        job.project = "p";
        job.spider = "sal";
        REQUIRE(jobs.schedule(job).has_value());
        jobs.start_next(core::Instant(std::chrono::seconds(1'800'000'000)));
        jobs.set_version("run1", "7");
        RunWriter writer(spool, "run1", 0);
        for (int i = 0; i < 3; ++i)
            writer.item("http://a.example/" + std::to_string(i), R"({"n":)" + std::to_string(i) + "}");
        writer.figures(4, 3, 1);
        writer.flush();
        jobs.finish("run1", {"finished", outcome, "few", "", HandIn::waiting}, clock.now());
    }

    ~Fixture() { std::filesystem::remove_all(folder); }

    std::filesystem::path folder = [] {
        const auto path =
            std::filesystem::temp_directory_path() / ("scraper-hand-" + std::to_string(getpid()));
        std::filesystem::remove_all(path);
        return path;
    }();
    SpoolFile spool{folder / "spool.db"};
    core::SystemClock clock;
    JobStore jobs{spool};
};

const std::vector<std::string> kWhole{
    R"(/internal/v1/scrapes/run1 {"spider":"sal","spider_version":"7","started_at":"2027-01-15T08:00:00.000000Z"})",
    R"(/internal/v1/scrapes/run1/items {"items":[{"n":0},{"n":1}]})",
    R"(/internal/v1/scrapes/run1/items {"items":[{"n":2}]})",
    R"(/internal/v1/scrapes/run1/outcome {"outcome":"suspicious","reason":"few","pages":4,"items":3,"errors":1})",
};

}  // namespace

TEST_CASE("a finished run is handed in, signed and in batches", "[scraper][hand-in]") {
    Fixture f;
    FakeCms cms;
    HandInThread hand_in(f.spool, f.clock, cms.options());
    hand_in.start();
    REQUIRE(cms.wait());
    hand_in.stop();
    CHECK(cms.taken() == kWhole);
}

TEST_CASE("what the CMS did not acknowledge is sent again", "[scraper][hand-in]") {
    Fixture f;
    FakeCms cms;
    cms.fail(3);
    HandInThread hand_in(f.spool, f.clock, cms.options());
    hand_in.start();
    REQUIRE(cms.wait());
    hand_in.stop();
    CHECK(cms.taken() == kWhole);
}

TEST_CASE(
    "a batch whose acknowledgement was lost is sent again, the same and no other", "[scraper][hand-in]"
) {
    Fixture f;
    LosingCms cms;
    HandInThread hand_in(f.spool, f.clock, cms.options());
    hand_in.start();
    const auto taken = cms.wait();
    hand_in.stop();
    CHECK(std::ranges::count(taken, kWhole[1]) == 2);
    CHECK(std::ranges::count(taken, kWhole[2]) == 1);
    // Taken once each, whatever came twice, it is the whole run in its order.
    std::vector<std::string> effect;
    for (const auto& one : taken) {
        if (std::ranges::find(effect, one) == effect.end()) effect.push_back(one);
    }
    CHECK(effect == kWhole);
    CHECK(f.jobs.find("run1")->handed_position == 3);
}

TEST_CASE("a hand-in goes on where a dead process left it", "[scraper][hand-in]") {
    Fixture f;
    f.jobs.set_handed("run1", 2);
    FakeCms cms;
    HandInThread hand_in(f.spool, f.clock, cms.options());
    hand_in.start();
    REQUIRE(cms.wait());
    hand_in.stop();
    CHECK(cms.taken() == std::vector<std::string>{kWhole[0], kWhole[2], kWhole[3]});
}

TEST_CASE("a run whose items are refused is closed as suspicious", "[scraper][hand-in]") {
    Fixture f("complete");
    FakeCms cms;
    cms.refuse_items();
    HandInThread hand_in(f.spool, f.clock, cms.options());
    hand_in.start();
    REQUIRE(cms.wait());
    hand_in.stop();
    const auto taken = cms.taken();
    REQUIRE(taken.size() == 2);
    CHECK(taken[0] == kWhole[0]);
    CHECK(taken[1].find(R"("outcome":"suspicious","reason":"The CMS refused)") != std::string::npos);
}
