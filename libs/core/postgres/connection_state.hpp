#pragma once

#include "core/async/with_deadline.hpp"
#include "core/postgres/connection.hpp"
#include "core/postgres/conninfo.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <libpq-fe.h>

#include <cstddef>
#include <exception>
#include <string>
#include <string_view>
#include <unordered_map>

namespace core::postgres {

/// libpq's connection and Asio's view of its socket. Internal to the module.
///
/// `begin` and `end` bracket every exchange with the server. Whatever leaves it between the two (an error, a
/// deadline, cancellation, a destroyed coroutine) leaves the connection mid-reply, and so broken.
struct Connection::State {
    State(asio::any_io_executor executor, ConnectionConfig settings);
    ~State();
    State(const State&) = delete;
    State& operator=(const State&) = delete;

    Task<> connect();

    void begin();

    void end() { busy = false; }

    /// Runs an exchange within statement_timeout and a second for the network; no limit when
    /// statement_timeout is 0.
    template <class T>
    Task<T> within_deadline(Task<T> exchange) {
        if (config.statement_timeout.count() == 0) co_return co_await std::move(exchange);
        auto result = co_await with_deadline(deadline(), std::move(exchange));
        if (!result) timed_out();
        co_return std::move(*result);
    }

    Task<> within_deadline(Task<> exchange);

    /// Sends what libpq holds back, reading meanwhile so that two full buffers cannot block each other.
    Task<> flush();

    /// The next result; null at the end of one statement's results. The caller owns it.
    Task<ResultHandle> next_result();

    /// Runs SQL by the simple protocol, with all results read. Throws the first error.
    Task<> run_simple(std::string sql, std::string_view name);

    /// Reads results up to the end of the statement; the first error among them, or null.
    Task<std::exception_ptr> drain(std::string_view query);

    /// Sends all and reads all, preparing what is not prepared yet in the same round trip.
    Task<std::vector<ResultSet>> run_pipeline(std::vector<Statement> statements);

    Task<std::int64_t> run_copy(Query query, std::function<bool(std::string&)> next_rows);
    Task<> put_copy_data(std::string chunk);
    Task<> put_copy_end(const char* abort_reason);
    Task<Notification> next_notification();

    /// The SqlError of a failed result, to be thrown once the rest is read; marks a session broken that is of
    /// no more use. Throws ConnectionError at once where there is no rest.
    std::exception_ptr failure(const pg_result* result, std::string_view query);

    /// Marks the connection broken and throws ConnectionError with libpq's reason.
    [[noreturn]] void lost();
    [[noreturn]] void timed_out();

    void give_up(std::string why);  ///< the server is gone

    [[nodiscard]] std::chrono::milliseconds deadline() const;
    [[nodiscard]] std::string reason() const;
    void attach();
    void detach();

    ConnectionConfig config;
    asio::posix::stream_descriptor socket;
    PGconn* pg = nullptr;
    bool broken = false;
    bool server_gone = false;
    bool busy = false;
    std::string fault;                                      ///< why it is broken, for the pool's status
    std::unordered_map<std::string, std::size_t> prepared;  ///< name to hash of its SQL
    std::chrono::steady_clock::time_point opened_at = std::chrono::steady_clock::now();

private:
    bool send_statement(const Statement& statement, bool prepare);
    [[nodiscard]] bool must_prepare(const Query& query) const;
};

}  // namespace core::postgres
