#include "app_server/use_cases/apply_courses.hpp"

#include "app_store.hpp"

#include <catch2/catch.hpp>

using namespace core::domain;
using namespace tests;
using core::data::Applied;

TEST_CASE("apply_courses answers with the version that holds the batch", "[ingest]") {
    AppStore store;
    store.replace(sample_framework());
    const auto applied =
        store.run(app::apply_courses(store.source(), {simple_course("a"), simple_course("b")}));
    CHECK(applied.outcomes.size() == 2);
    CHECK(applied.catalogue_version == store.version().version);
    const auto again =
        store.run(app::apply_courses(store.source(), {simple_course("a"), simple_course("b")}));
    CHECK(again.outcomes[1].applied.value() == Applied::unchanged);
    CHECK(again.catalogue_version == applied.catalogue_version);
}

TEST_CASE("apply_courses refuses alone the course whose value only the database refuses", "[ingest]") {
    AppStore store;
    store.replace(sample_framework());
    auto bad = simple_course("bad");
    bad.name = std::string(2'000, 'x');  // past the rule that the reader of documents checks
    const auto applied =
        store.run(app::apply_courses(store.source(), {simple_course("a"), bad, simple_course("b")}));
    REQUIRE(applied.outcomes.size() == 3);
    CHECK(applied.outcomes[0].applied.value() == Applied::inserted);
    CHECK(applied.outcomes[1].applied.error().code == "not-storable");
    CHECK(applied.outcomes[2].applied.value() == Applied::inserted);
    CHECK(store.find("a"));
    CHECK_FALSE(store.find("bad"));
    CHECK(store.find("b"));
}

TEST_CASE("A batch whose transaction ends early leaves nothing behind", "[ingest]") {
    AppStore store;
    store.replace(sample_framework());
    const auto version = store.version();
    {
        const auto work = store.begin();
        store.run(work->courses().apply_all({simple_course("a"), simple_course("b")})).value();
        // no commit
    }
    CHECK_FALSE(store.find("a"));
    CHECK(store.version() == version);
    const auto applied = store.run(app::apply_courses(store.source(), {simple_course("a")}));
    CHECK(applied.outcomes[0].applied.value() == Applied::inserted);
}
