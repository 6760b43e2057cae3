#include "courses_store.hpp"

#include "core/jobs/postgres_job_repository.hpp"
#include "core/storage/courses/postgres_drafts.hpp"
#include "core/storage/courses/postgres_providers.hpp"
#include "core/storage/inbox/postgres_inbox.hpp"

#include <fstream>
#include <iterator>
#include <stdexcept>

namespace tests {

using namespace core::domain;
using core::Task;
using core::data::StoredDraft;
using core::postgres::Lease;

namespace {

constexpr core::postgres::Query kBegin{"transaction.begin", "begin"};
constexpr core::postgres::Query kBeginRead{
    "transaction.begin_read", "begin isolation level repeatable read read only"
};
constexpr core::postgres::Query kCommit{"transaction.commit", "commit"};

/// One transaction; only what courses need is there.
class CoursesWork final : public core::data::CmsUnitOfWork {
public:
    CoursesWork(Lease lease, std::vector<core::data::AuditEntry>& audited)
        : lease_(std::move(lease)), audited_(audited) {}

    core::data::DraftRepository& drafts() override { return drafts_; }

    core::data::ProviderRepository& providers() override { return providers_; }

    core::data::AuditLog& audit() override { return audit_; }

    core::data::StaffRepository& staff() override { return missing<core::data::StaffRepository>(); }

    core::data::InboxRepository& inbox() override { return inbox_; }

    core::data::PublicationRepository& publications() override {
        return missing<core::data::PublicationRepository>();
    }

    core::data::FrameworkDrafts& framework() override { return missing<core::data::FrameworkDrafts>(); }

    core::data::JobRepository& jobs() override { return jobs_; }

    Task<void> commit() override {
        co_await lease_->execute(kCommit);
        for (auto& entry : entries_) audited_.push_back(std::move(entry));
    }

private:
    template <class Port>
    Port& missing() {
        throw std::logic_error("not part of this test's database");
    }

    Lease lease_;
    std::vector<core::data::AuditEntry>& audited_;
    std::vector<core::data::AuditEntry> entries_;
    core::storage::PostgresDraftRepository drafts_{*lease_};
    core::storage::PostgresProviderRepository providers_{*lease_};
    core::storage::PostgresInboxRepository inbox_{*lease_};
    core::jobs::PostgresJobRepository jobs_{*lease_};
    RecordingAudit audit_{entries_};
};

core::postgres::PoolConfig patient_pool(const TestDatabase& database) {
    core::postgres::PoolConfig config;
    config.connection = database.config();
    config.connection.connect_timeout = std::chrono::seconds(30);
    config.connection.statement_timeout = std::chrono::seconds(60);
    config.connection.lock_timeout = std::chrono::seconds(20);
    config.connection.idle_in_transaction_timeout = std::chrono::seconds(60);
    config.acquire_timeout = std::chrono::seconds(30);
    config.max_connections = 6;
    return config;
}

std::string migration(const char* name) {
    std::ifstream file(std::string(LIFTED_CMS_MIGRATIONS "/") + name);
    if (!file) throw std::runtime_error("cannot read the migration");
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

class FakeFramework final : public core::data::FrameworkReader {
public:
    explicit FakeFramework(FakeApp& app) : app_(app) {}

    Task<Framework> load() override {
        ++app_.loads;
        co_return app_.framework;
    }

    Task<std::int64_t> revision() override { co_return app_.version; }

private:
    FakeApp& app_;
};

class FakeCatalogue final : public core::data::CatalogueReader {
public:
    explicit FakeCatalogue(FakeApp& app) : app_(app) {}

    Task<CatalogueVersion> version() override { co_return CatalogueVersion{app_.version, app_.version}; }

    Task<std::vector<Provider>> list_providers() override { co_return std::vector<Provider>(); }

    Task<std::vector<StoredCourse>> list_changed(std::int64_t, std::int64_t, std::int64_t) override {
        co_return std::vector<StoredCourse>();
    }

    Task<std::optional<StoredCourse>> find(std::string) override { co_return std::nullopt; }

    Task<std::vector<core::data::RemovedCourse>> list_removed(std::int64_t) override {
        co_return std::vector<core::data::RemovedCourse>();
    }

    Task<std::vector<core::data::StoredRevision>> list_revisions(std::string, std::int64_t) override {
        co_return std::vector<core::data::StoredRevision>();
    }

private:
    FakeApp& app_;
};

class FakeAppSession final : public core::data::ReadSession {
public:
    explicit FakeAppSession(FakeApp& app) : framework_(app), catalogue_(app) {}

    core::data::FrameworkReader& framework() override { return framework_; }

    core::data::CatalogueReader& catalogue() override { return catalogue_; }

private:
    FakeFramework framework_;
    FakeCatalogue catalogue_;
};

}  // namespace

Task<std::unique_ptr<core::data::CmsReadSession>> CoursesSource::read() {
    auto lease = co_await pool_.acquire();
    co_await lease->execute(kBeginRead);
    co_return std::make_unique<CoursesWork>(std::move(lease), audited);
}

Task<std::unique_ptr<core::data::CmsUnitOfWork>> CoursesSource::begin() {
    auto lease = co_await pool_.acquire();
    co_await lease->execute(kBegin);
    co_return std::make_unique<CoursesWork>(std::move(lease), audited);
}

CoursesStore::CoursesStore() : pool(database.io().get_executor(), patient_pool(database)) {
    for (const auto* name : {"0003_jobs.sql", "0004_courses.sql", "0005_inbox.sql"})
        database.sql(migration(name));
}

StoredDraft CoursesStore::add(core::data::NewDraft draft) {
    const auto change = [&]() -> Task<StoredDraft> {
        const auto work = co_await source.begin();
        const auto stored = co_await work->drafts().insert(draft);
        stored.value();  // what is refused is not committed
        co_await work->commit();
        co_return *stored;
    };
    return run(change());
}

StoredDraft CoursesStore::get(const std::string& uid) {
    const auto session = run(source.read());
    return run(session->drafts().find(uid)).value();
}

CourseDraft complete_draft(std::string name) {
    CourseDraft draft;
    draft.name = std::move(name);
    draft.url = "https://courses.example/contracts";
    draft.provider = "Academy of Law";
    draft.level = LevelId{1};
    draft.format = FormatId{1};
    draft.cost = Cost::fixed(Money::parse("120.50").value()).value();
    draft.cpd = Cpd::points(CpdPoints::parse("3.5").value()).value();
    const core::Instant start{std::chrono::sys_days(std::chrono::year(2027) / 3 / 5)};
    draft.schedule = Schedule::dated({{start, start + std::chrono::hours(8)}}).value();
    draft.duration = DurationDays::parse("1.5").value();
    draft.areas = {AreaId{1}, AreaId{2}};
    draft.competencies = {CompetencyId{1}};
    return draft;
}

core::data::NewDraft manual_draft(std::string uid, std::string name) {
    core::data::NewDraft draft;
    draft.uid = std::move(uid);
    draft.content = complete_draft(std::move(name));
    draft.author = "ann";
    return draft;
}

core::data::NewDraft scraped_draft(std::string uid, std::string name, std::string url) {
    auto draft = manual_draft(std::move(uid), std::move(name));
    draft.source = "sal";
    draft.content.url = url;
    draft.source_url = std::move(url);
    return draft;
}

Framework sample_framework() {
    Framework framework;
    framework.title = "Sample";
    framework.levels = {{LevelId{1}, "F", "Foundational"}, {LevelId{2}, "A", "Advanced"}};
    framework.formats = {{FormatId{1}, "C", "Classroom"}, {FormatId{2}, "O", "Online"}};
    framework.verticals = {{VerticalId{1}, VerticalKind::profession, "Lawyers", "I am a lawyer"}};
    for (int i = 1; i <= 4; ++i) {
        framework.areas.push_back(
            {AreaId{i}, VerticalId{1}, i, "Area " + std::to_string(i), "Area " + std::to_string(i)}
        );
    }
    framework.categories = {{CategoryId{1}, VerticalId{1}, "Drafting", AreaId{1}}};
    framework.competencies = {{CompetencyId{1}, CategoryId{1}, std::nullopt, "I can draft", ""}};
    return framework;
}

Task<std::unique_ptr<core::data::ReadSession>> FakeApp::read() {
    if (away) throw std::runtime_error("the database is away");
    co_return std::make_unique<FakeAppSession>(*this);
}

std::unique_ptr<core::data::ChangeFeed> FakeApp::changes() {
    return nullptr;
}

}  // namespace tests
