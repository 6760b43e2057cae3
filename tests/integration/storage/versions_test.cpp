#include "app_store.hpp"
#include "core/storage/catalogue_version.hpp"

#include <catch2/catch.hpp>

using namespace core::domain;
using namespace tests;
using std::chrono::seconds;

TEST_CASE("All changes of one unit of work are one version, seen at its commit", "[storage]") {
    AppStore store;
    const auto work = store.begin();
    CHECK(store.run(work->framework().replace(sample_framework())).value());
    for (const auto* uid : {"a", "b", "c"})
        CHECK(store.run(work->courses().apply(simple_course(uid))).has_value());
    CHECK(store.run(work->courses().remove("c", 2)).has_value());
    CHECK(store.run(work->courses().insert_all({simple_course("d"), simple_course("e")})).has_value());
    CHECK(store.run(work->catalogue().version()) == CatalogueVersion{1, 1});  // its own view
    CHECK(store.version() == CatalogueVersion{0, 0});
    store.run(work->commit());
    CHECK(store.version() == CatalogueVersion{1, 1});
    for (const auto& stored : store.changed_since(0)) CHECK(stored.changed_in == 1);
    CHECK(store.changed_since(0).size() == 4);
}

TEST_CASE("A unit of work that is let go leaves nothing behind", "[storage]") {
    AppStore store;
    store.replace(sample_framework());
    store.apply(simple_course("a"));
    Framework other;
    other.title = "Other";
    for (int i = 0; i < 20; ++i) {  // more than the pool has connections
        const auto work = store.begin();
        CHECK(store.run(work->courses().apply(simple_course("b"))).has_value());
        CHECK(store.run(work->courses().remove("a", 9)).has_value());
        CHECK(store.run(work->framework().replace(other)).has_error());  // b needs the old one
    }
    CHECK(store.version() == CatalogueVersion{2, 1});
    CHECK(store.find("a"));
    CHECK_FALSE(store.find("b"));
    CHECK(store.framework() == sample_framework());
}

TEST_CASE("Listeners are told of a version when it is committed, once, and of nothing else", "[storage]") {
    AppStore store;
    const auto listener = store.run(core::postgres::Connection::open(store.database().config()));
    store.run(listener->listen(std::string(core::storage::kChangeChannel)));
    const auto next = [&] {
        const auto notice = store.run(listener->wait_notification(seconds(20)));
        return notice ? notice->payload : "nothing";
    };

    store.replace(sample_framework());
    {
        const auto work = store.begin();  // rolled back
        CHECK(store.run(work->courses().apply(simple_course("a"))).has_value());
    }
    CHECK_FALSE(store.replace(sample_framework()));  // changes nothing
    {
        const auto work = store.begin();
        for (const auto* uid : {"a", "b"})
            CHECK(store.run(work->courses().apply(simple_course(uid))).has_value());
        store.run(work->commit());
    }
    store.database().sql("select pg_notify('catalogue_changed', 'the end')");
    CHECK(next() == "1");
    CHECK(next() == "2");
    CHECK(next() == "the end");
}
