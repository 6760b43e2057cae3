#include "core/http/compression.hpp"

#include "site.hpp"

#include <catch2/catch.hpp>

using namespace tests;
using core::http::Encoding;

namespace {

Answer ask(const Web& web, const std::string& target, const std::string& accept) {
    return web.raw("GET " + target + " HTTP/1.1\r\nHost: x\r\nAccept-Encoding: " + accept + "\r\n\r\n");
}

/// Answers that are not kept yet are sent as they are: asks until the target is known to every thread's
/// memory.
Answer ask_until_kept(const Web& web, const std::string& target, const std::string& accept) {
    Answer answer = ask(web, target, accept);
    for (int i = 0; i < 60 && answer.header("Content-Encoding").empty(); ++i)
        answer = ask(web, target, accept);
    return answer;
}

}  // namespace

TEST_CASE("what has no query is compressed from the first answer on", "[compression]") {
    Site site;
    for (const std::string target :
         {"/api/v1/framework", "/api/v1/questionnaire", "/api/v1/course-instances"}) {
        INFO(target);
        CHECK(ask(site.web, target, "br").header("Content-Encoding") == "br");
    }
}

TEST_CASE("a compressed body is the plain one, and caches are told that it differs", "[compression]") {
    Site site;
    const std::string target = GENERATE(
        "/api/v1/course-instances?limit=50",
        "/api/v1/framework",
        "/api/v1/verticals/1",
        "/api/openapi.json",
        "/api/docs"
    );
    INFO(target);
    const auto plain = site.web.raw("GET " + target + " HTTP/1.1\r\nHost: x\r\n\r\n");
    REQUIRE(plain.status == 200);
    CHECK(plain.header("Content-Encoding").empty());
    CHECK(plain.header("Vary") == "Accept-Encoding");
    for (const auto& [accept, encoding] :
         {std::pair("gzip", Encoding::gzip),
          std::pair("br", Encoding::brotli),
          std::pair("zstd", Encoding::zstd),
          std::pair("gzip;q=0.5, br;q=0.9, *;q=0", Encoding::brotli)}) {
        INFO(accept);
        const auto encoded = ask_until_kept(site.web, target, accept);
        CHECK(encoded.status == 200);
        CHECK(encoded.header("Content-Encoding") == core::http::content_coding(encoding));
        CHECK(encoded.header("Vary") == "Accept-Encoding");
        CHECK(encoded.header("ETag") != plain.header("ETag"));
        CHECK(encoded.body.size() < plain.body.size());
        CHECK(core::http::decompress(encoded.body, encoding, 8 << 20) == plain.body);
        const auto again = site.web.raw(
            "GET " + target + " HTTP/1.1\r\nHost: x\r\nAccept-Encoding: " + accept +
            "\r\nIf-None-Match: " + std::string(encoded.header("ETag")) + "\r\n\r\n"
        );
        CHECK(again.status == 304);
        CHECK(again.header("Vary") == "Accept-Encoding");
    }
    for (const std::string accept : {"identity", "gzip;q=0", "deflate", "*;q=0"}) {
        INFO(accept);
        const auto answer = ask(site.web, target, accept);
        CHECK(answer.header("Content-Encoding").empty());
        CHECK(answer.body == plain.body);
    }
}
