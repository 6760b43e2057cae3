#pragma once

#include "core/auth/service_signature.hpp"
#include "core/data/data_source.hpp"
#include "core/http/router.hpp"

#include <functional>
#include <vector>

namespace app {

/// What the internal endpoints work with. Filled before their server starts.
struct IngestContext {
    core::auth::ServiceVerifier* verifier = nullptr;
    /// One per server thread, because connections live on one io_context.
    std::vector<core::data::ReadWriteDataSource*> sources;
    std::function<bool()> draining;

    [[nodiscard]] core::data::ReadWriteDataSource& source(const core::http::Request& request) const {
        return *sources.at(request.worker);
    }
};

/// Answers a request whose signature was found good.
using IngestFunction =
    core::Task<core::http::Response> (*)(const IngestContext& context, const core::http::Request& request);

/// Lets only signed requests through to `answer`; others get 401, and a line in the log. The context must
/// outlive the handler.
core::http::AsyncHandler signed_only(const IngestContext& context, IngestFunction answer);

}  // namespace app
