#include "core/base/json.hpp"
#include "core/http/problem.hpp"
#include "scraper/engine/guard/web_address.hpp"
#include "scraper/engine/try/suggest.hpp"
#include "scraper/engine/try/try_page.hpp"
#include "scraper/handlers/v1/calls.hpp"

namespace scraper::v1 {

namespace {

using core::Error;
using core::ErrorKind;
using core::Result;
using core::json::Value;

Error refuse(std::string pointer, std::string code, std::string detail) {
    return {
        ErrorKind::invalid_input,
        "invalid-body",
        "The body breaks the rules of this call.",
        {{core::FaultPlace::body, std::move(pointer), std::move(code), std::move(detail)}}
    };
}

Result<Spider> read_spider(Value body) {
    const auto document = body.find("spider");
    if (!document.is_object()) return refuse("/spider", "missing-member", "must be a spider document");
    std::string text;
    document.append_to(text);
    auto spider = parse_spider(text);
    if (spider) return spider;
    auto error = spider.error();
    for (auto& field : error.fields) field.name.insert(0, "/spider");
    return error;
}

/// The kind a page is read as when the call does not say.
std::string usual_kind(const Spider& spider) {
    return !spider.start.empty() ? spider.start.front().kind : spider.pages.front().name;
}

Result<std::string> read_kind(Value body, const Spider& spider) {
    const auto given = body.find("kind").as_string();
    auto kind = given ? std::string(*given) : usual_kind(spider);
    if (spider.page(kind) == nullptr)
        return refuse("/kind", "unknown-value", "the document has no such page kind");
    return kind;
}

/// The page that came with the call; none when it names an address instead.
Result<std::optional<Page>> read_page(Value body, const core::Clock& clock) {
    const auto given = body.find("page");
    if (!given.exists()) return std::optional<Page>();
    const auto url = given.find("url").as_string();
    const auto text = given.find("body").as_string();
    if (!url || !text) return refuse("/page", "missing-member", "must hold url and body");
    Page page;
    page.url = *url;
    page.body = *text;
    page.content_type = given.find("content_type").as_string().value_or("");
    page.fetched_at = clock.now();
    return std::optional(std::move(page));
}

core::Task<Result<Page>> fetch(Spider spider, std::string url, std::string kind, const Context& context) {
    Follow follow;
    follow.url = std::move(url);
    follow.kind = std::move(kind);
    auto fetched = co_await context.control.fetch(std::move(spider), std::move(follow));
    if (!fetched) {
        const auto& error = fetched.error();
        co_return refuse("/url", error.code, error.detail);
    }
    co_return std::move(fetched->page);
}

}  // namespace

core::Task<Response> try_spider(const Request& request, const Context& context) {
    const auto failed = [&](const Error& error) { return core::http::problem(error, request.request_id); };
    const auto body = core::json::Document::parse(request.body);
    if (!body) co_return failed(body.error());
    const auto spider = read_spider(body->root());
    if (!spider) co_return failed(spider.error());
    auto kind = read_kind(body->root(), *spider);
    if (!kind) co_return failed(kind.error());
    auto given = read_page(body->root(), context.clock);
    if (!given) co_return failed(given.error());
    if (*given) {
        (*given)->kind = *kind;
        co_return Response::json(200, try_json(*spider, **given, {}));
    }
    const auto url = body->root().find("url").as_string();
    if (!url) co_return failed(refuse("/url", "missing-member", "url or page must be given"));
    const auto page = co_await fetch(*spider, std::string(*url), *kind, context);
    if (!page) co_return failed(page.error());
    co_return Response::json(200, try_json(*spider, *page, {}));
}

core::Task<Response> suggest_spider(const Request& request, const Context& context) {
    const auto failed = [&](const Error& error) { return core::http::problem(error, request.request_id); };
    const auto body = core::json::Document::parse(request.body);
    if (!body) co_return failed(body.error());
    auto page = read_page(body->root(), context.clock);
    if (!page) co_return failed(page.error());
    if (!*page) {
        const std::string url(body->root().find("url").as_string().value_or(""));
        const auto address = parse_web_address(url);
        if (!address) co_return failed(refuse("/url", address.error().code, address.error().detail));
        Spider visitor;
        visitor.allowed_hosts = {address->host};
        auto fetched = co_await fetch(std::move(visitor), url, {}, context);
        if (!fetched) co_return failed(fetched.error());
        *page = std::move(*fetched);
    }
    const auto suggestion = suggest(**page);
    if (!suggestion) co_return failed(refuse("", suggestion.error().code, suggestion.error().detail));
    std::string out;
    core::json::Writer json(out);
    json.begin_object()
        .member("found", suggestion->found)
        .key("document")
        .raw(suggestion->document)
        .end_object();
    co_return Response::json(200, out);
}

}  // namespace scraper::v1
