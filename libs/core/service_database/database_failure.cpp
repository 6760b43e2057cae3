#include "core/service_database/database_failure.hpp"

#include "core/postgres/errors.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace core::service {

namespace {

// https://www.postgresql.org/docs/15/errcodes-appendix.html
constexpr std::string_view kQueryCanceled = "57014";
constexpr std::string_view kReadOnly = "25006";
constexpr std::string_view kDiskFull = "53100";
constexpr std::array<std::string_view, 3> kContention{"40001", "40P01", "55P03"};
constexpr std::array<std::string_view, 4> kShutDown{"57P01", "57P02", "57P03", "53300"};

template <std::size_t N>
bool is_one_of(std::string_view state, const std::array<std::string_view, N>& states) {
    return std::find(states.begin(), states.end(), state) != states.end();
}

std::optional<Error> of_state(std::string_view state) {
    if (state == kQueryCanceled)
        return Error{ErrorKind::timed_out, "database-timeout", "the database took too long"};
    if (is_one_of(state, kContention)) {
        return Error{ErrorKind::unavailable, "busy", "others are changing the same things; try again"};
    }
    if (state == kDiskFull)
        return Error{ErrorKind::unavailable, "database-full", "the database has no room left"};
    if (state == kReadOnly || is_one_of(state, kShutDown)) {
        return Error{ErrorKind::unavailable, "database-unavailable", "the database cannot be reached now"};
    }
    return std::nullopt;
}

}  // namespace

std::optional<Error> database_failure(const std::exception_ptr& failure) {
    try {
        std::rethrow_exception(failure);
    } catch (const postgres::SqlError& error) {
        return of_state(error.sqlstate());
    } catch (const postgres::ConnectionError&) {
        return Error{ErrorKind::unavailable, "database-unavailable", "the database cannot be reached now"};
    } catch (const postgres::TimeoutError&) {
        return Error{ErrorKind::unavailable, "database-busy", "the database did not answer in time"};
    } catch (...) {
        return std::nullopt;
    }
}

bool lost_race(const std::exception_ptr& failure) {
    try {
        std::rethrow_exception(failure);
    } catch (const postgres::SqlError& error) {
        return is_one_of(error.sqlstate(), kContention);
    } catch (...) {
        return false;
    }
}

}  // namespace core::service
