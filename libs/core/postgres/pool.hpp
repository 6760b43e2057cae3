#pragma once

#include "core/postgres/connection.hpp"

#include <chrono>
#include <cstddef>
#include <memory>

namespace core::postgres {

struct PoolConfig {
    ConnectionConfig connection;
    std::size_t max_connections = 4;
    std::chrono::milliseconds acquire_timeout{250};
    std::chrono::milliseconds idle_check{30'000};  ///< a connection idle longer is tried before it is lent
    std::chrono::milliseconds max_lifetime{30 * 60'000};
    std::chrono::milliseconds backoff_min{50};  ///< between failed connects, doubling with full jitter
    std::chrono::milliseconds backoff_max{2'000};
};

struct PoolStatus {
    std::size_t open = 0;
    std::size_t lent = 0;
    std::size_t waiting = 0;
    bool reachable = false;  ///< the last connect or statement reached the server
    std::string last_error;  ///< why not; empty when reachable
};

class Pool;

/// A connection on loan; goes back by destruction. What is still inside a transaction is rolled back first;
/// what is broken is closed instead.
class Lease {
public:
    Lease(Lease&&) noexcept = default;
    Lease& operator=(Lease&&) noexcept;
    ~Lease();

    Connection& operator*() const { return *connection_; }

    Connection* operator->() const { return connection_.get(); }

private:
    friend class Pool;
    struct Home;
    Lease(std::shared_ptr<Home> home, std::unique_ptr<Connection> connection);
    std::shared_ptr<Home> home_;
    std::unique_ptr<Connection> connection_;
};

/// Connections of one io_context. Not thread-safe: each io_context has its own pool.
class Pool {
public:
    Pool(asio::any_io_executor executor, PoolConfig config);
    ~Pool();

    /// Lends a connection, opening one if allowed. Waits in order of arrival; throws TimeoutError past
    /// acquire_timeout and ConnectionError while the server cannot be reached (at once during a backoff
    /// pause, so that nothing piles up).
    Task<Lease> acquire();

    /// One statement on a borrowed connection.
    Task<ResultSet> execute(Query query, Params params = {});

    [[nodiscard]] PoolStatus status() const;

    /// Closes idle connections and refuses new loans.
    void close();

private:
    std::shared_ptr<Lease::Home> home_;
};

}  // namespace core::postgres
