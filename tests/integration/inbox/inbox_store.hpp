#pragma once

#include "cms_server/use_cases/inbox/accept_scrape.hpp"
#include "cms_server/use_cases/inbox/decide_runs.hpp"
#include "cms_server/use_cases/inbox/decide_scrapes.hpp"
#include "cms_server/use_cases/inbox/hand_in.hpp"
#include "core/data/drafts.hpp"
#include "core/postgres/pool.hpp"
#include "support/test_database.hpp"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace tests {

/// A CMS database with the schema of the editorial office, and the use cases of the inbox on it.
class InboxStore {
public:
    InboxStore();
    ~InboxStore();

    template <class T>
    T run(core::Task<T> task) {
        return database_.run(std::move(task));
    }

    TestDatabase& database() { return database_; }

    core::data::CmsDataSource& source() { return *source_; }

    core::postgres::Pool& pool() { return pool_; }

    // Hand-in, at an instant that grows with every call.
    core::Result<core::data::OpenedRun> open(const std::string& run, const std::string& spider = "sal");
    core::Result<core::data::RunState> hand_in(
        const std::string& run,
        std::vector<core::domain::ScrapedItem> items,
        std::int64_t most = cms::kMaxRunItems
    );
    core::Result<core::data::ScrapeRun> close(
        const std::string& run, core::data::RunOutcome outcome = core::data::RunOutcome::complete
    );

    /// A whole run, complete.
    core::data::ScrapeRun scrape(
        const std::string& run,
        const std::vector<core::domain::ScrapedItem>& items,
        const std::string& spider = "sal"
    );

    // Decisions of the member of staff `editor`.
    core::Result<cms::Accepted> accept(const core::data::InboxRow& row, cms::Acceptance what = {});
    void set_rules(std::vector<core::domain::FieldRule> rules, const std::string& spider = "sal");

    core::data::InboxPage list(core::data::InboxQuery query = {});

    /// The row of a page; fails the test when there is none.
    core::data::InboxRow row(const std::string& url, const std::string& spider = "sal");
    core::data::InboxCourse entry(const std::string& url, const std::string& spider = "sal");
    std::optional<core::data::StoredDraft> draft(const std::string& uid);

    /// Changes a course as a member of staff would; the fields become theirs.
    void edit(
        const std::string& uid,
        const std::vector<core::domain::CourseField>& fields,
        const core::domain::CourseDraft& to
    );
    void set_state(const std::string& uid, core::data::CourseState state);

    std::vector<core::data::RecordedAudit> audit();

    /// States by URL.
    std::map<std::string, std::string> states();

    [[nodiscard]] core::Instant now() const { return now_; }

private:
    TestDatabase database_;
    core::postgres::Pool pool_;
    std::unique_ptr<core::data::CmsDataSource> source_;
    core::Instant now_;
};

/// A course of example.com with a name; `path` is its place.
core::domain::ScrapedItem item(const std::string& path, const std::string& name = "Contracts");

/// The canonical URL of such a course.
std::string url_of(const std::string& path);

/// Many such courses, `/1` to `/<count>`.
std::vector<core::domain::ScrapedItem> items(std::size_t count);

/// Levels and formats as the framework has them.
const core::domain::Vocabulary& vocabulary();

/// Who the audit log says it was.
core::data::AuditEntry editor();

/// The CMS's repositories on a pool.
std::unique_ptr<core::data::CmsDataSource> make_inbox_source(core::postgres::Pool& pool);

/// The schema, in an empty database.
void migrate_inbox(TestDatabase& database);

}  // namespace tests
