// The keeper's loop: notices, polls, failures.
#include "app_server/use_cases/catalogue_keeper.hpp"
#include "fake_data_source.hpp"
#include "sample_catalogue.hpp"
#include "support/run.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <catch2/catch.hpp>

#include <functional>

using namespace tests;
using std::chrono::milliseconds;

namespace {

/// A keeper that runs until the end of the test.
class Running {
public:
    explicit Running(app::KeeperTimes times)
        : keeper_(source, holder, clock_, {core::TimeZone::find("Asia/Singapore").value(), "SGD"}, times) {
        source.store.framework = sample_framework();
        core::asio::co_spawn(
            io,
            keeper_.run(),
            core::asio::bind_cancellation_slot(
                stop_.slot(),
                [this](const std::exception_ptr& error) {
                    ended_by = error;
                    ended = true;
                }
            )
        );
    }

    ~Running() { stop(); }

    void stop() {
        stop_.emit(core::asio::cancellation_type::terminal);
        until([this] { return ended; });
    }

    /// Drives the keeper until `done`; fails the test when nothing more will happen or it takes too long.
    void until(const std::function<bool()>& done) {
        const auto limit = std::chrono::steady_clock::now() + std::chrono::seconds(20);
        while (!done()) {
            if (io.run_one_until(limit) == 0) throw std::runtime_error("it did not happen");
        }
    }

    void publish(std::string_view uid) {
        source.store.begin_version();
        source.store.put(plain_course(source.store.version.version, uid));
    }

    [[nodiscard]] std::int64_t shown() const {
        return holder.current() ? holder.current()->version().version : -1;
    }

    core::asio::io_context io{1};
    FakeDataSource source;
    app::SnapshotHolder holder;
    bool ended = false;
    std::exception_ptr ended_by;

private:
    core::ManualClock clock_{singapore("2027-03-05")};
    app::CatalogueKeeper keeper_;
    core::asio::cancellation_signal stop_;
};

constexpr app::KeeperTimes kByNotice{
    std::chrono::hours(1), milliseconds(1), milliseconds(1), milliseconds(2)
};

}  // namespace

TEST_CASE("A notice brings the change in; without one the poll does", "[keeper]") {
    const bool notice = GENERATE(true, false);
    auto times = kByNotice;
    if (!notice) times.poll = milliseconds(1);
    Running run(times);
    if (notice) run.source.announce();
    run.until([&] { return run.shown() == 0; });
    run.publish("a");
    if (notice) run.source.announce();
    run.until([&] { return run.shown() == 1; });
    CHECK(run.holder.current()->find_course("a"));
}

TEST_CASE("A burst of changes becomes one refresh", "[keeper]") {
    auto times = kByNotice;
    times.pause = milliseconds(200);
    Running run(times);
    run.source.announce();
    run.until([&] { return run.shown() == 0; });
    const auto sessions = run.source.sessions;
    for (int i = 0; i < 50; ++i) {  // while the keeper pauses
        run.publish(std::to_string(i));
        run.source.announce();
    }
    run.until([&] { return run.shown() == 50; });
    CHECK(run.source.sessions == sessions + 1);
}

TEST_CASE(
    "While the database is away the snapshot stays, marked stale, and catches up afterwards", "[keeper]"
) {
    Running run(kByNotice);
    run.source.announce();
    run.until([&] { return run.shown() == 0; });
    CHECK_FALSE(run.holder.stale());

    run.source.failure = "the server is away";
    run.source.announce();
    run.until([&] { return run.holder.stale(); });
    CHECK(run.holder.freshness()->reason == "the server is away");
    CHECK(run.holder.freshness()->since == singapore("2027-03-05"));
    CHECK(run.shown() == 0);
    const auto waits = run.source.waits;
    run.until([&] { return run.source.waits >= waits + 5; });  // it goes on trying

    run.publish("a");
    run.source.failure.clear();
    run.source.announce();
    run.until([&] { return run.shown() == 1 && !run.holder.stale(); });
    CHECK(run.holder.freshness()->reason.empty());
}

TEST_CASE("Before the first load a failure leaves no snapshot and a reason", "[keeper]") {
    Running run(kByNotice);
    run.source.failure = "not yet";
    run.until([&] { return run.holder.stale(); });
    CHECK(run.holder.current() == nullptr);
    run.source.failure.clear();
    run.source.announce();
    run.until([&] { return run.shown() == 0; });
}

TEST_CASE("Failures are tried again ever more slowly, up to a bound", "[keeper]") {
    auto times = kByNotice;
    times.backoff_min = milliseconds(4);
    times.backoff_max = milliseconds(32);
    Running run(times);
    run.source.failure = "away";
    const auto began = std::chrono::steady_clock::now();
    run.until([&] { return run.source.waits == 8; });
    // At least half of 4 + 8 + 16 + 32 + 32 + 32 + 32 ms passed between eight tries.
    CHECK(std::chrono::steady_clock::now() - began >= milliseconds(78));
}

TEST_CASE("The keeper stops where it waits when it is cancelled", "[keeper]") {
    Running run(kByNotice);
    const bool away = GENERATE(false, true);
    if (away) run.source.failure = "away";
    run.until([&] { return run.source.waits > 0; });
    run.stop();
    REQUIRE(run.ended_by);
    try {
        std::rethrow_exception(run.ended_by);
    } catch (const boost::system::system_error& error) {
        CHECK(error.code() == core::asio::error::operation_aborted);
    }
}
