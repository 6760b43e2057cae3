#pragma once

#include <stdexcept>
#include <string>

namespace core::postgres {

/// The server refused a statement. Carries what the layers above decide by.
class SqlError : public std::runtime_error {
public:
    SqlError(std::string sqlstate, std::string constraint, std::string query, const std::string& message)
        : std::runtime_error(message),
          sqlstate_(std::move(sqlstate)),
          constraint_(std::move(constraint)),
          query_(std::move(query)) {}

    [[nodiscard]] const std::string& sqlstate() const { return sqlstate_; }

    [[nodiscard]] const std::string& constraint() const {
        return constraint_;
    }  ///< empty when none was broken

    [[nodiscard]] const std::string& query() const { return query_; }

private:
    std::string sqlstate_;
    std::string constraint_;
    std::string query_;
};

/// The connection could not be opened, or broke. Whether a COMMIT under way took effect is unknown.
class ConnectionError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// No free connection within the acquire timeout, or a statement past its deadline.
class TimeoutError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

}  // namespace core::postgres
