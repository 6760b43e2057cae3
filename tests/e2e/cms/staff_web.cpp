#include "staff_web.hpp"

#include "support/run.hpp"

#include <algorithm>
#include <charconv>
#include <stdexcept>

namespace tests {

using core::http::Method;

namespace {

std::string token_in(const std::string& body) {
    const std::string name = R"("csrf_token":")";
    const auto begin = body.find(name);
    if (begin == std::string::npos) return {};
    const auto from = begin + name.size();
    return body.substr(from, body.find('"', from) - from);
}

}  // namespace

StaffWeb::StaffWeb(const RunningService& cms) : cms_(cms), client_(io_.get_executor()) {}

Answer StaffWeb::exchange(core::http::ClientRequest request) {
    const auto what = request.url;
    request.url = cms_.url(what);
    if (!cookie_.empty()) request.headers.emplace_back("Cookie", cookie_);
    auto response = tests::run(io_, client_.send(std::move(request)));
    if (!response) throw std::runtime_error(what + ": " + response.error().detail);
    Answer answer{response->status, std::move(response->headers), std::move(response->body)};
    if (const auto set = answer.header("Set-Cookie"); !set.empty()) {
        cookie_ = set.substr(0, set.find(';'));
        csrf_ = token_in(answer.body);  // each session token has one of its own
    }
    return answer;
}

void StaffWeb::log_in(std::string_view username, std::string_view password) {
    std::string body;
    core::json::Writer(body)
        .begin_object()
        .member("username", username)
        .member("password", password)
        .end_object();
    const auto answer = exchange(
        {Method::post, "/cms/api/v1/session", {{"Content-Type", "application/json"}}, std::move(body)}
    );
    if (answer.status != 201) throw std::runtime_error("no login: " + answer.body);
}

void StaffWeb::forget() {
    cookie_.clear();
    csrf_.clear();
}

Answer StaffWeb::get(std::string_view target, Headers headers) {
    return exchange({Method::get, std::string(target), std::move(headers), {}});
}

Answer StaffWeb::send(
    Method method,
    std::string_view target,
    std::string body,
    std::optional<std::int64_t> version,
    Headers headers
) {
    if (!csrf_.empty()) headers.emplace_back("X-CSRF-Token", csrf_);
    const bool typed = std::any_of(headers.begin(), headers.end(), [](const auto& header) {
        return header.first == "Content-Type";
    });
    if (!body.empty() && !typed) headers.emplace_back("Content-Type", "application/json");
    if (version) headers.emplace_back("If-Match", "\"v" + std::to_string(*version) + "\"");
    return exchange({method, std::string(target), std::move(headers), std::move(body)});
}

std::int64_t version_of(const Answer& answer) {
    const auto tag = answer.header("ETag");
    std::int64_t version = 0;
    if (tag.size() > 3) std::from_chars(tag.data() + 2, tag.data() + tag.size() - 1, version);
    if (version == 0) throw std::runtime_error("there is no version in the ETag " + std::string(tag));
    return version;
}

SigningWeb::SigningWeb(const RunningService& service, std::string port_member, core::auth::ServiceKey key)
    : service_(service),
      port_member_(std::move(port_member)),
      signer_(std::move(key)),
      client_(io_.get_executor()) {}

Answer SigningWeb::send(Method method, std::string_view target, std::string body) {
    const auto now = std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
    Headers headers{
        {"Authorization", signer_.sign(core::http::to_string(method), target, body, now)},
        {"Content-Type", "application/json"}
    };
    auto response = tests::run(
        io_, client_.send({method, service_.url(target, port_member_), std::move(headers), std::move(body)})
    );
    if (!response) throw std::runtime_error(std::string(target) + ": " + response.error().detail);
    return {response->status, std::move(response->headers), std::move(response->body)};
}

}  // namespace tests
