#include "cms_server/app_client/http_app_ingest.hpp"

#include "cms_server/app_client/ingest_documents.hpp"
#include "core/http/query.hpp"

#include <stdexcept>

namespace cms {

namespace {

using namespace core::data;
using core::Result;
using core::Task;
using core::http::ClientRequest;
using core::http::ClientResponse;
using core::http::Method;

core::http::ClientLimits limits() {
    core::http::ClientLimits limits;
    limits.total_timeout = std::chrono::seconds(15);
    return limits;
}

/// Nobody answered, or who answered cannot help: another address may.
bool try_next(const Result<ClientResponse>& response) {
    return !response || response->status == 502 || response->status == 503 || response->status == 504;
}

}  // namespace

HttpAppIngest::HttpAppIngest(
    core::asio::any_io_executor executor,
    std::vector<std::string> urls,
    core::auth::ServiceKey key,
    const core::Clock& clock
)
    : client_(std::move(executor), limits()), urls_(std::move(urls)), signer_(std::move(key)), clock_(clock) {
    if (urls_.empty()) throw std::invalid_argument("the App has no internal address");
    for (auto& url : urls_) {
        while (url.ends_with('/')) url.pop_back();
    }
}

Task<Result<ClientResponse>> HttpAppIngest::send(Method method, std::string target, std::string body) {
    for (std::size_t tried = 1;; ++tried) {
        ClientRequest request;
        request.method = method;
        request.url = urls_[at_] + target;
        // Signed anew for each attempt: a nonce counts once.
        request.headers = {{"Authorization", signer_.sign(to_string(method), target, body, clock_.now())}};
        if (!body.empty()) request.headers.emplace_back("Content-Type", "application/json");
        request.body = body;
        auto response = co_await client_.send(std::move(request));
        if (!try_next(response)) co_return response;
        at_ = (at_ + 1) % urls_.size();
        if (tried < urls_.size()) continue;
        if (response) co_return response;
        co_return core::Error{
            response.error().kind == core::ErrorKind::timed_out ? core::ErrorKind::timed_out
                                                                : core::ErrorKind::unavailable,
            "app-unreachable",
            "the App cannot be reached: " + response.error().detail
        };
    }
}

Task<Result<std::vector<IngestAnswer>>> HttpAppIngest::send_courses(std::vector<NewPublication> courses) {
    const auto count = courses.size();
    auto body = batch_document(courses);
    courses.clear();
    const auto response = co_await send(Method::post, "/internal/v1/courses:batch", std::move(body));
    if (!response) co_return response.error();
    if (response->status != 200) co_return refusal_of(*response);
    co_return parse_batch_answer(response->body, count);
}

Task<Result<IngestAnswer>> HttpAppIngest::send_framework(NewPublication framework) {
    const auto response =
        co_await send(Method::put, "/internal/v1/framework", framework_write_document(framework));
    if (!response) co_return response.error();
    if (response->status == 200) co_return parse_framework_answer(response->body);
    const auto error = refusal_of(*response);
    const bool is_refusal = response->status == 400 || response->status == 409 || response->status == 422;
    if (!is_refusal || error.kind == core::ErrorKind::unavailable) co_return error;
    IngestAnswer refused;
    refused.refusal = DeliveryFailure{error.code, error.detail, faults_of(response->body)};
    co_return refused;
}

Task<Result<AppRevisionPage>> HttpAppIngest::list_revisions(std::string after_uid) {
    std::string target = "/internal/v1/revisions";
    if (!after_uid.empty()) {
        core::http::QueryBuilder query;
        query.add("after", after_uid);
        target += "?" + query.str();
    }
    const auto response = co_await send(Method::get, std::move(target), "");
    if (!response) co_return response.error();
    if (response->status != 200) co_return refusal_of(*response);
    co_return parse_revisions(response->body);
}

}  // namespace cms
