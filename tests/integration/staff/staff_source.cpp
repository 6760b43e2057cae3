#include "staff_source.hpp"

#include "core/storage/staff/postgres_audit_log.hpp"
#include "core/storage/staff/postgres_staff_repository.hpp"

#include <fstream>
#include <sstream>
#include <stdexcept>

namespace tests {

namespace {

using namespace core::data;

[[noreturn]] void absent() {
    throw std::logic_error("this test has staff and the audit log only");
}

template <class Port>
class Session : public Port {
public:
    explicit Session(core::postgres::Lease lease)
        : lease_(std::move(lease)), staff_(*lease_), audit_(*lease_) {}

    StaffRepository& staff() override { return staff_; }

    AuditLog& audit() override { return audit_; }

    DraftRepository& drafts() override { absent(); }

    ProviderRepository& providers() override { absent(); }

    InboxRepository& inbox() override { absent(); }

    PublicationRepository& publications() override { absent(); }

    FrameworkDrafts& framework() override { absent(); }

    JobRepository& jobs() override { absent(); }

protected:
    core::postgres::Lease lease_;

private:
    core::storage::PostgresStaffRepository staff_;
    core::storage::PostgresAuditLog audit_;
};

class Work final : public Session<CmsUnitOfWork> {
public:
    using Session::Session;

    core::Task<void> commit() override { co_await lease_->execute({"test.commit", "commit"}); }
};

}  // namespace

core::Task<std::unique_ptr<CmsReadSession>> StaffSource::read() {
    auto lease = co_await pool_.acquire();
    co_await lease->execute({"test.begin_read", "begin isolation level repeatable read read only"});
    co_return std::make_unique<Session<CmsReadSession>>(std::move(lease));
}

core::Task<std::unique_ptr<CmsUnitOfWork>> StaffSource::begin() {
    auto lease = co_await pool_.acquire();
    co_await lease->execute({"test.begin", "begin"});
    co_return std::make_unique<Work>(std::move(lease));
}

void migrate_staff(TestDatabase& database) {
    for (const auto* name : {"0001_staff.sql", "0002_audit.sql"}) {
        std::ifstream file(std::string(LIFTED_CMS_MIGRATIONS) + "/" + name);
        if (!file) throw std::runtime_error(std::string("cannot read ") + name);
        std::ostringstream text;
        text << file.rdbuf();
        database.sql(text.str());
    }
}

}  // namespace tests
