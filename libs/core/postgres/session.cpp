#include "core/base/log.hpp"
#include "core/postgres/connection_state.hpp"
#include "core/postgres/resolve.hpp"

#include <boost/asio/deferred.hpp>
#include <boost/asio/experimental/parallel_group.hpp>
#include <boost/asio/posix/descriptor_base.hpp>
#include <fmt/format.h>

namespace core::postgres {

namespace {

using asio::posix::descriptor_base;

constexpr std::chrono::milliseconds kNetworkAllowance{1'000};

std::string one_line(std::string_view message) {
    while (message.ends_with('\n')) message.remove_suffix(1);
    std::string line(message);
    for (std::size_t at = 0; (at = line.find('\n', at)) != std::string::npos;) line.replace(at, 1, "; ");
    return line;
}

std::string_view field(const pg_result* result, int code) {
    const char* text = PQresultErrorField(result, code);
    return text ? text : "";
}

void log_notice(void*, const char* message) {
    log::debug("postgres notice", {{"notice", one_line(message)}});
}

// These leave the session alive but of no use to the next borrower: a primary that became read-only
// (failover), or prepared statements that no longer are what we remember of them.
bool spoils_session(std::string_view sqlstate, bool read_only) {
    if (sqlstate == "25006") return !read_only;
    return sqlstate == "26000" || sqlstate == "42P05" || sqlstate == "0A000";
}

}  // namespace

Connection::State::State(asio::any_io_executor executor, ConnectionConfig settings)
    : config(std::move(settings)), socket(std::move(executor)) {}

Connection::State::~State() {
    detach();
    PQfinish(pg);
}

void Connection::State::attach() {
    if (PQsocket(pg) < 0) lost();
    socket.assign(PQsocket(pg));
}

void Connection::State::detach() {
    if (socket.is_open()) socket.release();
}

std::string Connection::State::reason() const {
    auto text = one_line(PQerrorMessage(pg));
    return text.empty() ? "the connection to the database broke" : text;
}

void Connection::State::give_up(std::string why) {
    broken = true;
    server_gone = true;
    fault = std::move(why);
    // libpq may have closed the socket by itself: let go of the number before another connection gets it.
    detach();
}

void Connection::State::lost() {
    give_up(reason());
    throw ConnectionError(fault);
}

void Connection::State::timed_out() {
    give_up(fmt::format("no answer from the database within {} ms", deadline().count()));
    throw TimeoutError(fault);
}

std::chrono::milliseconds Connection::State::deadline() const {
    return config.statement_timeout + kNetworkAllowance;
}

void Connection::State::begin() {
    if (busy) fault = "an operation on the connection was left unfinished";
    if (busy || broken) throw ConnectionError(fault);
    busy = true;
}

Task<> Connection::State::within_deadline(Task<> exchange) {
    if (config.statement_timeout.count() == 0) {
        co_await std::move(exchange);
        co_return;
    }
    if (!co_await with_deadline(deadline(), std::move(exchange))) timed_out();
}

Task<> Connection::State::connect() {
    const auto settings = co_await resolve_hosts(session_settings(config));
    std::vector<const char*> keywords;
    std::vector<const char*> values;
    for (const auto& [keyword, value] : settings) {
        keywords.push_back(keyword.c_str());
        values.push_back(value.c_str());
    }
    keywords.push_back(nullptr);
    values.push_back(nullptr);

    pg = PQconnectStartParams(keywords.data(), values.data(), 0);
    if (!pg) throw std::bad_alloc();
    if (PQstatus(pg) == CONNECTION_BAD) lost();
    PQsetNoticeProcessor(pg, &log_notice, nullptr);

    // PQconnectPoll may close the socket and open another under the same number, when it goes on to the next
    // host or tries again without TLS; Asio must not be watching it then.
    for (auto next = PGRES_POLLING_WRITING; next != PGRES_POLLING_OK;) {
        attach();
        co_await socket.async_wait(
            next == PGRES_POLLING_READING ? descriptor_base::wait_read : descriptor_base::wait_write,
            asio::use_awaitable
        );
        detach();
        next = PQconnectPoll(pg);
        if (next == PGRES_POLLING_FAILED) lost();
    }
    attach();
    if (PQsetnonblocking(pg, 1) != 0) lost();
    opened_at = std::chrono::steady_clock::now();
}

Task<> Connection::State::flush() {
    for (;;) {
        const int rest = PQflush(pg);
        if (rest == 0) co_return;
        if (rest < 0) lost();
        co_await asio::experimental::make_parallel_group(
            socket.async_wait(descriptor_base::wait_read, asio::deferred),
            socket.async_wait(descriptor_base::wait_write, asio::deferred)
        )
            .async_wait(asio::experimental::wait_for_one(), asio::use_awaitable);
        if (PQconsumeInput(pg) == 0) lost();
    }
}

Task<ResultHandle> Connection::State::next_result() {
    while (PQisBusy(pg)) {
        co_await socket.async_wait(descriptor_base::wait_read, asio::use_awaitable);
        if (PQconsumeInput(pg) == 0) lost();
    }
    co_return ResultHandle(PQgetResult(pg));
}

Task<Notification> Connection::State::next_notification() {
    for (;;) {
        const std::unique_ptr<PGnotify, decltype(&PQfreemem)> notify(PQnotifies(pg), &PQfreemem);
        if (notify) co_return Notification{notify->relname, notify->extra};
        co_await socket.async_wait(descriptor_base::wait_read, asio::use_awaitable);
        if (PQconsumeInput(pg) == 0) lost();
    }
}

std::exception_ptr Connection::State::failure(const pg_result* result, std::string_view query) {
    const auto sqlstate = field(result, PG_DIAG_SQLSTATE);
    const auto severity = field(result, PG_DIAG_SEVERITY_NONLOCALIZED);
    // The detail is left out: it quotes values.
    const auto primary = field(result, PG_DIAG_MESSAGE_PRIMARY);
    if (sqlstate.empty() || severity == "FATAL" || severity == "PANIC" || sqlstate.starts_with("08") ||
        sqlstate.starts_with("57P")) {
        give_up(primary.empty() ? reason() : one_line(primary));
        throw ConnectionError(fault);
    }
    if (spoils_session(sqlstate, config.read_only)) {
        broken = true;
        fault = one_line(primary);
    }
    return std::make_exception_ptr(SqlError(
        std::string(sqlstate),
        std::string(field(result, PG_DIAG_CONSTRAINT_NAME)),
        std::string(query),
        fmt::format("{}: {} ({})", query.empty() ? "statement" : query, one_line(primary), sqlstate)
    ));
}

}  // namespace core::postgres
