#include "core/postgres/pool_home.hpp"

#include "core/async/with_deadline.hpp"
#include "core/base/log.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <fmt/format.h>

#include <algorithm>

namespace core::postgres {

using std::chrono::steady_clock;

namespace {

std::string text_of(const std::exception_ptr& error) {
    try {
        std::rethrow_exception(error);
    } catch (const std::exception& e) {
        return e.what();
    } catch (...) {
        return "unknown";
    }
}

}  // namespace

Lease::Home::Place::~Place() {
    std::erase(home_.waiters, &waiter_);
    if (waiter_.connection) home_.give_back(std::move(waiter_.connection));
}

Lease::Home::Home(asio::any_io_executor where, PoolConfig settings)
    : executor(std::move(where)), config(std::move(settings)), retry_timer_(executor) {}

Task<Lease> Lease::Home::borrow() {
    const auto until = steady_clock::now() + config.acquire_timeout;
    do {
        if (closed_) throw ConnectionError("the pool is closed");
        Time idle_since = steady_clock::now();
        std::unique_ptr<Connection> connection;
        if (waiters.empty() && !idle_.empty()) {
            idle_since = idle_.back().since;
            connection = std::move(idle_.back().connection);
            idle_.pop_back();
            ++lent_;
        } else {
            connection = co_await wait_in_line(until);
        }
        // A lease already, so that it comes back whatever happens to the check.
        Lease lease(shared_from_this(), std::move(connection));
        if (co_await worth_lending(*lease, idle_since, until)) co_return lease;
    } while (steady_clock::now() < until);
    throw TimeoutError(timeout_text());
}

Task<std::unique_ptr<Connection>> Lease::Home::wait_in_line(Time until) {
    Waiter waiter(executor);
    const Place place(*this, waiter);
    serve();
    if (!waiter.connection && !waiter.error) {
        waiter.wake.expires_at(until);
        co_await waiter.wake.async_wait(asio::as_tuple(asio::use_awaitable));
    }
    if (waiter.error) std::rethrow_exception(waiter.error);
    if (waiter.connection) co_return std::move(waiter.connection);
    const auto state = co_await asio::this_coro::cancellation_state;
    if (state.cancelled() != asio::cancellation_type::none) {
        throw boost::system::system_error(asio::error::operation_aborted);
    }
    throw TimeoutError(timeout_text());
}

Task<bool> Lease::Home::worth_lending(Connection& connection, Time idle_since, Time until) {
    if (!connection.check_idle()) co_return false;
    const auto now = steady_clock::now();
    if (now - idle_since < config.idle_check) co_return true;
    try {
        const auto answer = co_await with_deadline(until - now, connection.execute({"", "select 1"}));
        if (!answer) unreachable("no answer from the database on an idle connection");
    } catch (const ConnectionError&) {
    } catch (const SqlError&) {
        co_return false;
    }
    co_return !connection.broken();
}

std::string Lease::Home::timeout_text() const {
    return fmt::format("no free database connection within {} ms", config.acquire_timeout.count());
}

bool Lease::Home::has_room() const {
    return lent_ + idle_.size() + connecting_.size() < config.max_connections;
}

void Lease::Home::give_back(std::unique_ptr<Connection> connection) {
    if (!closed_ && !connection->broken() && connection->in_transaction())
        return roll_back(std::move(connection));
    --lent_;
    const bool old = steady_clock::now() - connection->opened_at() > config.max_lifetime;
    const bool gone = connection->server_gone();
    if (gone) {
        unreachable(connection->fault());
    } else if (!connection->broken()) {
        reached();
    }
    if (!closed_ && !old && !connection->broken() && !connection->in_transaction()) {
        idle_.push_back({std::move(connection), steady_clock::now()});
    } else {
        connection.reset();
    }
    serve();
    // One look whether the server as a whole is gone, so that `status` says so without waiting for traffic.
    if (gone) look_again();
}

// The connection counts as lent until the server has answered; if it does not, it is closed.
void Lease::Home::roll_back(std::unique_ptr<Connection> connection) {
    const auto end_transaction = [](std::unique_ptr<Connection> open) -> Task<std::unique_ptr<Connection>> {
        try {
            co_await open->execute({"", "rollback"});
        } catch (const std::exception& error) {
            log::debug("a rollback failed", {{"reason", error.what()}});
        }
        co_return open;
    };
    asio::co_spawn(
        executor,
        end_transaction(std::move(connection)),
        [self = shared_from_this()](const std::exception_ptr& error, std::unique_ptr<Connection> ended) {
            if (error || ended->in_transaction()) ended.reset();
            if (ended) {
                self->give_back(std::move(ended));
            } else {
                --self->lent_;
                self->serve();
            }
        }
    );
}

void Lease::Home::look_again() {
    if (!reachable_ && !closed_ && !pausing() && connecting_.empty() && has_room()) start_connect();
}

void Lease::Home::serve() {
    if (closed_) return refuse_waiters();
    while (!waiters.empty() && !idle_.empty()) {
        auto connection = std::move(idle_.back().connection);
        idle_.pop_back();
        serve_with(std::move(connection));
    }
    while (!pausing() && connecting_.size() < waiters.size() && has_room()) start_connect();
    // A lent connection may still come back in time; without one there is nothing to wait for.
    if (pausing() && connecting_.empty() && lent_ == 0) refuse_waiters();
}

void Lease::Home::serve_with(std::unique_ptr<Connection> connection) {
    Waiter& first = *waiters.front();
    waiters.pop_front();
    ++lent_;
    first.connection = std::move(connection);
    first.wake.cancel();
}

std::exception_ptr Lease::Home::refusal() const {
    return std::make_exception_ptr(ConnectionError(closed_ ? "the pool is closed" : last_error_));
}

void Lease::Home::refuse_waiters() {
    for (auto* waiter : std::exchange(waiters, {})) {
        waiter->error = refusal();
        waiter->wake.cancel();
    }
}

void Lease::Home::start_connect() {
    const auto signal = connecting_.emplace(connecting_.end());
    const auto done = [self = shared_from_this(),
                       signal](const std::exception_ptr& error, std::unique_ptr<Connection> connection) {
        self->connecting_.erase(signal);
        if (error) {
            self->connect_failed(error);
        } else {
            self->connected(std::move(connection));
        }
    };
    asio::co_spawn(
        executor, Connection::open(config.connection), asio::bind_cancellation_slot(signal->slot(), done)
    );
}

void Lease::Home::connected(std::unique_ptr<Connection> connection) {
    if (closed_) return;
    reached();
    failures_ = 0;
    retry_at_ = {};
    retry_timer_.cancel();
    idle_.push_back({std::move(connection), steady_clock::now()});
    serve();
}

void Lease::Home::connect_failed(std::exception_ptr error) {
    if (closed_) return;
    unreachable(text_of(error));
    if (!pausing()) retry_later();
    serve();
}

// Full jitter: any time up to a limit that doubles, so that services that lost one server do not come back in
// step.
void Lease::Home::retry_later() {
    const auto doubled = config.backoff_min * (1 << std::min(failures_, 16U));
    ++failures_;
    const auto most =
        std::max(std::min<std::chrono::milliseconds>(doubled, config.backoff_max), config.backoff_min);
    std::uniform_int_distribution<std::int64_t> pause(1, most.count());
    retry_at_ = steady_clock::now() + std::chrono::milliseconds(pause(random_));
    retry_timer_.expires_at(retry_at_);
    retry_timer_.async_wait([weak = weak_from_this()](const boost::system::error_code& error) {
        const auto self = weak.lock();
        if (!error && self) self->look_again();
    });
}

void Lease::Home::reached() {
    if (!reachable_) log::info("database reached", {{"application", config.connection.application_name}});
    reachable_ = true;
    last_error_.clear();
}

void Lease::Home::unreachable(std::string reason) {
    if (last_error_ != reason) {
        log::warning(
            "database connection failed",
            {{"application", config.connection.application_name}, {"reason", reason}}
        );
    }
    reachable_ = false;
    last_error_ = std::move(reason);
}

void Lease::Home::drop_dead_idle() {
    for (const auto& idle : idle_) {
        if (!idle.connection->check_idle()) unreachable(idle.connection->fault());
    }
    std::erase_if(idle_, [](const Idle& idle) { return idle.connection->broken(); });
}

PoolStatus Lease::Home::status() {
    drop_dead_idle();
    look_again();
    return {lent_ + idle_.size(), lent_, waiters.size(), reachable_, last_error_};
}

void Lease::Home::close() {
    closed_ = true;
    idle_.clear();
    retry_timer_.cancel();
    for (auto& signal : connecting_) signal.emit(asio::cancellation_type::terminal);
    refuse_waiters();
}

}  // namespace core::postgres
