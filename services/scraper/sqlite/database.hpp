#pragma once

#include "scraper/sqlite/statement.hpp"

#include <filesystem>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>

namespace scraper::sqlite {

/// A statement of the program's, with the name under which it is prepared once. A literal.
struct Query {
    std::string_view name;
    std::string_view sql;
};

/// The database failed; `code` is SQLite's extended result code.
class SqliteError : public std::runtime_error {
public:
    SqliteError(int code, const std::string& detail) : std::runtime_error("SQLite: " + detail), code_(code) {}

    [[nodiscard]] int code() const { return code_; }

    [[nodiscard]] bool is_constraint() const;

private:
    int code_;
};

/// One connection to a database file in WAL mode: what was committed survives the death of the process.
/// Belongs to one thread at a time. Everything throws SqliteError.
class Database {
public:
    /// Opens the file, or creates it, and runs `schema`, a script that may be run again.
    Database(const std::filesystem::path& file, std::string_view schema);
    ~Database();
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;

    /// A statement with its values bound in order; read its rows by `next`.
    template <class... Values>
    Statement query(const Query& query, const Values&... values) {
        Statement statement = prepared(query);
        (statement.bind(values), ...);
        return statement;
    }

    /// Runs a statement that gives no rows; how many rows it changed.
    template <class... Values>
    std::int64_t run(const Query& query, const Values&... values) {
        Statement statement = prepared(query);
        (statement.bind(values), ...);
        return finish(statement);
    }

    std::int64_t finish(Statement& statement);

    void execute(const char* script);

private:
    Statement prepared(const Query& query);

    sqlite3* handle_ = nullptr;
    std::map<std::string_view, sqlite3_stmt*> statements_;
};

/// Everything in between happens or nothing does. Rolled back unless committed.
class Transaction {
public:
    explicit Transaction(Database& database);
    ~Transaction();
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;

    void commit();

private:
    Database& database_;
    bool open_ = true;
};

/// Statements in between read the file as it was at the first of them.
class ReadTransaction {
public:
    explicit ReadTransaction(Database& database) : database_(database) { database_.execute("BEGIN"); }

    ~ReadTransaction();
    ReadTransaction(const ReadTransaction&) = delete;
    ReadTransaction& operator=(const ReadTransaction&) = delete;

private:
    Database& database_;
};

}  // namespace scraper::sqlite
