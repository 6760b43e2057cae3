#pragma once

#include "app_server/handlers/ingest/ingest_context.hpp"

namespace app {

// Each is the answer of one route of ingest_routes.cpp.
core::Task<core::http::Response> put_course(const IngestContext& context, const core::http::Request& request);
core::Task<core::http::Response> delete_course(
    const IngestContext& context, const core::http::Request& request
);
core::Task<core::http::Response> post_course_batch(
    const IngestContext& context, const core::http::Request& request
);
core::Task<core::http::Response> put_framework(
    const IngestContext& context, const core::http::Request& request
);
core::Task<core::http::Response> list_revisions(
    const IngestContext& context, const core::http::Request& request
);

/// Readiness: 503 while draining and while the database does not answer. Open to all.
core::http::AsyncHandler ingest_readyz(const IngestContext& context);

}  // namespace app
