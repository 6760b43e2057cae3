#include "core/postgres/result_set.hpp"

#include "core/postgres/errors.hpp"
#include "core/postgres/text_format.hpp"

#include <fmt/format.h>
#include <libpq-fe.h>

#include <charconv>

namespace core::postgres {

bool Row::is_null(int column) const {
    return PQgetisnull(result_, row_, column) != 0;
}

std::string_view Row::text(int column) const {
    if (column < 0 || column >= PQnfields(result_)) refuse(column, "does not exist");
    if (is_null(column)) refuse(column, "is NULL");
    return {PQgetvalue(result_, row_, column), static_cast<std::size_t>(PQgetlength(result_, row_, column))};
}

void Row::refuse(int column, std::string_view why) const {
    const char* name = PQfname(result_, column);
    throw SqlError("22000", "", "", fmt::format("column {} ({}) {}", column, name ? name : "?", why));
}

void Row::read(int column, bool& value) const {
    const auto field = text(column);
    if (field != "t" && field != "f") refuse(column, "is not a boolean");
    value = field == "t";
}

template <class T>
void Row::read_integer(int column, T& value) const {
    const auto field = text(column);
    const auto end = field.data() + field.size();
    const auto [stop, error] = std::from_chars(field.data(), end, value);
    if (error == std::errc::result_out_of_range) refuse(column, "is out of range");
    if (error != std::errc() || stop != end) refuse(column, "is not an integer");
}

void Row::read(int column, std::int16_t& value) const {
    read_integer(column, value);
}

void Row::read(int column, std::int32_t& value) const {
    read_integer(column, value);
}

void Row::read(int column, std::int64_t& value) const {
    read_integer(column, value);
}

void Row::read(int column, double& value) const {
    const auto number = text_format::read_double(text(column));
    if (!number) refuse(column, "is not a number");
    value = *number;
}

void Row::read(int column, std::string_view& value) const {
    value = text(column);
}

void Row::read(int column, std::string& value) const {
    value = text(column);
}

void Row::read(int column, Instant& value) const {
    const auto instant = text_format::read_instant(text(column));
    if (!instant) refuse(column, "is not a timestamp with time zone");
    value = *instant;
}

void Row::read(int column, std::vector<std::int64_t>& value) const {
    std::vector<std::string> elements;
    read(column, elements);
    value.reserve(elements.size());
    for (const auto& element : elements) {
        const auto end = element.data() + element.size();
        std::int64_t number = 0;
        const auto [stop, error] = std::from_chars(element.data(), end, number);
        if (error != std::errc() || stop != end) refuse(column, "is not an array of integers");
        value.push_back(number);
    }
}

void Row::read(int column, std::vector<std::string>& value) const {
    auto elements = text_format::read_array(text(column));
    if (!elements) refuse(column, "is not a plain array without NULLs");
    value = std::move(*elements);
}

void FreeResult::operator()(pg_result* result) const {
    PQclear(result);
}

int ResultSet::size() const {
    return PQntuples(result_.get());
}

std::int64_t ResultSet::affected() const {
    const std::string_view count = PQcmdTuples(result_.get());
    std::int64_t value = 0;
    std::from_chars(count.data(), count.data() + count.size(), value);
    return value;
}

}  // namespace core::postgres
