#include "core/data/data_source_router.hpp"

#include <catch2/catch.hpp>

using namespace core::data;

namespace {

// A unit of work can be begun only on a source that may write: the type of a read-only one has no way to ask.
template <class Source>
concept CanBegin = requires(Source& source) { source.begin(); };
static_assert(CanBegin<ReadWriteDataSource>);
static_assert(!CanBegin<ReadOnlyDataSource>);
static_assert(CanBegin<CmsDataSource>);
static_assert(!CanBegin<CmsReadSource>);

class NoAppSource final : public ReadWriteDataSource {
public:
    core::Task<std::unique_ptr<ReadSession>> read() override { co_return nullptr; }

    std::unique_ptr<ChangeFeed> changes() override { return nullptr; }

    core::Task<std::unique_ptr<UnitOfWork>> begin() override { co_return nullptr; }
};

class NoCmsSource final : public CmsDataSource {
public:
    core::Task<std::unique_ptr<CmsReadSession>> read() override { co_return nullptr; }

    core::Task<std::unique_ptr<CmsUnitOfWork>> begin() override { co_return nullptr; }
};

}  // namespace

TEST_CASE("The router gives an owner's model for reading, writing and migrating", "[router]") {
    NoCmsSource own;
    DataSourceRouter router;
    router.own<CmsModel>(own);
    CHECK(router.reader<CmsModel>().value() == &own);
    CHECK(router.writer<CmsModel>().value() == &own);
    CHECK(router.may_migrate("cms").has_value());
}

TEST_CASE("The router refuses to write or migrate what another service owns", "[router]") {
    NoCmsSource own;
    NoAppSource remote;
    DataSourceRouter router;
    router.own<CmsModel>(own);
    router.read_only<AppModel>(remote);
    CHECK(router.reader<AppModel>().value() == &remote);
    const auto writer = router.writer<AppModel>();
    REQUIRE(writer.has_error());
    CHECK(writer.error().kind == core::ErrorKind::forbidden);
    CHECK(writer.error().code == "read-only-label");
    const auto migration = router.may_migrate("app");
    REQUIRE(migration.has_error());
    CHECK(migration.error().kind == core::ErrorKind::forbidden);
    CHECK(migration.error().code == "migration-refused");
    CHECK(router.writer<CmsModel>().has_value());
}

TEST_CASE("The router knows no model that nobody registered", "[router]") {
    NoAppSource own;
    DataSourceRouter router;
    router.own<AppModel>(own);
    CHECK(router.reader<CmsModel>().error().kind == core::ErrorKind::not_found);
    CHECK(router.writer<CmsModel>().error().code == "unknown-label");
    for (const std::string_view label : {"", "App", "app ", "cms"}) {
        INFO(label);
        CHECK(router.may_migrate(label).error().code == "unknown-label");
    }
}

TEST_CASE("The last registration of a model holds", "[router]") {
    NoAppSource first, second;
    DataSourceRouter router;
    router.own<AppModel>(first);
    router.read_only<AppModel>(second);
    CHECK(router.reader<AppModel>().value() == &second);
    CHECK(router.writer<AppModel>().has_error());
}
