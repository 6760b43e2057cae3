#include "scraper/handlers/scrapyd/archive.hpp"

#include "temporary_spool.hpp"

#include <zip.h>

#include <fstream>
#include <iterator>

namespace {

using Files = std::vector<std::pair<std::string, std::string>>;

constexpr std::string_view kSpider = R"({
    "name": "demo", "version": "1", "title": "Demo", "home": "https://a.example/", "allowed_hosts": ["a.example"],
    "start": [{"url": "https://a.example/", "kind": "list"}],
    "pages": {"list": {"format": "html", "fields": {"name": {"css": "h1"}}}}
})";

std::string zipped(const Files& files) {
    const tests::Folder folder;
    const auto path = folder.path / "a.zip";
    zip_t* archive = zip_open(path.c_str(), ZIP_CREATE, nullptr);
    for (const auto& [name, content] : files) {
        zip_source_t* source = zip_source_buffer(archive, content.data(), content.size(), 0);
        zip_file_add(archive, name.c_str(), source, 0);
    }
    zip_close(archive);
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

std::string code(const std::string& bytes) {
    const auto read = scraper::scrapyd::read_archive(bytes);
    return read ? "" : read.error().code;
}

}  // namespace

TEST_CASE("an archive of spider documents is read", "[scraper][scrapyd]") {
    const std::string spider(kSpider);
    const auto read =
        scraper::scrapyd::read_archive(zipped({{"spiders/demo.json", spider}, {"project.json", "{ }"}}));
    INFO((read ? "" : read.error().detail));
    REQUIRE(read.has_value());
    REQUIRE(read->spiders.size() == 1);
    CHECK(read->spiders.front().name == "demo");
    CHECK(read->spiders.front().document == spider);
    CHECK(read->project == "{ }");
    CHECK(scraper::scrapyd::read_archive(zipped({{"spiders/demo.json", spider}}))->project.empty());
}

TEST_CASE("an archive with anything else is refused as a whole", "[scraper][scrapyd]") {
    const std::string spider(kSpider);
    CHECK(code("not a zip") == "not-a-zip");
    CHECK(code("") == "not-a-zip");
    CHECK(code(zipped({{"EGG-INFO/PKG-INFO", "x"}, {"spiders/demo.json", spider}})) == "python-egg");
    CHECK(code(zipped({{"project/spider.py", "import os"}})) == "python-egg");
    CHECK(code(zipped({{"readme.txt", "x"}, {"spiders/demo.json", spider}})) == "bad-archive");
    CHECK(code(zipped({{"spiders/../demo.json", spider}})) == "bad-archive");
    CHECK(code(zipped({{"/spiders/demo.json", spider}})) == "bad-archive");
    CHECK(code(zipped({{"spiders/sub/demo.json", spider}})) == "bad-archive");
    CHECK(code(zipped({{"spiders/other.json", spider}})) == "bad-spider");
    CHECK(code(zipped({{"spiders/demo.json", "{"}})) == "bad-spider");
    CHECK(code(zipped({{"project.json", "{}"}})) == "bad-archive");
    CHECK(code(zipped({{"spiders/demo.json", std::string(17U << 20U, ' ')}})) == "archive-too-large");
}

TEST_CASE("a project document is checked before the archive is taken", "[scraper][scrapyd]") {
    const auto refusal = [](const std::string& project) {
        const auto read = scraper::scrapyd::read_archive(
            zipped({{"spiders/demo.json", std::string(kSpider)}, {"project.json", project}})
        );
        return read ? "" : read.error().code + " " + read.error().detail;
    };
    CHECK(refusal(R"({"settings": {"DOWNLOAD_DELAY": 2}, "defaults": {"provider": "School"}})").empty());
    CHECK(refusal("{").starts_with("bad-project project.json: "));
    CHECK(
        refusal(R"({"settings": {"DOWNLOAD_DELAY": "soon"}})") ==
        "bad-project project.json: /settings DOWNLOAD_DELAY=soon: is no number"
    );
    CHECK(refusal(R"({"spiders": 1})").starts_with("bad-project project.json: /spiders "));
}

TEST_CASE("a refused document is named with the place of its fault", "[scraper][scrapyd]") {
    std::string spider(kSpider);
    spider.replace(spider.find("\"css\": \"h1\""), 11, "\"css\": \"[[[\"");
    const auto read = scraper::scrapyd::read_archive(zipped({{"spiders/demo.json", spider}}));
    REQUIRE_FALSE(read.has_value());
    CHECK(read.error().detail.starts_with("spiders/demo.json: /pages/list/fields/name"));
}
