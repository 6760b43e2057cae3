// Every use case that writes, cut off from the database at its first piece of data, its second, and so on
// until none is left: what was answered is stored, what failed is stored whole or not at all, and can be
// repeated.
#include "app_server/use_cases/apply_courses.hpp"
#include "app_server/use_cases/apply_framework.hpp"
#include "app_server/use_cases/import_framework.hpp"
#include "app_store.hpp"
#include "support/database_route.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <functional>

using namespace core::domain;
using namespace tests;
using core::Task;
using core::data::ReadWriteDataSource;

namespace {

/// The `n`-th write of a kind; each has something to change. Throws when it fails.
using Write = std::function<Task<>(ReadWriteDataSource& source, std::size_t n)>;

/// Everything that is published, and its version.
std::string published(AppStore& store) {
    return store.database().value(
        "select md5(string_agg(line, '|' order by line)) from ("
        "select 'course' || c from catalogue.course c union all "
        "select 'date' || d from catalogue.course_date d union all "
        "select 'area' || a from catalogue.course_area a union all "
        "select 'removed' || r from catalogue.removed_course r union all "
        "select 'area of the framework' || a from framework.area a union all "
        "select 'competency' || c from framework.competency c union all "
        "select 'framework' || f from framework.framework f union all "
        "select 'version' || v from catalogue.version v) as lines(line)"
    );
}

bool succeeds(AppStore& store, ReadWriteDataSource& source, const Write& write, std::size_t n) {
    try {
        tests::run(store.database().io(), write(source, n));
        return true;
    } catch (const std::exception&) {
        return false;
    }
}

/// Cuts at every piece, or at each `stride`-th. How many cuts made the write fail.
std::size_t sweep(AppStore& store, const Write& write, std::size_t stride = 1) {
    DatabaseRoute route(store.database().conninfo());
    auto connection = store.database().config();
    connection.conninfo = route.conninfo();
    std::size_t failures = 0;
    for (std::size_t n = 1; n < 1'000; n += stride) {
        INFO("cut at piece " << n);
        const auto before = published(store);
        bool told = false;
        {
            core::postgres::Pool pool(store.database().io().get_executor(), patient_pool(connection));
            core::storage::PostgresReadWriteSource source(pool, connection);
            route.end_at(n);
            told = succeeds(store, source, write, n);
        }
        const auto after = published(store);
        REQUIRE(succeeds(store, store.source(), write, n));
        const auto whole = published(store);
        REQUIRE(whole != before);
        REQUIRE((after == before || after == whole));
        if (told) REQUIRE(after == whole);
        if (!route.has_ended_one()) return failures;
        failures += told ? 0 : 1;
    }
    FAIL("the write has no end");
    return failures;
}

}  // namespace

TEST_CASE("A batch of courses that is cut off anywhere is stored whole or not at all", "[cut-off]") {
    AppStore store;
    store.replace(sample_framework());
    const auto write = [](ReadWriteDataSource& source, std::size_t n) -> Task<> {
        std::vector<core::data::CourseChange> batch;
        const auto revision = static_cast<std::int64_t>(n);
        for (const auto* uid : {"a", "b", "c"}) batch.emplace_back(simple_course(uid, revision));
        batch.emplace_back(simple_course(fmt::format("new-in-{}", n)));
        const auto applied = co_await app::apply_courses(source, std::move(batch));
        for (const auto& outcome : applied.outcomes) outcome.applied.value();
    };
    CHECK(sweep(store, write) > 5);
}

TEST_CASE("A framework's revision that is cut off anywhere is stored whole or not at all", "[cut-off]") {
    AppStore store;
    const auto write = [](ReadWriteDataSource& source, std::size_t n) -> Task<> {
        auto framework = sample_framework();
        framework.title = fmt::format("Revision {}", n);
        framework.areas.front().name = fmt::format("Area of revision {}", n);
        const auto revision = static_cast<std::int64_t>(n);
        (co_await app::apply_framework(source, std::move(framework), revision)).value();
    };
    CHECK(sweep(store, write) > 5);
}

TEST_CASE("An import that is cut off anywhere is stored whole or not at all", "[cut-off][import]") {
    AppStore store;
    const auto write = [](ReadWriteDataSource& source, std::size_t n) -> Task<> {
        app::framework_import::ImportOptions options{
            .year = 2000 + static_cast<int>(n),
            .zone = core::TimeZone::find("Asia/Singapore").value(),
            .title = "Lifted"
        };
        const auto imported = co_await app::import_framework(source, LIFTED_STARTER_DATA, std::move(options));
        if (!imported) throw std::runtime_error("refused");
    };
    CHECK(sweep(store, write, 41) > 10);
}
