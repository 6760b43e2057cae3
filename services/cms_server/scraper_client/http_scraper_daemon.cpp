#include "cms_server/scraper_client/http_scraper_daemon.hpp"

#include "core/http/basic_credentials.hpp"
#include "core/http/query.hpp"

namespace cms {

namespace {

using core::Error;
using core::ErrorKind;
using core::Result;
using core::Task;
using core::http::ClientResponse;
using core::http::Method;
using core::json::Document;
using core::json::Value;

Error unavailable(std::string why) {
    return {ErrorKind::unavailable, "scraper-unavailable", "the scraper cannot be asked: " + std::move(why)};
}

std::optional<std::string> text_of(Value value) {
    const auto text = value.as_string();
    return text ? std::optional(std::string(*text)) : std::nullopt;
}

void read_jobs(Value list, SpiderJobState state, std::vector<SpiderJob>& jobs) {
    for (std::size_t i = 0; i < list.size(); ++i) {
        const Value job = list.at(i);
        jobs.push_back(
            {.id = text_of(job.find("id")).value_or(""),
             .spider = {text_of(job.find("project")).value_or(""), text_of(job.find("spider")).value_or("")},
             .state = state,
             .started_at = text_of(job.find("start_time")),
             .finished_at = text_of(job.find("end_time")),
             .reason = text_of(job.find("finish_reason")),
             .items = job.find("items").as_int(),
             .pages = job.find("pages").as_int(),
             .errors = job.find("errors").as_int()}
        );
    }
}

}  // namespace

HttpScraperDaemon::HttpScraperDaemon(core::asio::any_io_executor executor, ScraperAddress address)
    : client_(std::move(executor)), address_(std::move(address)) {
    while (address_.url.ends_with('/')) address_.url.pop_back();
    if (!address_.username.empty())
        authorization_ = core::http::basic_credentials(address_.username, address_.password);
}

Task<Result<ClientResponse>> HttpScraperDaemon::send(
    Method method, std::string target, std::string type, std::string body
) {
    if (address_.url.empty()) co_return unavailable("no address of it is configured");
    core::http::ClientRequest request{method, address_.url + target, {}, std::move(body)};
    if (!authorization_.empty()) request.headers.emplace_back("Authorization", authorization_);
    if (!type.empty()) request.headers.emplace_back("Content-Type", std::move(type));
    auto response = co_await client_.send(std::move(request));
    if (!response) co_return unavailable(response.error().detail);
    if (response->status == 401) co_return unavailable("it does not accept our user name and password");
    co_return response;
}

Task<Result<Document>> HttpScraperDaemon::call(Method method, std::string target, std::string form) {
    const std::string type = method == Method::post ? "application/x-www-form-urlencoded" : "";
    const auto response = co_await send(method, std::move(target), type, std::move(form));
    if (!response) co_return response.error();
    auto answer = Document::parse(response->body);
    if (!answer) co_return unavailable("it answered " + std::to_string(response->status) + " without JSON");
    const auto status = answer->root().find("status").as_string();
    if (status == "ok") co_return std::move(*answer);
    const auto message = answer->root().find("message").as_string();
    if (!message) co_return unavailable("it answered " + std::to_string(response->status));
    co_return Error{ErrorKind::conflict, "scraper-refused", "the scraper refuses: " + std::string(*message)};
}

Task<Result<std::vector<SpiderName>>> HttpScraperDaemon::list_spiders() {
    std::vector<SpiderName> spiders;
    const auto projects = co_await call(Method::get, "/listprojects.json");
    if (!projects) co_return projects.error();
    const Value names = projects->root().find("projects");
    for (std::size_t i = 0; i < names.size(); ++i) {
        const std::string project(names.at(i).as_string().value_or(""));
        core::http::QueryBuilder query;
        query.add("project", project);
        const auto listed = co_await call(Method::get, "/listspiders.json?" + query.str());
        if (!listed) co_return listed.error();
        const Value found = listed->root().find("spiders");
        for (std::size_t k = 0; k < found.size(); ++k) {
            spiders.push_back({project, std::string(found.at(k).as_string().value_or(""))});
        }
    }
    co_return spiders;
}

Task<Result<std::vector<SpiderJob>>> HttpScraperDaemon::list_jobs() {
    const auto listed = co_await call(Method::get, "/listjobs.json");
    if (!listed) co_return listed.error();
    std::vector<SpiderJob> jobs;
    read_jobs(listed->root().find("running"), SpiderJobState::running, jobs);
    read_jobs(listed->root().find("pending"), SpiderJobState::pending, jobs);
    read_jobs(listed->root().find("finished"), SpiderJobState::finished, jobs);
    co_return jobs;
}

Task<Result<void>> HttpScraperDaemon::schedule(SpiderName spider, std::string job) {
    // A run under this id may be there from an attempt whose answer was lost.
    const auto jobs = co_await list_jobs();
    if (!jobs) co_return jobs.error();
    for (const auto& known : *jobs) {
        if (known.id == job && known.spider.project == spider.project) co_return Result<void>();
    }
    core::http::QueryBuilder form;
    form.add("project", spider.project).add("spider", spider.spider).add("jobid", job);
    const auto started = co_await call(Method::post, "/schedule.json", form.str());
    if (!started) co_return started.error();
    co_return Result<void>();
}

Task<Result<bool>> HttpScraperDaemon::cancel(std::string project, std::string job) {
    core::http::QueryBuilder form;
    form.add("project", project).add("job", job);
    const auto cancelled = co_await call(Method::post, "/cancel.json", form.str());
    if (!cancelled) co_return cancelled.error();
    co_return !cancelled->root().find("prevstate").is_null();
}

Task<Result<std::string>> HttpScraperDaemon::ask(std::string operation, std::string body) {
    const auto response =
        co_await send(Method::post, "/v1/" + std::move(operation), "application/json", std::move(body));
    if (!response) co_return response.error();
    if (response->status == 200) co_return response->body;
    const auto problem = Document::parse(response->body);
    const auto detail = problem ? problem->root().find("detail").as_string() : std::nullopt;
    if (response->status >= 500 || !detail)
        co_return unavailable("it answered " + std::to_string(response->status));
    const auto code = problem->root().find("code").as_string().value_or("scraper-refused");
    Error error{ErrorKind::invalid_input, std::string(code), std::string(*detail)};
    const Value faults = problem->root().find("errors");
    for (std::size_t i = 0; i < faults.size(); ++i) {
        const auto member = [&](std::string_view name) {
            return std::string(faults.at(i).find(name).as_string().value_or(""));
        };
        error.fields.push_back({core::FaultPlace::body, member("pointer"), member("code"), member("detail")});
    }
    co_return error;
}

}  // namespace cms
