#include "scraper/sqlite/statement.hpp"

#include "scraper/sqlite/database.hpp"

#include <sqlite3.h>

namespace scraper::sqlite {

namespace {

void check(sqlite3_stmt* statement, int code) {
    if (code != SQLITE_OK) throw SqliteError(code, sqlite3_errmsg(sqlite3_db_handle(statement)));
}

}  // namespace

Statement::~Statement() {
    if (statement_ == nullptr) return;
    sqlite3_reset(statement_);
    sqlite3_clear_bindings(statement_);
}

void Statement::bind(std::nullptr_t) {
    check(statement_, sqlite3_bind_null(statement_, next_++));
}

void Statement::bind(double value) {
    check(statement_, sqlite3_bind_double(statement_, next_++, value));
}

void Statement::bind(std::string_view value) {
    const auto* const text = value.data() == nullptr ? "" : value.data();
    check(
        statement_,
        sqlite3_bind_text64(statement_, next_++, text, value.size(), SQLITE_TRANSIENT, SQLITE_UTF8)
    );
}

void Statement::bind_integer(std::int64_t value) {
    check(statement_, sqlite3_bind_int64(statement_, next_++, value));
}

void Statement::bind_bytes(std::string_view value) {
    const auto* const bytes = value.data() == nullptr ? "" : value.data();
    check(statement_, sqlite3_bind_blob64(statement_, next_++, bytes, value.size(), SQLITE_TRANSIENT));
}

bool Statement::next() {
    const int code = sqlite3_step(statement_);
    if (code == SQLITE_ROW) return true;
    if (code == SQLITE_DONE) return false;
    throw SqliteError(
        sqlite3_extended_errcode(sqlite3_db_handle(statement_)), sqlite3_errmsg(sqlite3_db_handle(statement_))
    );
}

bool Statement::is_null(int column) const {
    return sqlite3_column_type(statement_, column) == SQLITE_NULL;
}

std::int64_t Statement::integer(int column) const {
    return sqlite3_column_int64(statement_, column);
}

double Statement::number(int column) const {
    return sqlite3_column_double(statement_, column);
}

std::string Statement::text(int column) const {
    const auto* const bytes = static_cast<const char*>(sqlite3_column_blob(statement_, column));
    const int size = sqlite3_column_bytes(statement_, column);
    return bytes == nullptr ? std::string() : std::string(bytes, static_cast<std::size_t>(size));
}

std::optional<std::string> Statement::maybe_text(int column) const {
    if (is_null(column)) return std::nullopt;
    return text(column);
}

std::optional<std::int64_t> Statement::maybe_integer(int column) const {
    if (is_null(column)) return std::nullopt;
    return integer(column);
}

}  // namespace scraper::sqlite
