#include "core/http/static_files.hpp"

#include <catch2/catch.hpp>

using namespace core;
using namespace core::http;

TEST_CASE("an embedded file is found by its exact path", "[static_files]") {
    const std::array files{
        EmbeddedFile{"index.html", "<!doctype html>"},
        EmbeddedFile{"assets/index-DiwrgTda.js", "export {};"},
        EmbeddedFile{"openapi.json", "{}"},
    };
    const StaticFiles folder(files);
    const auto index = folder.find("index.html");
    REQUIRE(index);
    CHECK(index->identity() == "<!doctype html>");
    CHECK(index->content_type() == "text/html; charset=utf-8");
    CHECK(index == folder.find("index.html"));
    for (const auto* path :
         {"", "/index.html", "INDEX.HTML", "assets", "assets/", "assets/../index.html", "../index.html", "zz"
         }) {
        CAPTURE(path);
        CHECK(folder.find(path) == nullptr);
    }
}

TEST_CASE("an entity tag follows the content alone", "[static_files]") {
    const std::array files{
        EmbeddedFile{"a.txt", "one"},
        EmbeddedFile{"b.txt", "one"},
        EmbeddedFile{"c.txt", "two"},
    };
    const StaticFiles folder(files);
    CHECK(folder.find("a.txt")->etag() == "7692c3ad3540bb80");
    CHECK(folder.find("a.txt")->etag() == folder.find("b.txt")->etag());
    CHECK(folder.find("a.txt")->etag() != folder.find("c.txt")->etag());
}

TEST_CASE("only content-hashed names may be kept for ever", "[static_files]") {
    struct Row {
        std::string_view path;
        bool immutable;
    };

    const auto row = GENERATE(
        Row{"assets/index-DiwrgTda.js", true},
        Row{"assets/index-B_s-9x0A.css", true},
        Row{"assets/logo.3f9a01bc.svg", true},
        Row{"assets/deep/page-aB3dE6gH.js", true},
        Row{"index-DiwrgTda.js", false},
        Row{"assets/index.js", false},
        Row{"assets/form-validation.js", false},
        Row{"assets/my-calendar.js", false},
        Row{"assets/DiwrgTda.js", false},
        Row{"assets/x.js", false},
        Row{"index.html", false}
    );
    const std::array files{EmbeddedFile{row.path, "x"}};
    CAPTURE(row.path);
    CHECK(
        StaticFiles(files).find(row.path)->cache_control() ==
        (row.immutable ? "public, max-age=31536000, immutable" : "public, max-age=0, must-revalidate")
    );
}

TEST_CASE("the media type follows the ending", "[static_files]") {
    struct Row {
        const char* path;
        const char* type;
    };

    const auto row = GENERATE(
        Row{"a/b.css", "text/css; charset=utf-8"},
        Row{"a.min.js", "text/javascript; charset=utf-8"},
        Row{"a.mjs", "text/javascript; charset=utf-8"},
        Row{"a.json", "application/json"},
        Row{"a.svg", "image/svg+xml"},
        Row{"a.png", "image/png"},
        Row{"a.woff2", "font/woff2"},
        Row{"favicon.ico", "image/vnd.microsoft.icon"},
        Row{"site.webmanifest", "application/manifest+json"},
        Row{"a.yaml", "application/yaml"},
        Row{"a.avif", "image/avif"},
        Row{"a.exe", "application/octet-stream"},
        Row{"folder.js/LICENSE", "application/octet-stream"},
        Row{"", "application/octet-stream"}
    );
    CAPTURE(row.path);
    CHECK(content_type_of(row.path) == row.type);
}
