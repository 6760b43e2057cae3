#include "core/postgres/connection_state.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <stdexcept>

namespace core::postgres {

namespace {

std::size_t hash_of(std::string_view text) {
    return std::hash<std::string_view>{}(text);
}

// libpq takes C strings: a value would end at its first zero byte without a word.
void refuse_zero_bytes(const Statement& statement) {
    for (std::size_t i = 0; i < statement.params.size(); ++i) {
        const auto& value = statement.params[i];
        if (value && value->find('\0') != std::string::npos) {
            const std::string name(statement.query.name);
            throw SqlError("22021", "", name, fmt::format("{}: ${} holds a zero byte", name, i + 1));
        }
    }
}

}  // namespace

bool Connection::State::must_prepare(const Query& query) const {
    if (query.name.empty()) return false;
    const auto known = prepared.find(std::string(query.name));
    if (known == prepared.end()) return true;
    if (known->second != hash_of(query.sql)) {
        throw std::logic_error(fmt::format("two statements are named {}", query.name));
    }
    return false;
}

bool Connection::State::send_statement(const Statement& statement, bool prepare) {
    const auto& [query, params] = statement;
    const std::string name(query.name);
    const std::string sql(query.sql);
    std::vector<const char*> values(params.size());
    for (std::size_t i = 0; i < params.size(); ++i) values[i] = params[i] ? params[i]->c_str() : nullptr;
    const int count = static_cast<int>(values.size());

    if (name.empty()) {
        return PQsendQueryParams(pg, sql.c_str(), count, nullptr, values.data(), nullptr, nullptr, 0) == 1;
    }
    if (prepare && PQsendPrepare(pg, name.c_str(), sql.c_str(), 0, nullptr) != 1) return false;
    return PQsendQueryPrepared(pg, name.c_str(), count, values.data(), nullptr, nullptr, 0) == 1;
}

Task<std::vector<ResultSet>> Connection::State::run_pipeline(std::vector<Statement> statements) {
    std::vector<bool> prepares;
    std::vector<std::string_view> preparing;
    for (const auto& [query, params] : statements) {
        const bool earlier = std::find(preparing.begin(), preparing.end(), query.name) != preparing.end();
        prepares.push_back(!earlier && must_prepare(query));
        if (prepares.back()) preparing.push_back(query.name);
    }
    for (const auto& statement : statements) refuse_zero_bytes(statement);

    begin();
    if (PQenterPipelineMode(pg) != 1) lost();
    for (std::size_t i = 0; i < statements.size(); ++i) {
        if (!send_statement(statements[i], prepares[i])) lost();
    }
    if (PQpipelineSync(pg) != 1) lost();
    co_await flush();

    std::vector<ResultSet> results;
    results.reserve(statements.size());
    std::exception_ptr error;
    for (std::size_t i = 0; i < statements.size(); ++i) {
        const auto& query = statements[i].query;
        for (int step = prepares[i] ? 0 : 1; step < 2; ++step) {
            auto result = co_await next_result();
            switch (PQresultStatus(result.get())) {
                case PGRES_TUPLES_OK:
                case PGRES_COMMAND_OK:
                case PGRES_EMPTY_QUERY:
                    if (step == 0) {
                        prepared.emplace(query.name, hash_of(query.sql));
                    } else {
                        results.emplace_back(std::move(result));
                    }
                    break;
                case PGRES_PIPELINE_ABORTED: break;
                case PGRES_FATAL_ERROR: {
                    const auto thrown = failure(result.get(), query.name);
                    if (!error) error = thrown;
                    break;
                }
                default: throw std::logic_error(fmt::format("{}: not a plain statement", query.name));
            }
            if (co_await next_result()) throw std::logic_error("a statement gave two results");
        }
    }
    const auto sync = co_await next_result();
    if (PQresultStatus(sync.get()) != PGRES_PIPELINE_SYNC || PQexitPipelineMode(pg) != 1) lost();
    end();
    if (error) std::rethrow_exception(error);
    co_return results;
}

Task<std::exception_ptr> Connection::State::drain(std::string_view query) {
    std::exception_ptr error;
    while (const auto result = co_await next_result()) {
        switch (PQresultStatus(result.get())) {
            case PGRES_TUPLES_OK:
            case PGRES_COMMAND_OK:
            case PGRES_EMPTY_QUERY: break;
            case PGRES_FATAL_ERROR: {
                const auto thrown = failure(result.get(), query);
                if (!error) error = thrown;
                break;
            }
            default: throw std::logic_error("COPY goes through copy_in");
        }
    }
    co_return error;
}

Task<> Connection::State::run_simple(std::string sql, std::string_view name) {
    begin();
    if (PQsendQuery(pg, sql.c_str()) != 1) lost();
    co_await flush();
    const auto error = co_await drain(name);
    end();
    if (error) std::rethrow_exception(error);
}

}  // namespace core::postgres
