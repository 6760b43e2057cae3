#pragma once

#include "core/async/task.hpp"
#include "core/postgres/errors.hpp"
#include "core/postgres/query.hpp"
#include "core/postgres/result_set.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace core::postgres {

struct ConnectionConfig {
    std::string conninfo;  ///< libpq connection string or URI; may name several hosts
    std::string application_name = "lifted";
    bool read_only = false;  ///< sets default_transaction_read_only
    std::chrono::milliseconds connect_timeout{3'000};
    std::chrono::milliseconds statement_timeout{2'000};  ///< 0: no limit and no deadline; for migrations
    std::chrono::milliseconds lock_timeout{500};
    std::chrono::milliseconds idle_in_transaction_timeout{10'000};
};

struct Notification {
    std::string channel;
    std::string payload;
};

/// One statement of a pipeline.
struct Statement {
    Query query;
    Params params;
};

/// One asynchronous libpq connection, bound to one single-threaded io_context for life. One operation at a
/// time.
///
/// Statements are prepared on first use and kept. A statement past its deadline (statement_timeout and a
/// second for the network) or a broken socket leaves the connection `broken()`: it is thrown away, never
/// reused mid-reply.
class Connection {
public:
    /// Throws ConnectionError with libpq's reason (never the password), TimeoutError past connect_timeout.
    static Task<std::unique_ptr<Connection>> open(ConnectionConfig config);

    ~Connection();
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    /// Runs one prepared statement. Throws SqlError, ConnectionError or TimeoutError; a statement that the
    /// server stopped at statement_timeout is SqlError 57014.
    Task<ResultSet> execute(Query query, Params params = {});

    /// Runs statements in pipeline mode: one round trip, one implicit transaction unless one is open. Throws
    /// the first statement's error; the later ones are then skipped by the server.
    Task<std::vector<ResultSet>> pipeline(std::vector<Statement> statements);

    /// Runs a script of several statements by the simple protocol; for migrations. Not prepared, no statement
    /// timeout and no deadline: only a dead peer ends it. A script that fails inside a transaction leaves the
    /// connection broken unless the connection has no statement timeout of its own. `name` stands in the
    /// SqlError.
    Task<void> script(std::string sql, std::string name = "script");

    /// COPY … FROM STDIN in text format. `next_rows` appends rows (see CopyRow) to the buffer and returns
    /// false when there are no more; what it throws aborts the COPY and passes through. Returns the number of
    /// rows copied. All of it is one statement to statement_timeout.
    Task<std::int64_t> copy_in(Query query, std::function<bool(std::string&)> next_rows);

    /// LISTEN on a channel. The name must be a lower-case SQL identifier; std::invalid_argument otherwise.
    Task<void> listen(std::string channel);

    /// Waits for the next notification; no value past `timeout`. Throws ConnectionError when the connection
    /// breaks. May be cancelled without harm to the connection.
    Task<std::optional<Notification>> wait_notification(std::chrono::milliseconds timeout);

    /// True once the server or the network ended the connection, or an operation on it was left unfinished.
    [[nodiscard]] bool broken() const;
    [[nodiscard]] std::string fault() const;  ///< why it is broken; empty when it is not

    /// True when it broke because the server or the network ended it or fell silent, not by a cancelled
    /// caller.
    [[nodiscard]] bool server_gone() const;

    /// Looks, without waiting, whether the server has closed an idle connection; marks it broken then. False
    /// when broken.
    bool check_idle();

    [[nodiscard]] bool in_transaction() const;
    [[nodiscard]] int server_version() const;  ///< as libpq says it: 150020 is 15.20
    [[nodiscard]] std::chrono::steady_clock::time_point opened_at() const;

    struct State;  ///< the module's own

private:
    explicit Connection(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

/// Builds one row of COPY's text format.
class CopyRow {
public:
    explicit CopyRow(std::string& out) : out_(out) {}

    ~CopyRow() { out_.push_back('\n'); }

    CopyRow(const CopyRow&) = delete;
    CopyRow& operator=(const CopyRow&) = delete;

    CopyRow& add(std::string_view text);

    CopyRow& add(const char* text) { return add(std::string_view(text)); }

    CopyRow& add(const std::string& text) { return add(std::string_view(text)); }

    CopyRow& add(std::int64_t number);

    CopyRow& add(std::int32_t number) { return add(static_cast<std::int64_t>(number)); }

    CopyRow& add(bool flag);
    CopyRow& add(Instant instant);
    CopyRow& add(std::span<const std::int64_t> numbers);  ///< as an array
    CopyRow& add(std::span<const std::string> texts);     ///< as an array
    CopyRow& add_null();

    template <class T>
    CopyRow& add(const std::optional<T>& maybe) {
        return maybe ? add(*maybe) : add_null();
    }

private:
    void separate();

    std::string& out_;
    bool first_ = true;
};

}  // namespace core::postgres
