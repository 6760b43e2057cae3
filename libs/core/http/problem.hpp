#pragma once

#include "core/base/error.hpp"
#include "core/http/message.hpp"

#include <string_view>

namespace core::http {

/// The status an error of this kind is answered with. Faults of query, path and header and members that the
/// body may not have are 400, body rules 422; of both together, 400.
unsigned status_of(const Error& error);

/// The reason phrase of RFC 9110 §15 and RFC 6585; "Unknown" for codes they do not define.
std::string_view reason_phrase(unsigned status);

/// RFC 9457 problem document: `type` (`/problems/<code>`, relative to the service), `title`, `status`,
/// `detail`, `instance` (the request id), `code`, and `errors` when there are field faults: `{in, name, code,
/// detail}`, with `pointer` in place of `name` for faults of the body. Never cached; `Retry-After: 1` where
/// trying again may help.
Response problem(const Error& error, std::string_view request_id);

/// A problem for a status the protocol itself demands (404 without a route, 405, 413, 414, 431 …).
Response problem(
    unsigned status, std::string_view code, std::string_view detail, std::string_view request_id
);

}  // namespace core::http
