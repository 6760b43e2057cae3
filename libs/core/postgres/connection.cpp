#include "core/postgres/connection.hpp"

#include "core/postgres/connection_state.hpp"

#include <boost/asio/this_coro.hpp>
#include <fmt/format.h>

#include <poll.h>
#include <stdexcept>

namespace core::postgres {

namespace {

bool is_identifier(std::string_view name) {
    const auto plain = [](char c) { return (c >= 'a' && c <= 'z') || c == '_'; };
    const auto inner = [&](char c) { return plain(c) || (c >= '0' && c <= '9'); };
    return !name.empty() && name.size() < 64 && plain(name.front()) &&
           std::all_of(name.begin(), name.end(), inner);
}

}  // namespace

Connection::Connection(std::unique_ptr<State> state) : state_(std::move(state)) {}

Connection::~Connection() = default;

Task<std::unique_ptr<Connection>> Connection::open(ConnectionConfig config) {
    const auto limit = config.connect_timeout;
    auto state = std::make_unique<State>(co_await asio::this_coro::executor, std::move(config));
    if (!co_await with_deadline(limit, state->connect())) {
        throw TimeoutError(fmt::format("no connection to the database within {} ms", limit.count()));
    }
    co_return std::unique_ptr<Connection>(new Connection(std::move(state)));
}

Task<ResultSet> Connection::execute(Query query, Params params) {
    std::vector<Statement> statements;
    statements.push_back({query, std::move(params)});
    auto results = co_await pipeline(std::move(statements));
    co_return std::move(results.front());
}

Task<std::vector<ResultSet>> Connection::pipeline(std::vector<Statement> statements) {
    co_return co_await state_->within_deadline(state_->run_pipeline(std::move(statements)));
}

Task<void> Connection::script(std::string sql, std::string name) {
    const bool limited = state_->config.statement_timeout.count() > 0;
    if (limited) co_await state_->run_simple("set statement_timeout = 0", name);
    std::exception_ptr error;
    try {
        co_await state_->run_simple(std::move(sql), name);
    } catch (const SqlError&) {
        error = std::current_exception();
    }
    if (limited) {
        if (error && in_transaction()) {
            // The limit cannot be set again until the transaction is rolled back, which may undo that.
            state_->broken = true;
            state_->fault = "a script failed inside a transaction";
        } else {
            const auto limit = state_->config.statement_timeout.count();
            co_await state_->run_simple(fmt::format("set statement_timeout = {}", limit), name);
        }
    }
    if (error) std::rethrow_exception(error);
}

Task<std::int64_t> Connection::copy_in(Query query, std::function<bool(std::string&)> next_rows) {
    co_return co_await state_->within_deadline(state_->run_copy(query, std::move(next_rows)));
}

Task<void> Connection::listen(std::string channel) {
    if (!is_identifier(channel)) throw std::invalid_argument("not a channel name: " + channel);
    co_await state_->within_deadline(state_->run_simple("listen " + channel, "listen"));
}

Task<std::optional<Notification>> Connection::wait_notification(std::chrono::milliseconds timeout) {
    if (broken()) throw ConnectionError(fault());
    co_return co_await with_deadline(timeout, state_->next_notification());
}

bool Connection::broken() const {
    return state_->broken || state_->busy || PQstatus(state_->pg) != CONNECTION_OK;
}

bool Connection::server_gone() const {
    return state_->server_gone || PQstatus(state_->pg) != CONNECTION_OK;
}

std::string Connection::fault() const {
    if (!broken()) return {};
    if (!state_->fault.empty()) return state_->fault;
    return state_->busy ? "an operation on the connection was left unfinished" : state_->reason();
}

bool Connection::check_idle() {
    if (broken()) return false;
    // The server's last words and the end of the stream may need a read each.
    for (int reads = 0; reads < 4; ++reads) {
        pollfd socket{PQsocket(state_->pg), POLLIN, 0};
        if (::poll(&socket, 1, 0) <= 0) break;
        if (PQconsumeInput(state_->pg) != 0) continue;
        state_->give_up(state_->reason());
        break;
    }
    return !broken();
}

bool Connection::in_transaction() const {
    return PQtransactionStatus(state_->pg) != PQTRANS_IDLE;
}

int Connection::server_version() const {
    return PQserverVersion(state_->pg);
}

std::chrono::steady_clock::time_point Connection::opened_at() const {
    return state_->opened_at;
}

}  // namespace core::postgres
