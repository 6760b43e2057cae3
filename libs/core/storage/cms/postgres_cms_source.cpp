#include "core/storage/cms/postgres_cms_source.hpp"

#include "core/jobs/postgres_job_repository.hpp"
#include "core/storage/cms/enclosing_work.hpp"
#include "core/storage/courses/postgres_drafts.hpp"
#include "core/storage/courses/postgres_providers.hpp"
#include "core/storage/inbox/postgres_inbox.hpp"
#include "core/storage/publication/postgres_publications.hpp"
#include "core/storage/staff/postgres_audit_log.hpp"
#include "core/storage/staff/postgres_staff_repository.hpp"

namespace core::storage {

namespace {

constexpr postgres::Query kBeginRead{"cms.begin_read", "begin isolation level repeatable read read only"};
constexpr postgres::Query kBegin{"cms.begin", "begin"};
constexpr postgres::Query kStillGood{"cms.still_good", "select"};
constexpr postgres::Query kCommit{"cms.commit", "commit"};

/// The repositories on one connection; `Session` is the port they are reached by.
template <class Session>
class PostgresCmsSession : public Session {
public:
    explicit PostgresCmsSession(postgres::Lease lease)
        : lease_(std::move(lease)),
          staff_(*lease_),
          audit_(*lease_),
          drafts_(*lease_),
          providers_(*lease_),
          inbox_(*lease_),
          publications_(*lease_),
          framework_(*lease_),
          jobs_(*lease_) {}

    data::StaffRepository& staff() override { return staff_; }

    data::AuditLog& audit() override { return audit_; }

    data::DraftRepository& drafts() override { return drafts_; }

    data::ProviderRepository& providers() override { return providers_; }

    data::InboxRepository& inbox() override { return inbox_; }

    data::PublicationRepository& publications() override { return publications_; }

    data::FrameworkDrafts& framework() override { return framework_; }

    data::JobRepository& jobs() override { return jobs_; }

protected:
    postgres::Lease lease_;

private:
    PostgresStaffRepository staff_;
    PostgresAuditLog audit_;
    PostgresDraftRepository drafts_;
    PostgresProviderRepository providers_;
    PostgresInboxRepository inbox_;
    PostgresPublicationRepository publications_;
    PostgresFrameworkDrafts framework_;
    jobs::PostgresJobRepository jobs_;
};

class PostgresCmsUnitOfWork final : public PostgresCmsSession<data::CmsUnitOfWork> {
public:
    using PostgresCmsSession::PostgresCmsSession;

    Task<void> commit() override {
        // Commit alone would end a transaction that has failed by rolling it back, and call that a success.
        co_await lease_->pipeline({{kStillGood, {}}, {kCommit, {}}});
    }
};

}  // namespace

Task<std::unique_ptr<data::CmsReadSession>> PostgresCmsSource::read() {
    auto lease = co_await pool_.acquire();
    co_await lease->execute(kBeginRead);
    co_return std::make_unique<PostgresCmsSession<data::CmsReadSession>>(std::move(lease));
}

Task<std::unique_ptr<data::CmsUnitOfWork>> PostgresCmsSource::begin() {
    auto lease = co_await pool_.acquire();
    co_await lease->execute(kBegin);
    co_return std::make_unique<PostgresCmsUnitOfWork>(std::move(lease));
}

Task<std::unique_ptr<data::CmsEnclosingWork>> PostgresCmsSource::enclose() {
    auto lease = co_await pool_.acquire();
    co_await lease->execute(kBegin);
    auto& connection = *lease;
    co_return make_enclosing_work(std::make_unique<PostgresCmsUnitOfWork>(std::move(lease)), connection);
}

}  // namespace core::storage
