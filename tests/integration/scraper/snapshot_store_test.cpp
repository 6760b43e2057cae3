#include "scraper/engine/snapshots/snapshot_store.hpp"

#include <filesystem>
#include <unistd.h>

namespace {

using scraper::Snapshot;
using scraper::SnapshotStore;

/// A folder that goes with the test.
struct Folder {
    Folder() : path(std::filesystem::temp_directory_path() / ("snapshots-" + std::to_string(getpid()))) {
        std::filesystem::remove_all(path);
    }

    ~Folder() { std::filesystem::remove_all(path); }

    [[nodiscard]] std::filesystem::path file() const { return path / "snapshots.db"; }

    std::filesystem::path path;
};

Snapshot fetch(std::string run, std::string url, std::string body, int second) {
    Snapshot snapshot;
    snapshot.run = std::move(run);
    snapshot.request = "GET " + url;
    snapshot.url = url;
    snapshot.status = 200;
    snapshot.at = core::Instant(std::chrono::seconds(second));
    snapshot.headers = {{"Content-Type", "text/html"}, {"ETag", "\"" + std::to_string(second) + "\""}};
    snapshot.body = std::move(body);
    return snapshot;
}

}  // namespace

TEST_CASE("a fetched body comes back as it was, also after a restart", "[scraper][snapshots]") {
    const Folder folder;
    std::string body;
    for (int i = 0; i < 10'000; ++i) body += static_cast<char>(i * 31 % 256);
    {
        SnapshotStore store(folder.file());
        store.put(fetch("r1", "http://a.example/1", body, 10));
    }
    SnapshotStore store(folder.file());
    const auto found = store.find("r1", "GET http://a.example/1");
    REQUIRE(found);
    CHECK(found->body == body);
    CHECK(found->at == core::Instant(std::chrono::seconds(10)));
    CHECK(found->headers == fetch("", "", "", 10).headers);
    CHECK(store.body(found->hash) == body);
    CHECK_FALSE(store.find("r2", "GET http://a.example/1"));
}

TEST_CASE("the same bytes are kept once and until nobody refers to them", "[scraper][snapshots]") {
    const Folder folder;
    SnapshotStore store(folder.file());
    store.put(fetch("r1", "http://a.example/1", "same", 10));
    store.put(fetch("r2", "http://a.example/1", "same", 20));
    const auto hash = store.list("r1", 10).at(0).hash;
    CHECK(store.list("r2", 10).at(0).hash == hash);
    CHECK(store.expire(core::Instant(std::chrono::seconds(15))) == 1);
    CHECK(store.list("r1", 10).empty());
    CHECK(store.body(hash) == "same");
    CHECK(store.expire(core::Instant(std::chrono::seconds(25))) == 1);
    CHECK_FALSE(store.body(hash));
}

TEST_CASE("the validators of the latest answer are found over all runs", "[scraper][snapshots]") {
    const Folder folder;
    SnapshotStore store(folder.file());
    CHECK_FALSE(store.validators("GET http://a.example/1"));
    store.put(fetch("r1", "http://a.example/1", "old", 10));
    store.put(fetch("r2", "http://a.example/1", "new", 20));
    const auto found = store.validators("GET http://a.example/1");
    REQUIRE(found);
    CHECK(found->etag == "\"20\"");
    CHECK(store.body(found->hash) == "new");
}
