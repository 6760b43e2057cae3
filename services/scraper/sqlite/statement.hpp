#pragma once

#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

namespace scraper::sqlite {

/// A prepared statement in use: its values are bound, its rows are read one by one. Reset at the end, so that
/// the next user finds it fresh. Columns count from 0.
class Statement {
public:
    explicit Statement(sqlite3_stmt* statement) : statement_(statement) {}

    ~Statement();

    Statement(Statement&& other) noexcept : statement_(other.statement_), next_(other.next_) {
        other.statement_ = nullptr;
    }

    Statement(const Statement&) = delete;

    /// Binds the next parameter. Text and bytes are copied.
    void bind(std::nullptr_t);
    void bind(double value);
    void bind(std::string_view value);

    void bind(const std::string& value) { bind(std::string_view(value)); }

    void bind(const char* value) { bind(std::string_view(value)); }

    void bind_integer(std::int64_t value);
    void bind_bytes(std::string_view value);

    template <std::integral T>
    void bind(T value) {
        bind_integer(static_cast<std::int64_t>(value));
    }

    template <class T>
    void bind(const std::optional<T>& value) {
        if (value) {
            bind(*value);
        } else {
            bind(nullptr);
        }
    }

    /// Goes to the next row; false behind the last. Throws SqliteError.
    bool next();

    [[nodiscard]] bool is_null(int column) const;
    [[nodiscard]] std::int64_t integer(int column) const;
    [[nodiscard]] double number(int column) const;
    [[nodiscard]] std::string text(int column) const;  ///< bytes too
    [[nodiscard]] std::optional<std::string> maybe_text(int column) const;
    [[nodiscard]] std::optional<std::int64_t> maybe_integer(int column) const;

private:
    sqlite3_stmt* statement_;
    int next_ = 1;
};

}  // namespace scraper::sqlite
