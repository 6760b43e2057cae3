#include "staff_site.hpp"

#include "cms_server/handlers/staff/service_access.hpp"
#include "cms_server/use_cases/staff/accounts.hpp"

#include <stdexcept>

namespace tests {

using core::http::ClientRequest;
using core::http::ClientResponse;
using core::http::Method;
using core::http::Request;
using core::http::Response;

namespace {

cms::StaffHandler answering(std::string text) {
    return [text = std::move(text)](const cms::StaffCall& call) -> core::Task<Response> {
        co_return Response::text(200, text + " " + call.member.username);
    };
}

core::http::ServerConfig config() {
    core::http::ServerConfig out;
    out.address = "127.0.0.1";
    out.port = 0;
    out.threads = 1;
    out.trusted_proxies = {"127.0.0.1/32"};  // so that a test can say where it comes from
    return out;
}

}  // namespace

StaffSite::StaffSite(cms::GuardOptions options, std::vector<cms::StaffRoute> more) {
    services_.require_tls = options.require_tls;
    server_ = std::make_unique<core::http::Server>(config(), router, chain_);
    pool_ = std::make_unique<core::postgres::Pool>(
        server_->executors().at(0),
        core::postgres::PoolConfig{store.database.config(), 8, std::chrono::seconds(10)}
    );
    source_ = std::make_unique<StaffSource>(*pool_);
    context_.clock = &clock;
    context_.routers.resize(1);
    context_.routers[0].own<core::data::CmsModel>(*source_);
    enclosing_ = std::make_unique<core::storage::PostgresCmsSource>(*pool_);
    context_.enclosing = {enclosing_.get()};
    const cms::Guard guard(context_, options);
    cms::add_login(router, context_, services_);
    guard.add_to(router, cms::staff_routes(services_));
    guard.add_to(
        router,
        {{Method::get, "/cms/api/v1/things", cms::Role::viewer, answering("seen by")},
         {Method::put, "/cms/api/v1/things", cms::Role::editor, answering("edited by")},
         {Method::post, "/cms/api/v1/things", cms::Role::publisher, answering("published by")}}
    );
    guard.add_to(router, std::move(more));
    const core::http::SyncHandler page = [](const Request&) { return Response::text(200, "a page"); };
    router.add(Method::get, "/reviews", guard.wrap_sync(page, cms::Role::viewer));
    router.add(Method::post, "/reviews", guard.wrap_sync(page, cms::Role::viewer));
    const core::http::AsyncHandler service = [](const Request& request) -> core::Task<Response> {
        co_return Response::text(200, "body " + request.body);
    };
    router.add(
        Method::put, "/internal/v1/things", cms::service_only(verifier_, service), {.body_limit_bytes = 1024}
    );
    server_->start();
    client_ = std::make_unique<core::http::Client>(store.database.io().get_executor());
}

StaffSite::~StaffSite() {
    client_.reset();
    server_->stop();
    hasher_.stop();
    pool_.reset();
}

void StaffSite::create(std::string username, cms::Role role) {
    const auto password = password_of(username);
    const auto created = store.run(cms::create_staff(
        store.source, hasher_, {std::move(username), "", role, password}, cms::system_actor(), clock.now()
    ));
    if (!created) throw std::logic_error(created.error().detail);
}

std::string StaffSite::url(std::string_view target) const {
    return "http://127.0.0.1:" + std::to_string(server_->port()) + std::string(target);
}

core::Task<ClientResponse> StaffSite::sending(ClientRequest request) {
    const auto response = co_await client_->send(std::move(request));
    co_return response.value();
}

ClientResponse Browser::keep(ClientResponse response) {
    const auto given = response.header("Set-Cookie");
    if (!given.empty()) cookie = given.substr(0, given.find(';'));
    const auto token = member(response, "csrf_token");
    if (!token.empty()) csrf = token;
    return response;
}

unsigned Browser::log_in(const std::string& username, const std::string& password) {
    return send(
               Method::post,
               "/cms/api/v1/session",
               R"({"username":")" + username + R"(","password":")" + password + R"("})"
    )
        .status;
}

ClientResponse Browser::get(std::string_view target) {
    ClientRequest request{Method::get, site_.url(target), extra, ""};
    if (!cookie.empty()) request.headers.emplace_back("Cookie", cookie);
    return keep(site_.send(std::move(request)));
}

ClientResponse Browser::send(Method method, std::string target, std::string body) {
    return site_.store.run(sending(method, std::move(target), std::move(body)));
}

core::Task<ClientResponse> Browser::sending(Method method, std::string target, std::string body) {
    ClientRequest request{method, site_.url(target), extra, std::move(body)};
    if (!cookie.empty()) request.headers.emplace_back("Cookie", cookie);
    if (!csrf.empty()) request.headers.emplace_back("X-CSRF-Token", csrf);
    if (!request.body.empty()) request.headers.emplace_back("Content-Type", "application/json");
    co_return keep(co_await site_.sending(std::move(request)));
}

std::string told(const ClientResponse& response) {
    const auto code = member(response, "code");
    return std::to_string(response.status) + (code.empty() ? "" : " " + code);
}

std::string member(const ClientResponse& response, std::string_view name) {
    const auto document = core::json::Document::parse(response.body);
    if (!document || !document->root().is_object()) return "";
    const auto value = document->root().find(name);
    if (!value.exists()) return "";
    if (const auto text = value.as_string()) return std::string(*text);
    std::string out;
    value.append_to(out);
    return out;
}

}  // namespace tests
