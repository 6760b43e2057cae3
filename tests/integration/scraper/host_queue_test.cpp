#include "scraper/engine/polite/host_queue.hpp"

#include "support/run.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

namespace {

namespace asio = boost::asio;
using scraper::HostPolicy;
using scraper::HostQueue;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr HostPolicy kNoDelay{2, milliseconds(0), milliseconds(0), false};

/// Holds turns and counts who got one.
struct Askers {
    Askers(asio::io_context& context, HostQueue& hosts) : io(context), queue(hosts) {}

    void ask(const std::string& host, HostPolicy policy) {
        asio::co_spawn(io, hold(host, policy), asio::detached);
        io.restart();
        io.poll();
    }

    core::Task<> hold(std::string host, HostPolicy policy) {
        auto turn = co_await queue.turn(host, policy, seconds(10));
        if (turn) held.push_back(std::move(*turn));
    }

    asio::io_context& io;
    HostQueue& queue;
    std::vector<HostQueue::Turn> held;
};

}  // namespace

TEST_CASE("no more requests to a host are under way than it may have", "[scraper][polite]") {
    asio::io_context io;
    HostQueue queue(io.get_executor());
    Askers askers(io, queue);
    for (int i = 0; i < 5; ++i) askers.ask("a.example", kNoDelay);
    CHECK(askers.held.size() == 2);
    askers.ask("b.example", kNoDelay);
    CHECK(askers.held.size() == 3);
    askers.held.clear();
    tests::run_until(io, [&] { return askers.held.size() == 2; });
    askers.held.clear();
    tests::run_until(io, [&] { return askers.held.size() == 1; });
}

TEST_CASE("two requests to a host begin at least the delay apart", "[scraper][polite]") {
    asio::io_context io;
    HostQueue queue(io.get_executor());
    Askers askers(io, queue);
    const auto began = std::chrono::steady_clock::now();
    constexpr HostPolicy policy{8, milliseconds(60), milliseconds(60), false};
    for (int i = 0; i < 4; ++i) askers.ask("a.example", policy);
    CHECK(askers.held.size() == 1);
    tests::run_until(io, [&] { return askers.held.size() == 4; });
    CHECK(std::chrono::steady_clock::now() - began >= milliseconds(180));
}

TEST_CASE("the delay follows the latency, and errors do not shorten it", "[scraper][polite]") {
    asio::io_context io;
    HostQueue queue(io.get_executor());
    Askers askers(io, queue);
    askers.ask("a.example", {1, milliseconds(10), milliseconds(1000), true});
    queue.answered("a.example", 200, milliseconds(400));
    CHECK(queue.delay_of("a.example") == milliseconds(400));
    queue.answered("a.example", 200, milliseconds(100));
    CHECK(queue.delay_of("a.example") == milliseconds(250));
    queue.answered("a.example", 503, milliseconds(1));
    CHECK(queue.delay_of("a.example") == milliseconds(250));
    queue.answered("a.example", 503, milliseconds(5000));
    CHECK(queue.delay_of("a.example") == milliseconds(1000));
    for (int i = 0; i < 20; ++i) queue.answered("a.example", 200, milliseconds(0));
    CHECK(queue.delay_of("a.example") == milliseconds(10));
}

TEST_CASE("a host that asks for a pause gets it, and a long one ends the wait", "[scraper][polite]") {
    asio::io_context io;
    HostQueue queue(io.get_executor());
    Askers askers(io, queue);
    askers.ask("a.example", kNoDelay);
    const auto began = std::chrono::steady_clock::now();
    queue.pause("a.example", seconds(1));
    askers.ask("a.example", kNoDelay);
    CHECK(askers.held.size() == 1);
    tests::run_until(io, [&] { return askers.held.size() == 2; });
    CHECK(std::chrono::steady_clock::now() - began >= seconds(1));
    queue.pause("a.example", seconds(3600));
    const auto refused = tests::run(io, queue.turn("a.example", kNoDelay, seconds(120)));
    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().code == "retry-later");
}

TEST_CASE("the queue is bounded", "[scraper][polite]") {
    asio::io_context io;
    HostQueue queue(io.get_executor(), 3);
    Askers askers(io, queue);
    for (int i = 0; i < 5; ++i) askers.ask("a.example", kNoDelay);
    const auto refused = tests::run(io, queue.turn("a.example", kNoDelay, seconds(1)));
    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().code == "host-busy");
}
