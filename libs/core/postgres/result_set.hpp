#pragma once

#include "core/base/clock.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

struct pg_result;

namespace core::postgres {

/// One row of a ResultSet; lives as long as it does. Columns count from 0.
class Row {
public:
    Row(const pg_result* result, int row) : result_(result), row_(row) {}

    /// Reads a column as T: bool, std::int16_t/32_t/64_t, double, std::string_view, std::string, Instant (of
    /// a timestamptz), std::vector<std::int64_t>, std::vector<std::string>, or std::optional of these. Throws
    /// SqlError (code `22000`) naming the column for NULL without optional and for text that is not a T.
    template <class T>
    [[nodiscard]] T get(int column) const {
        if constexpr (requires(T value) { value.has_value(); }) {
            if (is_null(column)) return std::nullopt;
            return get<typename T::value_type>(column);
        } else {
            T value{};
            read(column, value);
            return value;
        }
    }

    [[nodiscard]] bool is_null(int column) const;

private:
    void read(int column, bool& value) const;
    void read(int column, std::int16_t& value) const;
    void read(int column, std::int32_t& value) const;
    void read(int column, std::int64_t& value) const;
    void read(int column, double& value) const;
    void read(int column, std::string_view& value) const;
    void read(int column, std::string& value) const;
    void read(int column, Instant& value) const;
    void read(int column, std::vector<std::int64_t>& value) const;
    void read(int column, std::vector<std::string>& value) const;

    template <class T>
    void read_integer(int column, T& value) const;
    [[nodiscard]] std::string_view text(int column) const;
    [[noreturn]] void refuse(int column, std::string_view why) const;

    const pg_result* result_;
    int row_;
};

struct FreeResult {
    void operator()(pg_result* result) const;
};

using ResultHandle = std::unique_ptr<pg_result, FreeResult>;

/// The rows of one finished statement.
class ResultSet {
public:
    ResultSet() = default;

    explicit ResultSet(ResultHandle result) : result_(std::move(result)) {}

    [[nodiscard]] int size() const;

    [[nodiscard]] bool empty() const { return size() == 0; }

    [[nodiscard]] Row operator[](int row) const { return {result_.get(), row}; }

    [[nodiscard]] std::int64_t affected() const;  ///< rows inserted, updated or deleted

    template <class F>
    void for_each(F&& f) const {
        for (int i = 0; i < size(); ++i) f((*this)[i]);
    }

private:
    ResultHandle result_;
};

}  // namespace core::postgres
