#include "core/storage/postgres_data_source.hpp"

#include "core/postgres/notice_feed.hpp"
#include "core/storage/catalogue_version.hpp"
#include "core/storage/postgres_catalogue.hpp"
#include "core/storage/postgres_framework.hpp"

namespace core::storage {

namespace {

constexpr postgres::Query kBeginRead{
    "transaction.begin_read", "begin isolation level repeatable read read only"
};
constexpr postgres::Query kBegin{"transaction.begin", "begin"};
constexpr postgres::Query kStillGood{"transaction.still_good", "select"};
constexpr postgres::Query kCommit{"transaction.commit", "commit"};

class PostgresReadSession final : public data::ReadSession {
public:
    explicit PostgresReadSession(postgres::Lease lease)
        : lease_(std::move(lease)), framework_(*lease_), catalogue_(*lease_) {}

    data::FrameworkReader& framework() override { return framework_; }

    data::CatalogueReader& catalogue() override { return catalogue_; }

private:
    postgres::Lease lease_;
    PostgresFrameworkReader framework_;
    PostgresCatalogueReader catalogue_;
};

class PostgresUnitOfWork final : public data::UnitOfWork {
public:
    explicit PostgresUnitOfWork(postgres::Lease lease)
        : lease_(std::move(lease)),
          version_(*lease_),
          framework_(*lease_, version_),
          courses_(*lease_, version_),
          catalogue_(*lease_) {}

    data::FrameworkRepository& framework() override { return framework_; }

    data::CourseRepository& courses() override { return courses_; }

    data::CatalogueReader& catalogue() override { return catalogue_; }

    Task<void> commit() override {
        co_await version_.announce();
        // Commit alone would end a transaction that has failed by rolling it back, and call that a success.
        co_await lease_->pipeline({{kStillGood, {}}, {kCommit, {}}});
    }

private:
    postgres::Lease lease_;
    CatalogueVersionCounter version_;
    PostgresFrameworkRepository framework_;
    PostgresCourseRepository courses_;
    PostgresCatalogueReader catalogue_;
};

class PostgresChangeFeed final : public data::ChangeFeed {
public:
    explicit PostgresChangeFeed(postgres::ConnectionConfig config)
        : notices_(std::move(config), std::string(kChangeChannel)) {}

    // What changed while nobody listened is seen by comparing versions.
    Task<void> wait(std::chrono::milliseconds limit) override { co_await notices_.wait(limit); }

private:
    postgres::NoticeFeed notices_;
};

}  // namespace

PostgresReadOnlySource::PostgresReadOnlySource(postgres::Pool& pool, postgres::ConnectionConfig listen)
    : pool_(pool), listen_(std::move(listen)) {}

Task<std::unique_ptr<data::ReadSession>> PostgresReadOnlySource::read() {
    auto lease = co_await pool_.acquire();
    co_await lease->execute(kBeginRead);
    co_return std::make_unique<PostgresReadSession>(std::move(lease));
}

std::unique_ptr<data::ChangeFeed> PostgresReadOnlySource::changes() {
    return std::make_unique<PostgresChangeFeed>(listen_);
}

PostgresReadWriteSource::PostgresReadWriteSource(postgres::Pool& pool, postgres::ConnectionConfig listen)
    : pool_(pool), reads_(pool, std::move(listen)) {}

Task<std::unique_ptr<data::UnitOfWork>> PostgresReadWriteSource::begin() {
    auto lease = co_await pool_.acquire();
    co_await lease->execute(kBegin);
    co_return std::make_unique<PostgresUnitOfWork>(std::move(lease));
}

}  // namespace core::storage
