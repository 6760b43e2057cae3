#include "app_store.hpp"

#include "app_server/migrations/migration_files.hpp"
#include "core/postgres/migrator.hpp"

#include <stdexcept>

namespace tests {

using namespace core::domain;
using core::Task;
using core::data::Applied;

core::postgres::PoolConfig patient_pool(core::postgres::ConnectionConfig connection) {
    core::postgres::PoolConfig config;
    config.connection = std::move(connection);
    config.connection.connect_timeout = std::chrono::seconds(30);
    config.connection.statement_timeout = std::chrono::seconds(60);
    config.connection.idle_in_transaction_timeout = std::chrono::seconds(60);
    config.acquire_timeout = std::chrono::seconds(30);
    config.max_connections = 10;
    return config;
}

namespace {

core::postgres::PoolConfig pool_of(TestDatabase& database, std::chrono::milliseconds lock_timeout) {
    auto config = patient_pool(database.config());
    config.connection.lock_timeout = lock_timeout;
    return config;
}

}  // namespace

void migrate(TestDatabase& database) {
    auto migrations = core::postgres::read_migrations(app::migration_files()).value();
    core::postgres::Migrator migrator(database.config(), std::move(migrations));
    database.run(migrator.up()).value();
}

AppStore::AppStore(std::chrono::milliseconds lock_timeout)
    : pool_(database_.io().get_executor(), pool_of(database_, lock_timeout)),
      source_(pool_, database_.config()) {
    migrate(database_);
}

bool AppStore::replace(Framework framework) {
    const auto change = [&]() -> Task<bool> {
        const auto work = co_await source_.begin();
        const auto changed = co_await work->framework().replace(framework);
        co_await work->commit();
        co_return changed.value();
    };
    return run(change());
}

Applied AppStore::apply(Course course) {
    const auto change = [&]() -> Task<Applied> {
        const auto work = co_await source_.begin();
        const auto applied = co_await work->courses().apply(course);
        co_await work->commit();
        co_return applied.value();
    };
    return run(change());
}

Applied AppStore::remove(std::string uid, std::int64_t revision) {
    const auto change = [&]() -> Task<Applied> {
        const auto work = co_await source_.begin();
        const auto applied = co_await work->courses().remove(uid, revision);
        co_await work->commit();
        co_return applied.value();
    };
    return run(change());
}

Framework AppStore::framework() {
    const auto session = run(source_.read());
    return run(session->framework().load());
}

CatalogueVersion AppStore::version() {
    const auto session = run(source_.read());
    return run(session->catalogue().version());
}

std::optional<StoredCourse> AppStore::find(std::string uid) {
    const auto session = run(source_.read());
    return run(session->catalogue().find(std::move(uid)));
}

std::vector<StoredCourse> AppStore::changed_since(std::int64_t version) {
    const auto session = run(source_.read());
    return run(session->catalogue().list_changed(version, 0, 1'000'000));
}

Course simple_course(std::string uid, std::int64_t revision) {
    Course course = plain_course(0, uid).course;
    course.revision = revision;
    return course;
}

}  // namespace tests
