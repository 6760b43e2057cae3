#include "cms_server/use_cases/publication/compare_revisions.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

using namespace core::data;
using cms::AppState;
using cms::compare_revisions;
using cms::PublishedCourse;

namespace {

PublishedCourse published(
    std::string uid,
    std::int64_t revision,
    bool removed = false,
    DeliveryState state = DeliveryState::delivered
) {
    return {std::move(uid), revision, removed, state};
}

}  // namespace

TEST_CASE("compare_revisions sorts every difference into its kind", "[publication]") {
    AppState app;
    app.courses = {
        {"same", {3, false}},
        {"gone", {3, true}},
        {"older", {2, false}},
        {"newer", {9, false}},
        {"taken", {3, true}},
        {"remains", {2, false}},
        {"unknown", {1, false}},
        {"unknown-gone", {1, true}},
        {"waits", {1, false}},
    };
    const auto found = compare_revisions(
        {published("same", 3),
         published("gone", 3, true),
         published("missing", 1),
         published("never-there", 4, true),
         published("older", 3),
         published("newer", 3),
         published("taken", 3),
         published("remains", 3, true),
         published("waits", 2, false, DeliveryState::queued),
         published("failed", 2, false, DeliveryState::failed)},
        app
    );
    CHECK(found.missing == 1);
    CHECK(found.older == 1);
    CHECK(found.newer == 1);
    CHECK(found.altered == 1);
    CHECK(found.should_be_removed == 1);
    CHECK(found.waiting == 2);
    CHECK(found.again == std::vector<std::string>{"missing", "older", "remains"});
    REQUIRE(found.renumber.size() == 2);
    CHECK(found.renumber[0].to == 10);
    CHECK(found.renumber[1].to == 4);
    REQUIRE(found.unknown.size() == 1);
    CHECK(found.unknown[0].uid == "unknown");
}

TEST_CASE("Other content under the same number is told under the next one", "[publication]") {
    AppState app;
    app.courses = {
        {"same", {3, false, "x"}},
        {"altered", {3, false, "y"}},
        {"not-told", {3, false}},
        {"waits", {3, false, "y"}},
    };
    auto courses = std::vector{published("same", 3), published("altered", 3), published("not-told", 3)};
    courses.push_back(published("waits", 3, false, DeliveryState::failed));
    for (auto& course : courses) course.digest = "x";
    const auto found = compare_revisions(courses, app);
    CHECK(found.altered == 1);
    CHECK(found.waiting == 1);
    CHECK(found.again.empty());
    REQUIRE(found.renumber.size() == 1);
    CHECK(found.renumber[0].uid == "altered");
    CHECK(found.renumber[0].from == 3);
    CHECK(found.renumber[0].to == 4);
}

TEST_CASE("Everything is missing from an empty App, but what nobody should see", "[publication]") {
    const auto found = compare_revisions({published("a", 1), published("b", 2), published("c", 3, true)}, {});
    CHECK(found.again == std::vector<std::string>{"a", "b"});
    CHECK(found.unknown.empty());
}
