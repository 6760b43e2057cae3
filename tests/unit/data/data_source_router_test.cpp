#include "core/data/data_source_router.hpp"

#include <catch2/catch.hpp>

using namespace core::data;

namespace {

// A unit of work can be begun only on a source that may write: the type of a read-only one has no way to ask.
template <class Source>
concept CanBegin = requires(Source& source) { source.begin(); };
static_assert(CanBegin<ReadWriteDataSource>);
static_assert(!CanBegin<ReadOnlyDataSource>);

class NoSource final : public ReadWriteDataSource {
public:
    core::Task<std::unique_ptr<ReadSession>> read() override { co_return nullptr; }

    std::unique_ptr<ChangeFeed> changes() override { return nullptr; }

    core::Task<std::unique_ptr<UnitOfWork>> begin() override { co_return nullptr; }
};

}  // namespace

TEST_CASE("The router gives an owner's label for reading, writing and migrating", "[router]") {
    NoSource own;
    DataSourceRouter router;
    router.own("cms", own);
    CHECK(router.reader("cms").value() == &own);
    CHECK(router.writer("cms").value() == &own);
    CHECK(router.may_migrate("cms").has_value());
}

TEST_CASE("The router refuses to write or migrate what another service owns", "[router]") {
    NoSource own, remote;
    DataSourceRouter router;
    router.own("cms", own);
    router.read_only("app", remote);
    CHECK(router.reader("app").value() == &remote);
    const auto writer = router.writer("app");
    REQUIRE(writer.has_error());
    CHECK(writer.error().kind == core::ErrorKind::forbidden);
    CHECK(writer.error().code == "read-only-label");
    const auto migration = router.may_migrate("app");
    REQUIRE(migration.has_error());
    CHECK(migration.error().kind == core::ErrorKind::forbidden);
    CHECK(migration.error().code == "migration-refused");
    CHECK(router.writer("cms").has_value());
}

TEST_CASE("The router knows no label that nobody registered", "[router]") {
    NoSource own;
    DataSourceRouter router;
    router.own("app", own);
    for (const std::string_view label : {"", "App", "app ", "cms"}) {
        INFO(label);
        CHECK(router.reader(label).error().kind == core::ErrorKind::not_found);
        CHECK(router.writer(label).error().code == "unknown-label");
        CHECK(router.may_migrate(label).error().code == "unknown-label");
    }
}

TEST_CASE("The last registration of a label holds", "[router]") {
    NoSource first, second;
    DataSourceRouter router;
    router.own("app", first);
    router.read_only("app", second);
    CHECK(router.reader("app").value() == &second);
    CHECK(router.writer("app").has_error());
}
