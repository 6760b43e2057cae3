#include "core/storage/catalogue_version.hpp"

#include <string>

namespace core::storage {

namespace {

constexpr postgres::Query kLock{"catalogue_version.lock", "select version from catalogue.version for update"};

constexpr postgres::Query kMoveOn{
    "catalogue_version.move_on", "update catalogue.version set version = version + 1 returning version"
};

constexpr postgres::Query kFrameworkChanged{
    "catalogue_version.framework_changed", "update catalogue.version set framework_version = version"
};

constexpr postgres::Query kNotify{"catalogue_version.notify", "select pg_notify($1, $2)"};

}  // namespace

Task<void> CatalogueVersionCounter::lock() {
    co_await connection_.execute(kLock);
}

Task<std::int64_t> CatalogueVersionCounter::changing() {
    if (!version_) {
        const auto rows = co_await connection_.execute(kMoveOn);
        version_ = rows[0].get<std::int64_t>(0);
    }
    co_return *version_;
}

Task<void> CatalogueVersionCounter::framework_changed() {
    co_await changing();
    co_await connection_.execute(kFrameworkChanged);
}

Task<void> CatalogueVersionCounter::announce() {
    if (!version_) co_return;
    co_await connection_.execute(kNotify, postgres::Params(kChangeChannel, std::to_string(*version_)));
}

}  // namespace core::storage
