#include "core/jobs/worker.hpp"

#include "core/base/log.hpp"
#include "core/jobs/job_rows.hpp"
#include "core/jobs/worker_body.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/this_coro.hpp>

#include <charconv>
#include <unistd.h>

namespace core::jobs {

namespace {

using namespace std::chrono_literals;

constexpr auto kListenFor = 60s;

std::string name_of_process() {
    std::array<char, 65> host{};
    ::gethostname(host.data(), host.size() - 1);
    return std::string(host.data()) + ":" + std::to_string(::getpid());
}

Task<void> pause_for(std::chrono::milliseconds time) {
    asio::steady_timer timer(co_await asio::this_coro::executor, time);
    co_await timer.async_wait(asio::use_awaitable);
}

}  // namespace

Worker::Body::Body(
    postgres::ConnectionConfig connect, postgres::Pool& connections, JobKinds known, WorkerConfig set
)
    : connect_config(std::move(connect)), pool(connections), kinds(std::move(known)), config(std::move(set)) {
    if (config.name.empty()) config.name = name_of_process();
}

void Worker::Body::wake() {
    woken = true;
    if (alarm) alarm->cancel();
}

void Worker::Body::stop() {
    if (std::exchange(stopping, true)) return;
    stopped_at = std::chrono::steady_clock::now();
    tell_all();
    wake();
}

Task<void> Worker::Body::listen() {
    for (;;) {
        try {
            const auto connection = co_await postgres::Connection::open(connect_config);
            co_await connection->listen(std::string(kChannel));
            look_at = {};  // what was said while nobody listened
            wake();
            for (;;) {
                const auto notice = co_await connection->wait_notification(kListenFor);
                if (!notice) continue;
                std::int64_t cancelled = 0;
                const auto& text = notice->payload;
                std::from_chars(text.data(), text.data() + text.size(), cancelled);
                const bool ours = std::any_of(running.begin(), running.end(), [&](const auto& entry) {
                    return entry.first.first == data::JobId{cancelled};
                });
                if (ours) renew_at = {};  // shows what is to be cancelled
                if (text.empty()) look_at = {};
                wake();
            }
        } catch (const std::exception& error) {
            if (stopping) co_return;
            log::warning("cannot listen for jobs; polling goes on", {{"reason", error.what()}});
        }
        co_await pause_for(config.retry_connect);
    }
}

Task<void> Worker::Body::run() {
    executor = co_await asio::this_coro::executor;
    alarm = std::make_unique<asio::steady_timer>(executor);
    asio::cancellation_signal stop_listening;
    listening = true;
    const auto self = shared_from_this();
    asio::co_spawn(
        executor,
        listen(),
        asio::bind_cancellation_slot(
            stop_listening.slot(),
            [self](const std::exception_ptr&) {
                self->listening = false;
                self->wake();
            }
        )
    );
    while (!drained(std::chrono::steady_clock::now())) {
        std::string failure;
        try {
            co_await work_once();
        } catch (const std::exception& error) {
            failure = error.what();
        }
        auto until = next_time();
        if (!failure.empty()) {
            if (status.connected || status.last_error.empty()) {
                log::error("the job queue cannot be worked on", {{"reason", failure}});
            }
            queue.reset();  // it may be inside a transaction, or mid-reply
            status.connected = false;
            status.last_error = failure;
            abort_overdue(std::chrono::steady_clock::now());
            std::uniform_int_distribution<std::int64_t> jitter(0, config.retry_connect.count());
            until = std::chrono::steady_clock::now() + config.retry_connect / 2 +
                    std::chrono::milliseconds(jitter(random));
            woken = false;
        }
        while (!woken && std::chrono::steady_clock::now() < until) {
            alarm->expires_at(until);
            co_await alarm->async_wait(asio::as_tuple(asio::use_awaitable));
            if (!failure.empty()) woken = false;
        }
        woken = false;
    }
    if (released && queue) {
        try {
            co_await queue->wake_workers();
        } catch (const std::exception& error) {
            log::warning("other workers were not told of released jobs", {{"reason", error.what()}});
        }
    }
    stop_listening.emit(asio::cancellation_type::terminal);
    while (listening) {
        alarm->expires_after(1s);
        co_await alarm->async_wait(asio::as_tuple(asio::use_awaitable));
    }
    queue.reset();
}

Worker::Worker(postgres::ConnectionConfig queue, postgres::Pool& pool, JobKinds kinds, WorkerConfig config)
    : body_(std::make_shared<Body>(std::move(queue), pool, std::move(kinds), std::move(config))) {}

Worker::~Worker() = default;

Task<void> Worker::run() {
    const auto body = body_;
    co_await body->run();
}

void Worker::stop() {
    body_->stop();
}

WorkerStatus Worker::status() const {
    auto status = body_->status;
    status.running = body_->running.size();
    return status;
}

}  // namespace core::jobs
