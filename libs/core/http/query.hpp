#pragma once

#include "core/base/error.hpp"
#include "core/base/time_zone.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace core::http {

/// Decodes `application/x-www-form-urlencoded` pairs of a query (WHATWG URL §5.1). `malformed`, code
/// `malformed-query`, for a broken percent escape, for bytes that are not UTF-8, for a NUL and for more than
/// 256 pairs.
Result<std::vector<std::pair<std::string, std::string>>> parse_query(std::string_view query);

/// Reads the parameters of one request by name and type, and collects every fault on the way. What is not
/// asked for by the time `finish` is called is an unknown parameter, and a fault too; so is a repeated single
/// value. A value with a fault reads as absent. Parameter names passed in are kept as views: literals.
class QueryReader {
public:
    explicit QueryReader(std::string_view query);

    std::optional<std::string> text(std::string_view name, std::size_t max_bytes);
    std::optional<std::int64_t> integer(std::string_view name, std::int64_t min, std::int64_t max);
    std::vector<std::int64_t> integers(
        std::string_view name, std::int64_t min, std::int64_t max, std::size_t max_count
    );
    std::vector<std::string> texts(std::string_view name, std::size_t max_bytes, std::size_t max_count);
    std::optional<Day> day(std::string_view name);

    /// Index into `allowed`.
    std::optional<std::size_t> choice(std::string_view name, std::span<const std::string_view> allowed);
    /// Indexes into `allowed`, each at most once, in the order given.
    std::vector<std::size_t> choices(std::string_view name, std::span<const std::string_view> allowed);

    /// Adds a fault the caller finds itself, such as one over two parameters.
    void fault(std::string_view name, std::string_view code, std::string_view detail);
    /// The parameter must be there: `missing-parameter`.
    void require(std::string_view name);
    /// The parameter is known though this request does not read it.
    void add_known(std::string_view name);

    [[nodiscard]] bool ok() const { return faults_.empty(); }

    struct Pair {
        std::string name;
        std::string value;
        bool asked = false;
    };

    /// All that could be decoded, in the order given.
    [[nodiscard]] std::span<const Pair> pairs() const { return pairs_; }

    /// Error of kind `malformed`, code `invalid-parameters`, with all faults: `invalid-value`,
    /// `repeated-parameter`, `missing-parameter`, `too-many-values`, `unknown-parameter`, `malformed-query`,
    /// and the caller's own.
    [[nodiscard]] Result<void> finish();

private:
    const Pair* single(std::string_view name);
    std::vector<const Pair*> repeated(std::string_view name, std::size_t max_count);
    void invalid(std::string_view name, std::string detail);
    std::optional<std::int64_t> read_integer(const Pair& pair, std::int64_t min, std::int64_t max);
    std::optional<std::size_t> read_choice(const Pair& pair, std::span<const std::string_view> allowed);

    std::vector<Pair> pairs_;
    std::vector<std::string_view> known_;
    std::vector<FieldError> faults_;
};

/// Writes a query: names and values percent-encoded by RFC 3986, spaces as `%20`.
class QueryBuilder {
public:
    QueryBuilder& add(std::string_view name, std::string_view value);
    QueryBuilder& add(std::string_view name, std::int64_t value);

    [[nodiscard]] const std::string& str() const& { return out_; }  ///< without the leading `?`

    [[nodiscard]] std::string str() && { return std::move(out_); }

private:
    std::string out_;
};

}  // namespace core::http
