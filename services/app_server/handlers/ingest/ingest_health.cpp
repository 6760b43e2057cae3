#include "app_server/handlers/ingest/ingest_answers.hpp"
#include "core/base/json.hpp"

namespace app {

using core::http::Request;
using core::http::Response;

namespace {

/// Why the database does not answer; empty when it does.
core::Task<std::string> database_fault(core::data::ReadWriteDataSource& source) {
    try {
        const auto session = co_await source.read();
        co_await session->catalogue().version();
        co_return std::string();
    } catch (const std::exception& error) {
        co_return error.what();
    }
}

}  // namespace

core::http::AsyncHandler ingest_readyz(const IngestContext& context) {
    return [&context](const Request& request) -> core::Task<Response> {
        const bool leaving = context.draining();
        const auto fault = co_await database_fault(context.source(request));
        std::string body;
        core::json::Writer json(body);
        json.begin_object().member("status", leaving ? "draining" : fault.empty() ? "ready" : "unavailable");
        json.key("dependencies").begin_object().key("app_database").begin_object();
        json.member("status", fault.empty() ? "ok" : "unreachable");
        if (!fault.empty()) json.member("detail", fault);
        json.end_object().end_object().end_object();
        co_return Response::json(leaving || !fault.empty() ? 503 : 200, std::move(body));
    };
}

}  // namespace app
