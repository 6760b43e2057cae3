#include "cms_source.hpp"

#include "core/jobs/postgres_job_repository.hpp"
#include "core/storage/courses/postgres_drafts.hpp"
#include "core/storage/courses/postgres_providers.hpp"
#include "core/storage/inbox/postgres_inbox.hpp"
#include "core/storage/publication/postgres_publications.hpp"
#include "core/storage/staff/postgres_audit_log.hpp"

#include <stdexcept>

namespace tests {

using core::Task;

namespace {

constexpr core::postgres::Query kBegin{"test.begin", "begin"};
constexpr core::postgres::Query kBeginRead{
    "test.begin_read", "begin isolation level repeatable read read only"
};
constexpr core::postgres::Query kCommit{"test.commit", "commit"};

class Work final : public core::data::CmsUnitOfWork {
public:
    Work(core::postgres::Lease lease, CmsSource& source) : lease_(std::move(lease)), source_(source) {}

    core::data::StaffRepository& staff() override { return missing<core::data::StaffRepository>(); }

    core::data::AuditLog& audit() override { return audit_; }

    core::data::DraftRepository& drafts() override { return drafts_; }

    core::data::ProviderRepository& providers() override { return providers_; }

    core::data::InboxRepository& inbox() override { return inbox_; }

    core::data::PublicationRepository& publications() override { return publications_; }

    core::data::FrameworkDrafts& framework() override { return framework_; }

    core::data::JobRepository& jobs() override { return jobs_; }

    Task<void> commit() override {
        if (source_.before_commit) source_.before_commit();
        co_await lease_->execute(kCommit);
    }

private:
    template <class Port>
    Port& missing() {
        throw std::logic_error("not part of this test's database");
    }

    core::postgres::Lease lease_;
    CmsSource& source_;
    core::storage::PostgresAuditLog audit_{*lease_};
    core::storage::PostgresDraftRepository drafts_{*lease_};
    core::storage::PostgresProviderRepository providers_{*lease_};
    core::storage::PostgresPublicationRepository publications_{*lease_};
    core::storage::PostgresFrameworkDrafts framework_{*lease_};
    core::storage::PostgresInboxRepository inbox_{*lease_};
    core::jobs::PostgresJobRepository jobs_{*lease_};
};

}  // namespace

Task<std::unique_ptr<core::data::CmsReadSession>> CmsSource::read() {
    auto lease = co_await pool_.acquire();
    co_await lease->execute(kBeginRead);
    co_return std::make_unique<Work>(std::move(lease), *this);
}

Task<std::unique_ptr<core::data::CmsUnitOfWork>> CmsSource::begin() {
    auto lease = co_await pool_.acquire();
    co_await lease->execute(kBegin);
    co_return std::make_unique<Work>(std::move(lease), *this);
}

}  // namespace tests
