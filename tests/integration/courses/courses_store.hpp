#pragma once

#include "core/data/audit.hpp"
#include "core/data/cms_data_source.hpp"
#include "core/data/data_source.hpp"
#include "core/data/drafts.hpp"
#include "core/postgres/pool.hpp"
#include "support/test_database.hpp"

#include <memory>
#include <string>
#include <vector>

namespace tests {

/// Keeps what was appended in a list that outlives the unit of work.
class RecordingAudit final : public core::data::AuditLog {
public:
    explicit RecordingAudit(std::vector<core::data::AuditEntry>& entries) : entries_(entries) {}

    core::Task<void> append(core::data::AuditEntry entry) override {
        entries_.push_back(std::move(entry));
        co_return;
    }

    core::Task<std::vector<core::data::RecordedAudit>> list(
        core::data::AuditFilter, std::optional<core::data::AuditPlace>, std::int64_t
    ) override {
        co_return std::vector<core::data::RecordedAudit>();
    }

    core::Task<std::int64_t> count(core::data::AuditFilter) override { co_return 0; }

private:
    std::vector<core::data::AuditEntry>& entries_;
};

/// The part of the CMS's database that courses need: drafts and providers on PostgreSQL. Audit entries of
/// committed units of work are kept in memory.
class CoursesSource final : public core::data::CmsDataSource {
public:
    explicit CoursesSource(core::postgres::Pool& pool) : pool_(pool) {}

    core::Task<std::unique_ptr<core::data::CmsReadSession>> read() override;
    core::Task<std::unique_ptr<core::data::CmsUnitOfWork>> begin() override;

    std::vector<core::data::AuditEntry> audited;

private:
    core::postgres::Pool& pool_;
};

/// A CMS database of its own with the editorial schema.
class CoursesStore {
public:
    CoursesStore();

    template <class T>
    T run(core::Task<T> task) {
        return database.run(std::move(task));
    }

    /// Stores a course and commits; throws when it is refused.
    core::data::StoredDraft add(core::data::NewDraft draft);

    /// A course as it is stored now.
    core::data::StoredDraft get(const std::string& uid);

    TestDatabase database;
    core::postgres::Pool pool;
    CoursesSource source{pool};
};

/// A complete course by the ids of `sample_framework`.
core::domain::CourseDraft complete_draft(std::string name);

core::data::NewDraft manual_draft(std::string uid, std::string name);
core::data::NewDraft scraped_draft(std::string uid, std::string name, std::string url);

/// Two levels, two formats, four areas and one competency.
core::domain::Framework sample_framework();

/// The App's database as far as the framework goes: in memory, and away when told so.
class FakeApp final : public core::data::ReadOnlyDataSource {
public:
    core::Task<std::unique_ptr<core::data::ReadSession>> read() override;
    std::unique_ptr<core::data::ChangeFeed> changes() override;

    core::domain::Framework framework = sample_framework();
    std::int64_t version = 1;
    bool away = false;
    int loads = 0;
};

}  // namespace tests
