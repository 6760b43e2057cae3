#include "core/http/representation.hpp"
#include "raw_client.hpp"
#include "server_fixture.hpp"

#include <catch2/catch.hpp>

using namespace core::http;
using namespace core::http::testing;

TEST_CASE("pipelined requests are answered in order, whatever pieces they come in", "[http]") {
    ServerFixture fixture;
    RawClient client(fixture.port());
    std::string bytes;
    for (int i = 0; i < 50; ++i) {
        bytes += i % 2 == 0 ? get(fmt::format("/path/{}", i))
                            : fmt::format(
                                  "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\n"
                                  "Transfer-Encoding: chunked\r\n\r\n2\r\n{:02}\r\n0\r\n\r\n",
                                  i
                              );
    }
    const std::size_t step = GENERATE(std::size_t{1} << 20, std::size_t{100}, std::size_t{7});
    for (std::size_t at = 0; at < bytes.size(); at += step) {
        REQUIRE(client.send(std::string_view(bytes).substr(at, step)));
    }
    for (int i = 0; i < 50; ++i) {
        const RawResponse response = client.receive();
        REQUIRE(response.status == 200);
        CHECK(response.body == (i % 2 == 0 ? fmt::format("{}?", i) : fmt::format("{:02}", i)));
    }
}

TEST_CASE("a body is read in either framing", "[http]") {
    ServerFixture fixture;
    RawClient client(fixture.port());
    const std::string body(90'000, 'b');
    const std::string head = "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain; charset=utf-8\r\n";
    CHECK(
        client.exchange(head + fmt::format("Content-Length: {}\r\n\r\n{}", body.size(), body)).body == body
    );
    std::string chunks;
    for (std::size_t at = 0; at < body.size(); at += 1000) {
        chunks += "3e8;x=y\r\n" + body.substr(at, 1000) + "\r\n";
    }
    CHECK(
        client.exchange(head + "Transfer-Encoding: chunked\r\n\r\n" + chunks + "0\r\nX: y\r\n\r\n").body ==
        body
    );
    CHECK(client.exchange(get("/hello")).body == "hello");
}

TEST_CASE("after ambiguous framing nothing more is read from the connection", "[http]") {
    ServerFixture fixture;
    RawClient client(fixture.port());
    const std::string smuggled = get("/path/smuggled");
    const auto fields = GENERATE(
        as<std::string>(),
        "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n",
        "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n",
        "Transfer-Encoding: xchunked\r\n",
        "Transfer-Encoding: chunked, identity\r\n",
        "Transfer-Encoding: identity\r\n",
        "Transfer-Encoding: gzip, chunked\r\n",
        "Transfer-Encoding : chunked\r\n",
        "Transfer-Encoding:\r\n chunked\r\n",
        "Transfer-Encoding: \"chunked\"\r\n",
        "Content-Length: 0\r\nContent-Length: 5\r\n",
        "Content-Length: +0\r\n",
        "X: y\nTransfer-Encoding: chunked\r\n"
    );
    const RawResponse response = client.exchange(
        "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\n" + fields + "\r\n0\r\n\r\n" + smuggled
    );
    CHECK((response.status == 400 || response.status == 501));
    CHECK(response.header("Connection") == "close");
    CHECK(response.header("Content-Type") == "application/problem+json");
    client.finish_sending();
    CHECK(client.closed());
}

TEST_CASE("refusals are problem documents that went through the middleware", "[http]") {
    struct Row {
        std::string_view request;
        unsigned status;
        std::string_view code;
    };

    const auto row = GENERATE(values<Row>({
        {"GET /nothing HTTP/1.1\r\nHost: a\r\n\r\n", 404, "not-found"},
        {"DELETE /hello HTTP/1.1\r\nHost: a\r\n\r\n", 405, "method-not-allowed"},
        {"BREW /hello HTTP/1.1\r\nHost: a\r\n\r\n", 501, "unknown-method"},
        {"TRACE /hello HTTP/1.1\r\nHost: a\r\n\r\n", 501, "unknown-method"},
        {"CONNECT a:80 HTTP/1.1\r\nHost: a\r\n\r\n", 501, "unknown-method"},
        {"GET /hello HTTP/1.1\r\n\r\n", 400, "bad-host"},
        {"GET hello HTTP/1.1\r\nHost: a\r\n\r\n", 400, "bad-target"},
        {"GET * HTTP/1.1\r\nHost: a\r\n\r\n", 400, "bad-target"},
        {"GET /hello HTTP/2.0\r\nHost: a\r\n\r\n", 505, "unknown-http-version"},
        {"nonsense\r\n\r\n", 400, "malformed-request"},
        {"\x16\x03\x01", 400, "malformed-request"},
        {"POST /echo HTTP/1.1\r\nHost: a\r\nExpect: x\r\n\r\n", 417, "unknown-expectation"},
        {"POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 100001\r\nExpect: 100-continue\r\n\r\n",
         413,
         "body-too-large"},
        {"GET /hello HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\n", 413, "body-too-large"},
        {"POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\n", 415, "unsupported-media-type"},
        {"POST /any HTTP/1.1\r\nHost: a\r\nContent-Encoding: gzip\r\nContent-Length: 1\r\n\r\n",
         415,
         "unsupported-content-encoding"},
        {"POST /any HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3e9\r\n", 413, "body-too-large"},
    }));
    ServerFixture fixture;
    RawClient client(fixture.port());
    const RawResponse response = client.exchange(row.request);
    CHECK(response.status == row.status);
    CHECK(response.header("Content-Type") == "application/problem+json");
    CHECK(response.body.find("\"code\":\"" + std::string(row.code) + "\"") != std::string::npos);
    CHECK(response.body.find(response.header("X-Request-Id")) != std::string::npos);
    CHECK(response.header("X-Decorated") == "yes");
    CHECK(response.has("Content-Security-Policy"));
    CHECK(response.has("Date"));
    CHECK(response.has("Allow") == (row.status == 405));
    client.finish_sending();
    CHECK(client.closed());
    REQUIRE(fixture.seen().size() == 1);
    CHECK(fixture.seen()[0].status == row.status);
}

TEST_CASE("HEAD answers as GET would, without the content", "[http]") {
    ServerFixture fixture;
    RawClient client(fixture.port());
    const RawResponse full = client.exchange(get("/page"));
    client.send("HEAD /page HTTP/1.1\r\nHost: a\r\n\r\n");
    const RawResponse head = client.receive(true);
    CHECK(head.status == 200);
    for (const char* name : {"Content-Length", "ETag", "Content-Type", "Cache-Control", "Vary"}) {
        CHECK(head.header(name) == full.header(name));
    }
    // Bytes of a body would be read as the next head.
    CHECK(client.exchange(get("/hello")).body == "hello");
}

TEST_CASE("OPTIONS tells the methods, and a preflight what other origins may do", "[http]") {
    ServerFixture fixture;
    RawClient client(fixture.port());
    const RawResponse plain = client.exchange("OPTIONS /echo HTTP/1.1\r\nHost: a\r\n\r\n");
    CHECK(plain.status == 204);
    CHECK(plain.header("Allow").find("POST") != std::string::npos);
    CHECK_FALSE(plain.has("Access-Control-Allow-Origin"));
    CHECK_FALSE(plain.has("Content-Length"));
    const RawResponse preflight = client.exchange(
        "OPTIONS /page HTTP/1.1\r\nHost: a\r\nOrigin: https://x\r\nAccess-Control-Request-Method: GET\r\n\r\n"
    );
    CHECK(preflight.status == 204);
    CHECK(preflight.header("Access-Control-Allow-Origin") == "*");
    CHECK(preflight.header("Access-Control-Allow-Methods").find("GET") != std::string::npos);
    const RawResponse all = client.exchange("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n");
    CHECK(all.status == 204);
    CHECK(all.has("Allow"));
    CHECK(client.exchange("OPTIONS /nothing HTTP/1.1\r\nHost: a\r\n\r\n").status == 404);
}

TEST_CASE("a representation is negotiated and revalidated", "[http]") {
    ServerFixture fixture;
    RawClient client(fixture.port());
    const auto [token, encoding] = GENERATE(table<std::string, Encoding>(
        {{"gzip", Encoding::gzip}, {"br", Encoding::brotli}, {"zstd", Encoding::zstd}}
    ));
    const RawResponse sent = client.exchange(get("/page", "Accept-Encoding: " + token + "\r\n"));
    CHECK(sent.header("Content-Encoding") == token);
    CHECK(
        sent.header("Access-Control-Expose-Headers") == "ETag, Lifted-Data, Link, Retry-After, X-Request-Id"
    );
    CHECK(decompress(sent.body, encoding, 10'000) == std::string(5000, 'x'));
    const std::string fields =
        "Accept-Encoding: " + token + "\r\nIf-None-Match: " + sent.header("ETag") + "\r\n";
    const RawResponse again = client.exchange(get("/page", fields));
    CHECK(again.status == 304);
    CHECK(again.header("ETag") == sent.header("ETag"));
    CHECK(again.header("Vary") == "Accept-Encoding");
    CHECK(client.exchange(get("/page")).body == std::string(5000, 'x'));
}

TEST_CASE("what is not worth compressing is sent as it is, and revalidated in every coding", "[http]") {
    ServerFixture fixture;
    RawClient client(fixture.port());
    const RawResponse coded = client.exchange(get("/page", "Accept-Encoding: br\r\n"));
    REQUIRE(coded.header("Content-Encoding") == "br");
    const RawResponse plain = client.exchange(get("/plain-page", "Accept-Encoding: br\r\n"));
    CHECK_FALSE(plain.has("Content-Encoding"));
    CHECK(plain.header("Vary") == "Accept-Encoding");
    CHECK(plain.body == std::string(5000, 'x'));
    for (const auto& tag : {coded.header("ETag"), plain.header("ETag")}) {
        const RawResponse held = client.exchange(
            get("/plain-page", "Accept-Encoding: br\r\nIf-None-Match: " + std::string(tag) + "\r\n")
        );
        CHECK(held.status == 304);
        CHECK(held.header("ETag") == tag);
    }
    // Without that coding the client cannot use what it holds in it.
    CHECK(
        client.exchange(get("/plain-page", "If-None-Match: " + coded.header("ETag") + "\r\n")).status == 200
    );
}

TEST_CASE("If-Match is held by strong comparison", "[http]") {
    ServerFixture fixture;
    RawClient client(fixture.port());
    const std::string tag(client.exchange(get("/page")).header("ETag"));
    CHECK(client.exchange(get("/page", "If-Match: " + tag + "\r\n")).status == 200);
    CHECK(client.exchange(get("/page", "If-Match: \"other\", " + tag + "\r\n")).status == 200);
    CHECK(client.exchange(get("/page", "If-Match: *\r\n")).status == 200);
    for (const std::string& other : {std::string("\"other\""), "W/" + tag}) {
        const RawResponse refused = client.exchange(get("/page", "If-Match: " + other + "\r\n"));
        CHECK(refused.status == 412);
        CHECK(refused.body.find("precondition-failed") != std::string::npos);
    }
}

TEST_CASE("Accept-Encoding in several lines is one list", "[http]") {
    ServerFixture fixture;
    RawClient client(fixture.port());
    const RawResponse answer =
        client.exchange(get("/page", "Accept-Encoding: br;q=0.5, gzip\r\nAccept-Encoding: gzip;q=0\r\n"));
    CHECK(answer.header("Content-Encoding") != "gzip");
}

TEST_CASE("a refusal after a HEAD has its body", "[http]") {
    ServerFixture fixture;
    RawClient client(fixture.port());
    REQUIRE(client.send("HEAD /hello HTTP/1.1\r\nHost: a\r\n\r\n"));
    CHECK(client.receive(true).status == 200);
    const RawResponse refused = client.exchange("GET / HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n");
    CHECK(refused.status == 400);
    CHECK_FALSE(refused.body.empty());
}

TEST_CASE("100 Continue is sent once the body is wanted, and never to HTTP/1.0", "[http]") {
    ServerFixture fixture;
    RawClient client(fixture.port());
    const std::string fields =
        "Host: a\r\nContent-Type: text/plain\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n";
    CHECK(client.exchange("POST /echo HTTP/1.1\r\n" + fields).status == 100);
    CHECK(client.exchange("ok").body == "ok");
    CHECK(client.exchange("POST /echo HTTP/1.1\r\n" + fields + "ok").status == 200);
    CHECK(client.exchange("POST /echo HTTP/1.0\r\n" + fields + "ok").status == 200);
}

TEST_CASE("the connection ends when the client asks, and for HTTP/1.0 unless it asks not to", "[http]") {
    ServerFixture fixture;
    RawClient one(fixture.port());
    const RawResponse last = one.exchange(get("/hello", "Connection: close\r\n") + get("/hello"));
    CHECK(last.header("Connection") == "close");
    one.finish_sending();
    CHECK(one.closed());
    RawClient two(fixture.port());
    CHECK(two.exchange("GET /hello HTTP/1.0\r\n\r\n").header("Connection") == "close");
    CHECK(two.closed());
    RawClient three(fixture.port());
    CHECK(
        three.exchange("GET /hello HTTP/1.0\r\nConnection: keep-alive\r\n\r\n").header("Connection") ==
        "keep-alive"
    );
    CHECK(three.exchange(get("/hello")).status == 200);
}

TEST_CASE("forwarding fields and request ids count only from a trusted proxy", "[http]") {
    ServerConfig config = ServerFixture::fast();
    config.trusted_proxies = {"127.0.0.9"};
    ServerFixture fixture(config);
    const std::string fields =
        "X-Forwarded-For: 203.0.113.9\r\nX-Forwarded-Proto: https\r\nX-Request-Id: abc\r\n";
    RawClient proxy(fixture.port(), "127.0.0.9");
    const RawResponse by_proxy = proxy.exchange(get("/hello", fields));
    CHECK(by_proxy.header("X-Request-Id") == "abc");
    CHECK(by_proxy.has("Strict-Transport-Security"));
    RawClient stranger(fixture.port());
    const RawResponse direct = stranger.exchange(get("/hello", fields));
    CHECK(direct.header("X-Request-Id") != "abc");
    CHECK_FALSE(direct.has("Strict-Transport-Security"));
    CHECK(stranger.exchange(get("/hello")).header("X-Request-Id") != direct.header("X-Request-Id"));
    const auto seen = fixture.seen();
    REQUIRE(seen.size() >= 2);
    CHECK(seen[0].client == "203.0.113.9");
    CHECK(seen[0].secure);
    CHECK(seen[1].client == "127.0.0.1");
    CHECK_FALSE(seen[1].secure);
}

TEST_CASE("a host that is not ours gets 421", "[http]") {
    ServerConfig config = ServerFixture::fast();
    config.allowed_hosts = {"test", "a.example"};
    ServerFixture fixture(config);
    const auto status = [&](std::string_view host) {
        RawClient client(fixture.port());
        return client.exchange(fmt::format("GET /hello HTTP/1.1\r\nHost: {}\r\n\r\n", host)).status;
    };
    CHECK(status("test") == 200);
    CHECK(status("A.Example:8000") == 200);
    CHECK(status("evil.example") == 421);
    CHECK(status("127.0.0.1") == 421);
}

TEST_CASE("an absolute target names the host", "[http]") {
    ServerFixture fixture;
    RawClient client(fixture.port());
    CHECK(client.exchange("GET http://right:1/host HTTP/1.1\r\nHost: wrong\r\n\r\n").body == "right:1");
}
