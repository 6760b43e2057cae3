#pragma once

#include "core/auth/service_signature.hpp"
#include "core/http/router.hpp"

namespace cms {

/// A handler only services may call: the request must be signed (core/auth/service_signature.hpp), else 401
/// with the verifier's code. `verifier` must outlive the handler. Add the route with Access::service.
core::http::AsyncHandler service_only(
    core::auth::ServiceVerifier& verifier, core::http::AsyncHandler handler
);

}  // namespace cms
