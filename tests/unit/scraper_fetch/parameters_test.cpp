#include "scraper/handlers/scrapyd/parameters.hpp"

namespace {

using scraper::scrapyd::Parameters;

core::http::Request form(std::string_view query, std::string_view type, std::string body) {
    core::http::Request request;
    request.query = query;
    request.headers = {{"Content-Type", type}};
    request.body = std::move(body);
    return request;
}

constexpr std::string_view kUrlencoded = "application/x-www-form-urlencoded";

}  // namespace

TEST_CASE("query and body are one pool and the first value counts", "[scraper][scrapyd]") {
    const auto read = Parameters::read(form("project=p&x=1", kUrlencoded, "x=2&spider=a+b%20%C3%BC")).value();
    CHECK(read.required("project").value() == "p");
    CHECK(read.required("x").value() == "1");
    CHECK(read.required("spider").value() == "a b \u00FC");
    CHECK(read.required("job").error().detail == "'job' parameter is required");
}

TEST_CASE("what is not UTF-8 is refused by name", "[scraper][scrapyd]") {
    const auto read = Parameters::read(form("project=%ff", "", "")).value();
    CHECK(read.required("project").error().detail == "project is invalid: it is not UTF-8");
}

TEST_CASE("a multipart form carries files and fields", "[scraper][scrapyd]") {
    const auto body =
        "preamble\r\n--b\r\nContent-Disposition: form-data; name=\"project\"\r\n\r\np\r\n"
        "--b\r\nContent-Type: x/y\r\nContent-Disposition: form-data; name=egg; filename=\"a.zip\"\r\n\r\n"
        "PK\r\n-bytes\r\n--b--\r\n";
    const auto read = Parameters::read(form("", "multipart/form-data; boundary=b", body)).value();
    CHECK(read.required("project").value() == "p");
    CHECK(*read.bytes("egg") == "PK\r\n-bytes");
}

TEST_CASE("a broken multipart form is refused", "[scraper][scrapyd]") {
    const auto* const body = GENERATE("", "--b", "--b\r\n", "--b\r\nX: y\r\n\r\nz", "--b\r\n\r\n--b");
    CAPTURE(body);
    CHECK_FALSE(Parameters::read(form("", "multipart/form-data; boundary=b", body)).has_value());
    CHECK_FALSE(Parameters::read(form("", "multipart/form-data", body)).has_value());
}
