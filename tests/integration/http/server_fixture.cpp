#include "server_fixture.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>

#include <stdexcept>

namespace core::http::testing {

using namespace std::chrono_literals;

class ServerFixture::Recorder final : public Middleware {
public:
    std::optional<Response> before(Request& request, const Route*) override {
        if (request.header("X-Refuse") == "yes") {
            return Response::text(429, "refused");
        }
        return std::nullopt;
    }

    void decorate(const Request&, Response& response) override { response.header("X-Decorated", "yes"); }

    void after(const Exchange& exchange) override {
        const std::lock_guard lock(mutex);
        const Request& request = exchange.request;
        seen.push_back(
            {exchange.response.status,
             std::string(request.route),
             request.client,
             request.request_id,
             exchange.bytes_sent,
             request.secure}
        );
    }

    std::mutex mutex;
    std::vector<Seen> seen;
};

namespace {

Task<Response> wait_and_answer(std::chrono::milliseconds wait) {
    asio::steady_timer timer(co_await asio::this_coro::executor, wait);
    co_await timer.async_wait(asio::use_awaitable);
    co_return Response::text(200, "late");
}

Task<Response> ignore_cancellation() {
    co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
    co_return co_await wait_and_answer(700ms);
}

Task<Response> fail_later() {
    asio::steady_timer timer(co_await asio::this_coro::executor, 1ms);
    co_await timer.async_wait(asio::use_awaitable);
    throw std::runtime_error("secret inner text");
}

/// Waits for the test without blocking the thread.
Task<Response> hold(ServerFixture& fixture) {
    fixture.held.set_value();
    const auto released = fixture.release.get_future();
    asio::steady_timer timer(co_await asio::this_coro::executor);
    while (released.wait_for(0s) != std::future_status::ready) {
        timer.expires_after(1ms);
        co_await timer.async_wait(asio::use_awaitable);
    }
    co_return Response::text(200, "held");
}

}  // namespace

ServerConfig ServerFixture::fast() {
    ServerConfig config;
    config.address = "127.0.0.1";
    config.port = 0;
    config.threads = 2;
    config.limits.tick = 20ms;
    return config;
}

ServerFixture::ServerFixture(ServerConfig config) {
    const auto page = std::make_shared<const Representation>(
        "application/json", std::string(5000, 'x'), "v1", "public, max-age=60"
    );
    const auto large = std::make_shared<const Representation>(
        "application/octet-stream", std::string(32 << 20, 'x'), "", "no-store"
    );
    router.add(Method::get, "/hello", SyncHandler([](const Request&) {
                   return Response::text(200, "hello");
               }));
    router.add(Method::get, "/path/{name}", SyncHandler([](const Request& request) {
                   return Response::text(
                       200, std::string(request.path_param("name")) + "?" + std::string(request.query)
                   );
               }));
    router.add(Method::get, "/host", SyncHandler([](const Request& request) {
                   return Response::text(200, std::string(request.host));
               }));
    router.add(
        Method::get,
        "/page",
        SyncHandler([page](const Request&) { return Response::of(page); }),
        {.cors = true}
    );
    router.add(Method::get, "/plain-page", SyncHandler([page](const Request&) {
                   Response response = Response::of(page);
                   response.identity_only = true;
                   return response;
               }));
    router.add(Method::get, "/large", SyncHandler([large](const Request&) { return Response::of(large); }));
    const auto echo = [](const Request& request) { return Response::text(200, request.body); };
    router.add(
        Method::post, "/echo", SyncHandler(echo), {.body_limit_bytes = 100'000, .body_type = "text/plain"}
    );
    router.add(Method::post, "/any", SyncHandler(echo), {.body_limit_bytes = 1000, .body_type = ""});
    router.add(Method::get, "/throw", SyncHandler([](const Request&) -> Response {
                   throw std::runtime_error("secret inner text");
               }));
    router.add(Method::get, "/throw-later", AsyncHandler([](const Request&) { return fail_later(); }));
    router.add(Method::get, "/unavailable", SyncHandler([](const Request&) -> Response {
                   throw std::domain_error("database");
               }));
    router.add(Method::get, "/later", AsyncHandler([](const Request&) { return wait_and_answer(5ms); }));
    router.add(
        Method::get,
        "/too-late",
        AsyncHandler([](const Request&) { return wait_and_answer(60s); }),
        {.deadline = 50ms}
    );
    router.add(
        Method::get,
        "/stubborn",
        AsyncHandler([](const Request&) { return ignore_cancellation(); }),
        {.deadline = 50ms}
    );
    router.add(Method::get, "/held", AsyncHandler([this](const Request&) { return hold(*this); }));
    auto recorder = std::make_unique<Recorder>();
    recorder_ = recorder.get();
    chain.push_back(std::move(recorder));
    server = std::make_unique<Server>(std::move(config), router, chain);
    server->start();
}

ServerFixture::~ServerFixture() = default;

std::vector<Seen> ServerFixture::seen() {
    const std::lock_guard lock(recorder_->mutex);
    return recorder_->seen;
}

}  // namespace core::http::testing
