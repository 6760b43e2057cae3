#pragma once

#include "core/base/clock.hpp"

#include <array>
#include <charconv>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace core::postgres {

/// A statement and its name: the name of the prepared statement on the server, of the metric label and of the
/// log field. One constant per statement, beside the function that runs it. A statement without a name is not
/// kept prepared; a name stands for one SQL text only.
struct Query {
    std::string_view name;
    std::string_view sql;
};

/// The values of a statement's `$n`, in order, in PostgreSQL's text format. Text must not hold the character
/// U+0000, which PostgreSQL cannot store: running the statement throws SqlError 22021.
class Params {
public:
    Params() = default;

    template <class... T>
        requires(sizeof...(T) > 0)
    explicit Params(const T&... values) {
        values_.reserve(sizeof...(T));
        (add(values), ...);
    }

    Params& add(std::string_view text);

    Params& add(const char* text) { return add(std::string_view(text)); }

    Params& add(const std::string& text) { return add(std::string_view(text)); }

    Params& add(bool flag);
    Params& add(std::int64_t number);

    Params& add(std::int32_t number) { return add(static_cast<std::int64_t>(number)); }

    Params& add(double number);
    Params& add(Instant instant);
    Params& add_null();
    Params& add(std::span<const std::int64_t> numbers);  ///< as an array
    Params& add(std::span<const std::string> texts);     ///< as an array, elements quoted

    template <class T>
    Params& add(const std::optional<T>& maybe) {
        return maybe ? add(*maybe) : add_null();
    }

    [[nodiscard]] std::size_t size() const { return values_.size(); }

    [[nodiscard]] const std::optional<std::string>& operator[](std::size_t index) const {
        return values_[index];
    }

private:
    std::vector<std::optional<std::string>> values_;
};

}  // namespace core::postgres
