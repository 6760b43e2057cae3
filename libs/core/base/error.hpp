#pragma once

#include <boost/assert/source_location.hpp>
#include <boost/system/result.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace core {

/// What went wrong, named for its meaning; how a protocol says it is decided where the protocol is known.
enum class ErrorKind {
    malformed,      ///< cannot be read as what it claims to be
    invalid_input,  ///< readable, but breaks a rule
    not_found,
    conflict,               ///< collides with what exists
    version_mismatch,       ///< the caller's version of the thing is stale
    precondition_required,  ///< the caller must say which version it means
    unauthenticated,
    forbidden,
    too_large,
    rate_limited,
    unavailable,  ///< a dependency cannot be reached now; worth trying again
    timed_out,
};

/// Where in a request a fault lies.
enum class FaultPlace { query, path, header, body };

/// One fault of one input. `name` is a parameter or header name, or a JSON Pointer (RFC 6901) for `body`.
struct FieldError {
    FaultPlace in = FaultPlace::body;
    std::string name;
    std::string code;    ///< stable, kebab-case
    std::string detail;  ///< for people; never holds internals
};

/// An outcome the caller is expected to handle. `detail` may be shown to clients.
struct Error {
    ErrorKind kind = ErrorKind::invalid_input;
    std::string code;  ///< stable, kebab-case; what programs switch on
    std::string detail;
    std::vector<FieldError> fields = {};
};

template <class T>
using Result = boost::system::result<T, Error>;

/// Lets `Result::value()` throw something meaningful; found by argument-dependent lookup.
[[noreturn]] void throw_exception_from_error(const Error& error, const boost::source_location& where);

std::string_view to_string(ErrorKind kind);
std::string_view to_string(FaultPlace place);

}  // namespace core
