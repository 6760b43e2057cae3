#include "cms_server/handlers/staff/same_origin.hpp"

#include <catch2/catch.hpp>

using cms::Provenance;

TEST_CASE("a browser's word on where a request comes from is believed when it speaks against it", "[csrf]") {
    const auto [host, secure, origin, site, provenance] =
        GENERATE(table<std::string, bool, std::string, std::string, Provenance>({
            {"cms.example", true, "", "", Provenance::unknown},
            {"cms.example", true, "https://cms.example", "", Provenance::same_origin},
            {"cms.example", true, "https://cms.example:443", "", Provenance::same_origin},
            {"cms.example:443", true, "https://cms.example", "", Provenance::same_origin},
            {"CMS.example", true, "https://cms.EXAMPLE", "", Provenance::same_origin},
            {"cms.example", true, "http://cms.example", "", Provenance::foreign},
            {"cms.example", false, "https://cms.example", "", Provenance::same_origin},
            {"127.0.0.1:9000", false, "http://127.0.0.1:9000", "same-origin", Provenance::same_origin},
            {"127.0.0.1:9000", false, "http://127.0.0.1:8000", "", Provenance::foreign},
            {"127.0.0.1:9000", false, "http://127.0.0.1", "", Provenance::foreign},
            {"cms.example", true, "null", "", Provenance::foreign},
            {"cms.example", true, "https://cms.example.evil", "", Provenance::foreign},
            {"cms.example", true, "https://evil-cms.example", "", Provenance::foreign},
            {"cms.example", true, "", "same-origin", Provenance::same_origin},
            {"cms.example", true, "", "same-site", Provenance::foreign},
            {"cms.example", true, "", "cross-site", Provenance::foreign},
            {"cms.example", true, "", "none", Provenance::foreign},
            {"cms.example", true, "https://cms.example", "cross-site", Provenance::foreign},
            {"cms.example", true, "https://evil.example", "same-origin", Provenance::foreign},
        }));
    CAPTURE(host, origin, site);
    core::http::Request request;
    request.host = host;
    request.secure = secure;
    if (!origin.empty()) request.headers.emplace_back("Origin", origin);
    if (!site.empty()) request.headers.emplace_back("Sec-Fetch-Site", site);
    CHECK(cms::provenance_of(request) == provenance);
    CHECK(cms::refuse_foreign(request).has_error() == (provenance == Provenance::foreign));
}
