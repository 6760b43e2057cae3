#include "core/http/response_head.hpp"

#include <catch2/catch.hpp>

using namespace core::http;

namespace {

std::shared_ptr<const Representation> page() {
    return std::make_shared<const Representation>(
        "application/json", std::string(4000, 'x'), "v7", "public, max-age=60"
    );
}

struct Sent {
    unsigned status;
    std::string head;
    std::string body;
};

Sent send(Request request, Response response, HeadContext context = {}) {
    context.date = "Sun, 06 Nov 1994 08:49:37 GMT";
    request.request_id = "id-1";
    Outgoing out;
    compose(request, response, context, out);
    return {response.status, out.head, std::string(out.body)};
}

Request asking(
    std::vector<std::pair<std::string_view, std::string_view>> headers, Method method = Method::get
) {
    Request request;
    request.method = method;
    request.headers = std::move(headers);
    return request;
}

bool has(const Sent& sent, std::string_view field) {
    return sent.head.find("\r\n" + std::string(field) + "\r\n") != std::string::npos;
}

bool names(const Sent& sent, std::string_view field) {
    return sent.head.find("\r\n" + std::string(field) + ":") != std::string::npos;
}

}  // namespace

TEST_CASE("a shared representation is sent in the coding the client prefers", "[http]") {
    struct Row {
        std::string_view accept, coding, etag;
    };

    const auto row = GENERATE(values<Row>({
        {"gzip", "gzip", "\"v7-gzip\""},
        {"gzip, br", "br", "\"v7-br\""},
        {"zstd", "zstd", "\"v7-zstd\""},
        {"br;q=0.1, gzip;q=0.9", "gzip", "\"v7-gzip\""},
        {"identity", "", "\"v7\""},
        {"br;q=0, gzip;q=0, zstd;q=0", "", "\"v7\""},
        {"", "", "\"v7\""},
        {"unknown", "", "\"v7\""},
    }));
    const auto representation = page();
    const Sent sent = send(asking({{"accept-encoding", row.accept}}), Response::of(representation));
    CHECK(has(sent, "Vary: Accept-Encoding"));
    CHECK(has(sent, "ETag: " + std::string(row.etag)));
    CHECK(has(sent, fmt::format("Content-Length: {}", sent.body.size())));
    CHECK(names(sent, "Content-Encoding") == !row.coding.empty());
    if (row.coding.empty()) {
        CHECK(sent.body == representation->identity());
    } else {
        CHECK(has(sent, "Content-Encoding: " + std::string(row.coding)));
        CHECK(sent.body.size() < representation->identity().size());
    }
}

TEST_CASE("If-None-Match is compared weakly with the tag that would be sent", "[http]") {
    struct Row {
        std::string_view field;
        bool matches;
    };

    const auto row = GENERATE(values<Row>({
        {"\"v7\"", true},
        {"W/\"v7\"", true},
        {"\"a\", \"v7\"", true},
        {"\"a,b\" , W/\"v7\"", true},
        {"*", true},
        {"\"v8\"", false},
        {"v7", false},
        {"\"v7-br\"", false},
        {"\"\"", false},
        {"", false},
        {"\"v7", false},
        {"w/\"v7\"", false},
    }));
    const Method method = GENERATE(Method::get, Method::head);
    const Sent sent = send(asking({{"If-None-Match", row.field}}, method), Response::of(page()));
    CHECK(sent.status == (row.matches ? 304U : 200U));
    CHECK(has(sent, "ETag: \"v7\""));
    CHECK(has(sent, "Vary: Accept-Encoding"));
    CHECK(has(sent, "Cache-Control: public, max-age=60"));
    CHECK(names(sent, "X-Content-Type-Options"));
    CHECK(names(sent, "Content-Length") == !row.matches);
    CHECK(names(sent, "Content-Type") == !row.matches);
    CHECK_FALSE(names(sent, "Transfer-Encoding"));
    CHECK(sent.body.empty() == (row.matches || method == Method::head));
}

TEST_CASE(
    "If-None-Match is no reason for a 304 to other methods, other statuses or without a tag", "[http]"
) {
    Response created = Response::json(201, "{}");
    created.etag = "v7";
    CHECK(send(asking({{"If-None-Match", "*"}}), created).status == 201);
    CHECK(send(asking({{"If-None-Match", "*"}}, Method::post), Response::of(page())).status == 200);
    CHECK(send(asking({{"If-None-Match", "*"}}), Response::json(200, "{}")).status == 200);
}

TEST_CASE("HEAD has the fields of GET and no content", "[http]") {
    const Sent get = send(asking({}), Response::of(page()));
    const Sent head = send(asking({}, Method::head), Response::of(page()));
    CHECK(head.head == get.head);
    CHECK(head.body.empty());
    CHECK_FALSE(get.body.empty());
}

TEST_CASE("204 has neither content nor a length", "[http]") {
    const Sent sent = send(asking({}), Response(204));
    CHECK_FALSE(names(sent, "Content-Length"));
    CHECK_FALSE(names(sent, "Transfer-Encoding"));
    CHECK(sent.body.empty());
}

TEST_CASE("every response carries the security headers, Date, Server without version and its id", "[http]") {
    const unsigned status = GENERATE(200U, 204U, 301U, 304U, 404U, 500U);
    const Sent sent = send(asking({}), Response(status));
    for (const std::string_view name :
         {"X-Content-Type-Options",
          "X-Frame-Options",
          "Referrer-Policy",
          "Cross-Origin-Opener-Policy",
          "Cross-Origin-Resource-Policy",
          "Permissions-Policy",
          "Content-Security-Policy"}) {
        INFO(name);
        CHECK(names(sent, name));
    }
    CHECK(has(sent, "Date: Sun, 06 Nov 1994 08:49:37 GMT"));
    CHECK(has(sent, "Server: Lifted"));
    CHECK(has(sent, "X-Request-Id: id-1"));
    CHECK(has(sent, "Cache-Control: no-store"));
    CHECK_FALSE(names(sent, "Strict-Transport-Security"));
    CHECK_FALSE(names(sent, "Access-Control-Allow-Origin"));
}

TEST_CASE("what is said depends on TLS, CORS, the page and the connection", "[http]") {
    Request request;
    request.secure = true;
    Response response = Response::text(200, "x");
    response.content_security_policy = "default-src 'self'";
    HeadContext context;
    context.cors = true;
    context.keep_alive = false;
    const Sent sent = send(request, response, context);
    CHECK(has(sent, "Strict-Transport-Security: max-age=63072000; includeSubDomains"));
    CHECK(has(sent, "Access-Control-Allow-Origin: *"));
    CHECK(has(sent, "Content-Security-Policy: default-src 'self'"));
    CHECK(has(sent, "Connection: close"));
    context.keep_alive = true;
    context.http11 = false;
    CHECK(has(send(request, response, context), "Connection: keep-alive"));
}
