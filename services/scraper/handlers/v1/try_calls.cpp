#include "core/base/json.hpp"
#include "core/base/object_reader.hpp"
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
using core::json::Faults;
using core::json::ObjectReader;
using core::json::Value;

Error refuse(Faults faults) {
    return {
        ErrorKind::invalid_input, "invalid-body", "The body breaks the rules of this call.", std::move(faults)
    };
}

Error refuse(std::string pointer, std::string code, std::string detail) {
    Faults faults;
    core::json::add_fault(faults, std::move(pointer), std::move(code), std::move(detail));
    return refuse(std::move(faults));
}

/// What both calls are asked about: a page that comes with the call, or the address of one.
struct Asked {
    std::optional<Spider> spider;
    std::string kind;
    std::optional<Page> page;
    std::string url;
};

/// The spider document of a body. Its own faults are told by their places in the body.
std::optional<Spider> read_spider(Value document, Faults& faults) {
    std::string text;
    document.append_to(text);
    auto spider = parse_spider(text);
    if (spider) return std::move(*spider);
    if (spider.error().fields.empty())
        core::json::add_fault(faults, "/spider", spider.error().code, spider.error().detail);
    for (auto& field : spider.error().fields) {
        field.name.insert(0, "/spider");
        faults.push_back(std::move(field));
    }
    return std::nullopt;
}

Page read_page(ObjectReader in, const core::Clock& clock) {
    Page page;
    page.url = in.visible_text("url");
    page.body = in.text("body");
    if (in.has("content_type")) page.content_type = in.text("content_type");
    page.fetched_at = clock.now();
    in.finish();
    return page;
}

/// The kind a page is read as when the call does not say.
std::string usual_kind(const Spider& spider) {
    return !spider.start.empty() ? spider.start.front().kind : spider.pages.front().name;
}

Result<Asked> parse_body(std::string_view text, bool with_spider, const core::Clock& clock) {
    const auto body = core::json::Document::parse(text);
    if (!body) return body.error();
    Faults faults;
    ObjectReader in(body->root(), "", faults);
    Asked asked;
    if (with_spider) {
        if (const auto document = in.object("spider")) {
            asked.spider = read_spider(body->root().find("spider"), faults);
        }
        if (in.has("kind")) asked.kind = in.visible_text("kind");
        if (asked.spider && asked.kind.empty()) asked.kind = usual_kind(*asked.spider);
        if (asked.spider && asked.spider->page(asked.kind) == nullptr)
            in.fault("kind", "unknown-value", "the document has no such page kind");
    }
    if (in.has("page")) {
        if (auto page = in.object("page")) asked.page = read_page(std::move(*page), clock);
    }
    if (in.has("url")) asked.url = in.visible_text("url");
    if (!in.has("page") && !in.has("url")) in.fault("url", "missing-member", "url or page must be given");
    in.finish();
    if (!faults.empty()) return refuse(std::move(faults));
    if (asked.page) asked.page->kind = asked.kind;
    return asked;
}

core::Task<Result<Asked>> read_body(const Request& request, bool with_spider, const Context& context) {
    return context.readers.run([&request, with_spider, &context] {
        return parse_body(request.body, with_spider, context.clock);
    });
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
    auto asked = co_await read_body(request, true, context);
    if (!asked) co_return failed(asked.error());
    if (!asked->page) {
        auto fetched = co_await fetch(*asked->spider, asked->url, asked->kind, context);
        if (!fetched) co_return failed(fetched.error());
        asked->page = std::move(*fetched);
    }
    auto found = co_await context.readers.run([&] { return try_json(*asked->spider, *asked->page, {}); });
    co_return Response::json(200, std::move(found));
}

core::Task<Response> suggest_spider(const Request& request, const Context& context) {
    const auto failed = [&](const Error& error) { return core::http::problem(error, request.request_id); };
    auto asked = co_await read_body(request, false, context);
    if (!asked) co_return failed(asked.error());
    if (!asked->page) {
        const auto address = parse_web_address(asked->url);
        if (!address) co_return failed(refuse("/url", address.error().code, address.error().detail));
        Spider visitor;
        visitor.allowed_hosts = {address->host};
        auto fetched = co_await fetch(std::move(visitor), asked->url, {}, context);
        if (!fetched) co_return failed(fetched.error());
        asked->page = std::move(*fetched);
    }
    const auto suggestion = co_await context.readers.run([&] { return suggest(*asked->page); });
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
