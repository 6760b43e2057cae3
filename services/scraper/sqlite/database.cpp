#include "scraper/sqlite/database.hpp"

#include <sqlite3.h>

namespace scraper::sqlite {

bool SqliteError::is_constraint() const {
    return (code_ & 0xFF) == SQLITE_CONSTRAINT;
}

Database::Database(const std::filesystem::path& file, std::string_view schema) {
    if (file.has_parent_path()) std::filesystem::create_directories(file.parent_path());
    constexpr int kFlags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
    const int code = sqlite3_open_v2(file.c_str(), &handle_, kFlags, nullptr);
    if (code != SQLITE_OK) {
        const SqliteError error(code, file.string() + ": " + sqlite3_errmsg(handle_));
        sqlite3_close(handle_);
        throw error;
    }
    try {
        sqlite3_busy_timeout(handle_, 10'000);
        // A commit is safe from the death of the process; from the loss of power, the file stays whole and
        // the last commits may be missing.
        execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON;");
        // Half a MiB: the system's cache of the file lies right behind it.
        execute("PRAGMA cache_size = -512;");
        execute(std::string(schema).c_str());
    } catch (...) {
        sqlite3_close(handle_);
        throw;
    }
}

Database::~Database() {
    for (const auto& [name, statement] : statements_) sqlite3_finalize(statement);
    sqlite3_close(handle_);
}

void Database::execute(const char* script) {
    char* message = nullptr;
    const int code = sqlite3_exec(handle_, script, nullptr, nullptr, &message);
    if (code == SQLITE_OK) return;
    const std::string detail = message == nullptr ? "failed" : message;
    sqlite3_free(message);
    throw SqliteError(code, detail);
}

Statement Database::prepared(const Query& query) {
    auto& statement = statements_[query.name];
    if (statement == nullptr) {
        const int code = sqlite3_prepare_v3(
            handle_,
            query.sql.data(),
            static_cast<int>(query.sql.size()),
            SQLITE_PREPARE_PERSISTENT,
            &statement,
            nullptr
        );
        if (code != SQLITE_OK)
            throw SqliteError(code, std::string(query.name) + ": " + sqlite3_errmsg(handle_));
    }
    return Statement(statement);
}

std::int64_t Database::finish(Statement& statement) {
    while (statement.next()) {
    }
    return sqlite3_changes64(handle_);
}

Transaction::Transaction(Database& database) : database_(database) {
    database_.execute("BEGIN IMMEDIATE");
}

Transaction::~Transaction() {
    if (!open_) return;
    try {
        database_.execute("ROLLBACK");
    } catch (const SqliteError&) {
        // SQLite has rolled it back itself.
    }
}

ReadTransaction::~ReadTransaction() {
    try {
        database_.execute("COMMIT");
    } catch (const SqliteError&) {
        // Nothing was to be written.
    }
}

void Transaction::commit() {
    database_.execute("COMMIT");
    open_ = false;
}

}  // namespace scraper::sqlite
