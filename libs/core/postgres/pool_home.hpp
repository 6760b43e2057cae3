#pragma once

#include "core/postgres/pool.hpp"

#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/steady_timer.hpp>

#include <deque>
#include <exception>
#include <list>
#include <random>

namespace core::postgres {

/// The pool's state, shared with the leases that come back to it. Internal to the module.
///
/// Connects run as tasks of their own: a borrower that gives up does not break one off, and the next borrower
/// has it. While the server cannot be reached the pool goes on trying by itself, so that `status` recovers
/// without traffic.
struct Lease::Home : std::enable_shared_from_this<Lease::Home> {
    using Time = std::chrono::steady_clock::time_point;

    /// One borrower in the queue; lives in its coroutine.
    struct Waiter {
        explicit Waiter(const asio::any_io_executor& executor) : wake(executor) {}

        asio::steady_timer wake;  ///< cancelled when served
        std::unique_ptr<Connection> connection;
        std::exception_ptr error;
    };

    struct Idle {
        std::unique_ptr<Connection> connection;
        Time since;
    };

    /// Keeps a waiter in the queue; a connection that arrives as the borrower leaves goes back.
    class Place {
    public:
        Place(Home& home, Waiter& waiter) : home_(home), waiter_(waiter) {
            home_.waiters.push_back(&waiter_);
        }

        ~Place();
        Place(const Place&) = delete;
        Place& operator=(const Place&) = delete;

    private:
        Home& home_;
        Waiter& waiter_;
    };

    Home(asio::any_io_executor where, PoolConfig settings);

    Task<Lease> borrow();
    void give_back(std::unique_ptr<Connection> connection);
    void roll_back(std::unique_ptr<Connection> connection);
    void close();
    PoolStatus status();

private:
    /// Gives idle connections to the first waiters, opens more for the rest, or refuses them during a pause.
    void serve();
    void serve_with(std::unique_ptr<Connection> connection);
    void refuse_waiters();
    void start_connect();
    void connected(std::unique_ptr<Connection> connection);
    void connect_failed(std::exception_ptr error);
    void retry_later();
    void look_again();
    void drop_dead_idle();
    void unreachable(std::string reason);
    void reached();

    Task<bool> worth_lending(Connection& connection, Time idle_since, Time until);
    Task<std::unique_ptr<Connection>> wait_in_line(Time until);
    [[nodiscard]] bool has_room() const;
    [[nodiscard]] std::string timeout_text() const;

    [[nodiscard]] bool pausing() const { return std::chrono::steady_clock::now() < retry_at_; }

    [[nodiscard]] std::exception_ptr refusal() const;

public:
    asio::any_io_executor executor;
    PoolConfig config;
    std::deque<Waiter*> waiters;

private:
    std::deque<Idle> idle_;
    std::list<asio::cancellation_signal> connecting_;
    std::size_t lent_ = 0;
    bool closed_ = false;
    bool reachable_ = false;
    std::string last_error_ = "no connection has been tried yet";
    Time retry_at_{};
    unsigned failures_ = 0;
    asio::steady_timer retry_timer_;
    std::minstd_rand random_{std::random_device{}()};
};

}  // namespace core::postgres
