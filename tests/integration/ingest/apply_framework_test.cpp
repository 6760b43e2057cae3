#include "app_server/use_cases/apply_framework.hpp"

#include "app_store.hpp"

#include <catch2/catch.hpp>

using namespace core::domain;
using namespace tests;
using core::data::Applied;

namespace {

Framework titled(std::string title) {
    auto framework = sample_framework();
    framework.title = std::move(title);
    return framework;
}

}  // namespace

TEST_CASE("apply_framework stores a revision when it is newer, and only then", "[ingest]") {
    AppStore store;
    const auto apply = [&](Framework framework, std::int64_t revision) {
        return store.run(app::apply_framework(store.source(), std::move(framework), revision)).value();
    };
    CHECK(apply(titled("One"), 1).applied == Applied::inserted);
    CHECK(apply(titled("One"), 1).applied == Applied::unchanged);
    CHECK(apply(titled("Three"), 3).applied == Applied::updated);
    const auto late = apply(titled("Two"), 2);
    CHECK(late.applied == Applied::stale);
    CHECK(late.revision == 3);
    CHECK(store.framework() == titled("Three"));
    const auto same = apply(titled("Three"), 4);
    CHECK(same.applied == Applied::unchanged);
    CHECK(same.revision == 4);
    CHECK(same.catalogue_version == store.version().version);
    CHECK(store.version().version == 2);
}

TEST_CASE("A framework that was imported gives way to the first published revision", "[ingest]") {
    AppStore store;
    store.replace(titled("Imported"));
    const auto applied = store.run(app::apply_framework(store.source(), titled("Published"), 1)).value();
    CHECK(applied.applied == Applied::updated);
    CHECK(store.framework().title == "Published");
}

TEST_CASE("apply_framework refuses to take away what courses are tagged with", "[ingest]") {
    AppStore store;
    store.run(app::apply_framework(store.source(), sample_framework(), 1)).value();
    auto course = simple_course("a");
    course.competencies = {sample_framework().competencies.back().id};
    store.apply(course);
    auto less = sample_framework();
    const auto lost = less.competencies.back().id;
    less.competencies.pop_back();
    for (auto& role : less.job_roles) std::erase(role.competencies, lost);
    const auto refused = store.run(app::apply_framework(store.source(), less, 2));
    REQUIRE(refused.has_error());
    CHECK(refused.error().kind == core::ErrorKind::conflict);
    CHECK(refused.error().code == "framework-in-use");
    CHECK(store.framework() == sample_framework());
    const auto session = store.run(store.source().read());
    CHECK(store.run(session->framework().revision()) == 1);
}
