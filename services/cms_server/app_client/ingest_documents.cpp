#include "cms_server/app_client/ingest_documents.hpp"

#include "core/base/json.hpp"

#include <fmt/format.h>

namespace cms {

namespace {

using namespace core::data;
using core::Error;
using core::ErrorKind;
using core::json::Document;
using core::json::Value;

constexpr core::json::ParseLimits kAnswerLimits{.depth = 16, .values = 1'000'000};

Error not_understood() {
    return {ErrorKind::unavailable, "app-not-understood", "the App's answer cannot be read"};
}

std::optional<Applied> applied_of(std::string_view word) {
    if (word == "inserted") return Applied::inserted;
    if (word == "updated") return Applied::updated;
    if (word == "unchanged") return Applied::unchanged;
    if (word == "stale") return Applied::stale;
    return std::nullopt;
}

std::string text_of(Value value) {
    return std::string(value.as_string().value_or(""));
}

std::string array_of(Value value) {
    std::string out;
    if (value.is_array() && value.size() > 0) value.append_to(out);
    return out;
}

std::optional<IngestAnswer> read_answer(Value item) {
    const auto outcome = item.find("outcome").as_string();
    if (!outcome) return std::nullopt;
    IngestAnswer answer;
    if (*outcome == "refused") {
        answer.refusal = DeliveryFailure{
            text_of(item.find("code")), text_of(item.find("detail")), array_of(item.find("errors"))
        };
        return answer;
    }
    answer.applied = applied_of(*outcome);
    const auto revision = item.find("revision").as_int();
    if (!answer.applied || !revision) return std::nullopt;
    answer.revision = *revision;
    answer.removed = item.find("removed").as_bool().value_or(false);
    return answer;
}

ErrorKind kind_of(unsigned status) {
    switch (status) {
        case 401: return ErrorKind::unauthenticated;
        case 403: return ErrorKind::forbidden;
        case 404:
        case 405:
        case 421: return ErrorKind::not_found;
        case 409: return ErrorKind::conflict;
        case 413: return ErrorKind::too_large;
        case 422: return ErrorKind::invalid_input;
        case 408:
        case 504: return ErrorKind::timed_out;
        case 429: return ErrorKind::rate_limited;
        // A fault of the App's may be one course's doing: it is to be found by halves.
        case 500: return ErrorKind::conflict;
        default: return status >= 500 ? ErrorKind::unavailable : ErrorKind::malformed;
    }
}

/// Whether a status tells what the App thinks of the request; others stand for themselves, whoever gives
/// them.
bool is_verdict(unsigned status) {
    const auto kind = kind_of(status);
    return status != 500 &&
           (kind == ErrorKind::malformed || kind == ErrorKind::conflict || kind == ErrorKind::invalid_input);
}

}  // namespace

std::string batch_document(const std::vector<NewPublication>& courses) {
    std::size_t bytes = 64;
    for (const auto& course : courses) bytes += 96 + (course.document ? course.document->size() : 0);
    std::string out;
    out.reserve(bytes);
    core::json::Writer json(out);
    json.begin_object().key("items").begin_array();
    for (const auto& course : courses) {
        json.begin_object();
        if (course.document) {
            json.key("course").raw(*course.document);
        } else {
            json.key("removed").begin_object().member("uid", course.uid);
            json.member("revision", course.revision).end_object();
        }
        json.end_object();
    }
    json.end_array().end_object();
    return out;
}

std::string framework_write_document(const NewPublication& framework) {
    // The stored document is `{"framework":{…}}`.
    return fmt::format(
        "{{\"revision\":{},{}", framework.revision, framework.document.value_or("{}").substr(1)
    );
}

core::Result<std::vector<IngestAnswer>> parse_batch_answer(std::string_view body, std::size_t count) {
    const auto document = Document::parse(body, kAnswerLimits);
    if (!document) return not_understood();
    const Value items = document->root().find("items");
    if (!items.is_array() || items.size() != count) return not_understood();
    std::vector<IngestAnswer> answers;
    answers.reserve(count);
    for (std::size_t i = 0; i < count; ++i) {
        auto answer = read_answer(items.at(i));
        if (!answer) return not_understood();
        answers.push_back(std::move(*answer));
    }
    return answers;
}

core::Result<IngestAnswer> parse_framework_answer(std::string_view body) {
    const auto document = Document::parse(body, kAnswerLimits);
    if (!document) return not_understood();
    auto answer = read_answer(document->root());
    if (!answer) return not_understood();
    return std::move(*answer);
}

core::Result<AppRevisionPage> parse_revisions(std::string_view body) {
    const auto document = Document::parse(body, kAnswerLimits);
    if (!document) return not_understood();
    const Value root = document->root();
    const auto framework = root.find("framework_revision").as_int();
    const Value items = root.find("items");
    if (!framework || !items.is_array()) return not_understood();
    AppRevisionPage page;
    page.framework_revision = *framework;
    page.more = root.find("next").is_string();
    for (std::size_t i = 0; i < items.size(); ++i) {
        const Value item = items.at(i);
        const auto uid = item.find("uid").as_string();
        const auto revision = item.find("revision").as_int();
        if (!uid || !revision) return not_understood();
        page.revisions.push_back(
            {std::string(*uid), *revision, item.find("removed").as_bool().value_or(false)}
        );
    }
    return page;
}

Error refusal_of(const core::http::ClientResponse& response) {
    Error error{kind_of(response.status), fmt::format("app-answered-{}", response.status), ""};
    error.detail = fmt::format("the App answered {}", response.status);
    const auto problem = Document::parse(response.body);
    const auto code = problem ? problem->root().find("code").as_string() : std::nullopt;
    if (code && problem->root().find("type").as_string() == fmt::format("/problems/{}", *code)) {
        error.code = *code;
        error.detail = problem->root().find("detail").as_string().value_or(error.detail);
    } else if (is_verdict(response.status)) {
        error.kind = ErrorKind::unavailable;
        error.detail = fmt::format("something before the App answered {}", response.status);
    }
    if (response.status == 500) error.code = kAppError;
    return error;
}

std::string faults_of(std::string_view problem) {
    const auto document = Document::parse(problem);
    return document ? array_of(document->root().find("errors")) : "";
}

}  // namespace cms
