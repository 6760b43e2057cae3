#include "core/postgres/connection_state.hpp"

#include <stdexcept>

namespace core::postgres {

namespace {

// Large enough to be cheap, small enough to bound what libpq buffers.
constexpr std::size_t kChunkBytes = 64 * 1024;

// Appends rows until the chunk is full; false when there are no more.
bool fill(std::string& chunk, const std::function<bool(std::string&)>& next_rows) {
    while (chunk.size() < kChunkBytes) {
        if (!next_rows(chunk)) return false;
    }
    return true;
}

}  // namespace

Task<> Connection::State::put_copy_data(std::string chunk) {
    for (;;) {
        const int taken = PQputCopyData(pg, chunk.data(), static_cast<int>(chunk.size()));
        if (taken < 0) lost();
        co_await flush();
        if (taken > 0) co_return;
    }
}

Task<> Connection::State::put_copy_end(const char* abort_reason) {
    for (;;) {
        const int taken = PQputCopyEnd(pg, abort_reason);
        if (taken < 0) lost();
        co_await flush();
        if (taken > 0) co_return;
    }
}

Task<std::int64_t> Connection::State::run_copy(Query query, std::function<bool(std::string&)> next_rows) {
    begin();
    if (PQsendQuery(pg, std::string(query.sql).c_str()) != 1) lost();
    co_await flush();

    const auto answer = co_await next_result();
    std::exception_ptr source_error;
    if (PQresultStatus(answer.get()) == PGRES_COPY_IN) {
        for (bool more = true; more && !source_error;) {
            std::string chunk;
            try {
                more = fill(chunk, next_rows);
            } catch (...) {
                source_error = std::current_exception();
            }
            if (!source_error) co_await put_copy_data(std::move(chunk));
        }
        co_await put_copy_end(source_error ? "the source of the rows failed" : nullptr);
    } else if (PQresultStatus(answer.get()) != PGRES_FATAL_ERROR) {
        throw std::logic_error("not a COPY FROM STDIN");
    }

    std::exception_ptr error;
    if (PQresultStatus(answer.get()) == PGRES_FATAL_ERROR) error = failure(answer.get(), query.name);
    std::int64_t copied = 0;
    while (auto result = co_await next_result()) {
        if (PQresultStatus(result.get()) == PGRES_FATAL_ERROR) error = failure(result.get(), query.name);
        copied = ResultSet(std::move(result)).affected();
    }
    end();
    if (source_error) std::rethrow_exception(source_error);
    if (error) std::rethrow_exception(error);
    co_return copied;
}

}  // namespace core::postgres
