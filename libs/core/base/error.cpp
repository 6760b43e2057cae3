#include "core/base/error.hpp"

#include <stdexcept>

namespace core {

void throw_exception_from_error(const Error& error, const boost::source_location&) {
    throw std::runtime_error(error.code + ": " + error.detail);
}

std::string_view to_string(ErrorKind kind) {
    switch (kind) {
        case ErrorKind::malformed: return "malformed";
        case ErrorKind::invalid_input: return "invalid-input";
        case ErrorKind::not_found: return "not-found";
        case ErrorKind::conflict: return "conflict";
        case ErrorKind::version_mismatch: return "version-mismatch";
        case ErrorKind::precondition_required: return "precondition-required";
        case ErrorKind::unauthenticated: return "unauthenticated";
        case ErrorKind::forbidden: return "forbidden";
        case ErrorKind::too_large: return "too-large";
        case ErrorKind::rate_limited: return "rate-limited";
        case ErrorKind::unavailable: return "unavailable";
        case ErrorKind::timed_out: return "timed-out";
    }
    return "unknown";
}

std::string_view to_string(FaultPlace place) {
    switch (place) {
        case FaultPlace::query: return "query";
        case FaultPlace::path: return "path";
        case FaultPlace::header: return "header";
        case FaultPlace::body: return "body";
    }
    return "unknown";
}

}  // namespace core
