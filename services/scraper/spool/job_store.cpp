#include "scraper/spool/job_store.hpp"

#include "scraper/spool/job_row.hpp"

#include <fmt/format.h>

namespace scraper {

using core::Error;
using core::ErrorKind;
using core::Result;
using sqlite::Query;

namespace {

std::int64_t stamp(core::Instant instant) {
    return instant.time_since_epoch().count();
}

std::vector<Job> jobs(sqlite::Statement rows) {
    std::vector<Job> found;
    while (rows.next()) found.push_back(read_job(rows));
    return found;
}

}  // namespace

constexpr Query kInsert{"job.insert", R"sql(
    INSERT INTO job (id, project, spider, asked_version, priority, settings, arguments, created_at)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING
)sql"};

Result<void> JobStore::schedule(const Job& job) {
    auto db = file_.use();
    const auto added = db->run(
        kInsert,
        job.id,
        job.project,
        job.spider,
        job.asked_version,
        job.priority,
        to_json(job.settings),
        to_json(job.arguments),
        stamp(job.created_at)
    );
    if (added == 1) return {};
    return Error{ErrorKind::conflict, "job-exists", fmt::format("job '{}' already exists", job.id)};
}

constexpr Query kFind{"job.find", "SELECT " SCRAPER_JOB_COLUMNS " FROM job WHERE id = ?"};

std::optional<Job> JobStore::find(std::string_view id) const {
    auto db = file_.read();
    auto row = db->query(kFind, id);
    if (!row.next()) return std::nullopt;
    return read_job(row);
}

constexpr Query kPending{
    "job.pending",
    "SELECT " SCRAPER_JOB_COLUMNS
    " FROM job WHERE state = 0 AND (?1 = '' OR project = ?1) ORDER BY priority DESC, number"
};
constexpr Query kRunning{
    "job.running",
    "SELECT " SCRAPER_JOB_COLUMNS
    " FROM job WHERE state = 1 AND (?1 = '' OR project = ?1) ORDER BY started_at, number"
};
constexpr Query kFinished{
    "job.finished",
    "SELECT " SCRAPER_JOB_COLUMNS
    " FROM job WHERE state = 2 AND (?1 = '' OR project = ?1) ORDER BY ended_at DESC, number DESC"
};

std::vector<Job> JobStore::list(JobState state, std::string_view project) const {
    auto db = file_.read();
    switch (state) {
        case JobState::pending: return jobs(db->query(kPending, project));
        case JobState::running: return jobs(db->query(kRunning, project));
        case JobState::finished: return jobs(db->query(kFinished, project));
    }
    return {};
}

constexpr Query kListRunning{
    "job.list_running",
    "SELECT " SCRAPER_LISTED_JOB_COLUMNS
    " FROM job WHERE state = 1 AND (?1 = '' OR project = ?1) ORDER BY started_at, number"
};
constexpr Query kListFinished{
    "job.list_finished",
    "SELECT " SCRAPER_LISTED_JOB_COLUMNS
    " FROM job WHERE state = 2 AND (?1 = '' OR project = ?1) ORDER BY ended_at DESC, number DESC"
};

void JobStore::visit(std::string_view project, const std::function<void(const Job&)>& each) const {
    auto db = file_.read();
    const sqlite::ReadTransaction moment(*db);
    for (const auto* query : {&kPending, &kListRunning, &kListFinished}) {
        auto rows = db->query(*query, project);
        while (rows.next()) each(read_job(rows));
    }
}

constexpr Query kCounts{"job.counts", "SELECT state, count(*) FROM job GROUP BY state"};

JobCounts JobStore::counts() const {
    auto db = file_.read();
    auto rows = db->query(kCounts);
    JobCounts counts;
    while (rows.next()) {
        switch (static_cast<JobState>(rows.integer(0))) {
            case JobState::pending: counts.pending = rows.integer(1); break;
            case JobState::running: counts.running = rows.integer(1); break;
            case JobState::finished: counts.finished = rows.integer(1); break;
        }
    }
    return counts;
}

constexpr Query kStartNext{
    "job.start_next",
    R"sql(
    WITH project AS (SELECT DISTINCT project AS name FROM job WHERE state = 0),
    head AS (
        SELECT (SELECT number FROM job WHERE state = 0 AND job.project = project.name
                ORDER BY priority DESC, number LIMIT 1) AS number
        FROM project
    )
    UPDATE job SET state = 1, started_at = ?, attempt = attempt + 1
    WHERE number = (SELECT min(number) FROM head)
    RETURNING )sql" SCRAPER_JOB_COLUMNS
};

std::optional<Job> JobStore::start_next(core::Instant now) {
    auto db = file_.use();
    auto row = db->query(kStartNext, stamp(now));
    if (!row.next()) return std::nullopt;
    auto job = read_job(row);
    while (row.next()) {
    }
    return job;
}

constexpr Query kSetVersion{"job.set_version", "UPDATE job SET version = ?2 WHERE id = ?1"};

void JobStore::set_version(std::string_view id, std::string_view version) {
    file_.use()->run(kSetVersion, id, version);
}

constexpr Query kSetFigures{
    "job.set_figures", "UPDATE job SET pages = ?2, items = ?3, errors = ?4 WHERE id = ?1"
};

void JobStore::set_figures(std::string_view id, std::int64_t pages, std::int64_t items, std::int64_t errors) {
    file_.use()->run(kSetFigures, id, pages, items, errors);
}

constexpr Query kFinish{"job.finish", R"sql(
    UPDATE job SET state = 2, ended_at = ?2, finish_reason = ?3, outcome = ?4, outcome_reason = ?5, record = ?6,
        hand_in = ?7, handed_position = 0
    WHERE id = ?1 AND state = 1
)sql"};
constexpr Query kLearnAddresses{"known.learn", R"sql(
    INSERT OR IGNORE INTO known (project, spider, url)
    SELECT job.project, job.spider, item.url FROM item JOIN job ON job.id = item.job WHERE item.job = ?
)sql"};
constexpr Query kAddPast{"past.add", R"sql(
    INSERT INTO past (project, spider, ended_at, record)
    SELECT project, spider, ended_at, record FROM job WHERE id = ? AND state = 2 AND record <> ''
)sql"};
constexpr Query kTrimPast{"past.trim", R"sql(
    WITH spider AS (SELECT project, spider FROM job WHERE id = ?1)
    DELETE FROM past WHERE (project, spider) = (SELECT project, spider FROM spider) AND number NOT IN (
        SELECT number FROM past WHERE (project, spider) = (SELECT project, spider FROM spider)
        ORDER BY ended_at DESC, number DESC LIMIT ?2
    )
)sql"};
constexpr Query kKeepSizes{"file_size.keep", R"sql(
    INSERT OR REPLACE INTO file_size (job, log_bytes, item_bytes)
    SELECT ?1, (SELECT coalesce(sum(length(CAST(line AS BLOB)) + 1), 0) FROM log WHERE job = ?1),
        (SELECT coalesce(sum(length(CAST(json AS BLOB)) + 1), 0) FROM item WHERE job = ?1)
)sql"};

void JobStore::finish(std::string_view id, const JobEnd& end, core::Instant now) {
    auto db = file_.use();
    sqlite::Transaction transaction(*db);
    const auto finished = db->run(
        kFinish,
        id,
        stamp(now),
        end.finish_reason,
        end.outcome,
        end.outcome_reason,
        end.record,
        static_cast<int>(end.hand_in)
    );
    if (finished > 0) db->run(kKeepSizes, id);
    if (finished > 0 && end.outcome == "complete") {
        db->run(kLearnAddresses, id);
        db->run(kAddPast, id);
        db->run(kTrimPast, id, kPastRuns);
    }
    transaction.commit();
}

constexpr Query kRemovePending{"job.remove_pending", "DELETE FROM job WHERE id = ? AND state = 0"};

bool JobStore::remove_pending(std::string_view id) {
    return file_.use()->run(kRemovePending, id) > 0;
}

constexpr Query kGiveUp{"job.give_up", R"sql(
    UPDATE job SET state = 2, ended_at = ?2, finish_reason = 'failed', outcome = 'failed',
        outcome_reason = 'the service died while the job ran', hand_in = ?3
    WHERE state = 1 AND attempt >= ?1
)sql"};
constexpr Query kRequeue{"job.requeue", "UPDATE job SET state = 0 WHERE id = ? AND state = 1"};

std::vector<Job> JobStore::recover(std::int64_t attempts, HandIn failed, core::Instant now) {
    auto db = file_.use();
    sqlite::Transaction transaction(*db);
    auto interrupted = jobs(db->query(kRunning, ""));
    db->run(kGiveUp, attempts, stamp(now), static_cast<int>(failed));
    for (auto& job : interrupted) {
        db->run(kRequeue, job.id);
        job.state = job.attempt >= attempts ? JobState::finished : JobState::pending;
    }
    transaction.commit();
    return interrupted;
}

constexpr Query kPutBack{"job.put_back", R"sql(
    UPDATE job SET state = 0, attempt = attempt - 1 WHERE id = ? AND state = 1
)sql"};

void JobStore::put_back(std::string_view id) {
    file_.use()->run(kPutBack, id);
}

constexpr Query kToHandIn{
    "job.to_hand_in", "SELECT " SCRAPER_JOB_COLUMNS " FROM job WHERE hand_in = 1 ORDER BY ended_at LIMIT ?"
};

std::vector<Job> JobStore::to_hand_in(std::size_t most) const {
    auto db = file_.read();
    return jobs(db->query(kToHandIn, most));
}

constexpr Query kSetHanded{"job.set_handed", "UPDATE job SET handed_position = ?2 WHERE id = ?1"};

void JobStore::set_handed(std::string_view id, std::int64_t position) {
    file_.use()->run(kSetHanded, id, position);
}

constexpr Query kSetAcknowledged{"job.set_acknowledged", "UPDATE job SET hand_in = 2 WHERE id = ?"};

void JobStore::set_acknowledged(std::string_view id) {
    file_.use()->run(kSetAcknowledged, id);
}

constexpr Query kForget{"job.forget", R"sql(
    DELETE FROM job WHERE state = 2 AND hand_in <> 1 AND number NOT IN (
        SELECT number FROM job WHERE state = 2 ORDER BY ended_at DESC, number DESC LIMIT ?
    )
)sql"};

std::int64_t JobStore::forget(std::int64_t keep) {
    return file_.use()->run(kForget, keep);
}

constexpr Query kPast{"job.past", R"sql(
    SELECT record FROM past WHERE project = ? AND spider = ? ORDER BY ended_at DESC, number DESC LIMIT ?
)sql"};

std::vector<std::string> JobStore::past_records(std::string_view project, std::string_view spider) const {
    auto db = file_.read();
    auto rows = db->query(kPast, project, spider, kPastRuns);
    std::vector<std::string> records;
    while (rows.next()) records.push_back(rows.text(0));
    return records;
}

}  // namespace scraper
