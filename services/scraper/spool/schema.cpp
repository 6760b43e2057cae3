#include "scraper/spool/schema.hpp"

namespace scraper {

namespace {

constexpr std::string_view kSchema = R"sql(
    CREATE TABLE IF NOT EXISTS version (
        project TEXT NOT NULL,
        name TEXT NOT NULL,
        sha256 TEXT NOT NULL,
        uploaded_at INTEGER NOT NULL,
        uploaded_by TEXT NOT NULL,
        ran INTEGER NOT NULL DEFAULT 0,
        PRIMARY KEY (project, name)
    ) WITHOUT ROWID;

    CREATE TABLE IF NOT EXISTS spider (
        project TEXT NOT NULL,
        version TEXT NOT NULL,
        name TEXT NOT NULL,
        document TEXT NOT NULL,
        PRIMARY KEY (project, version, name),
        FOREIGN KEY (project, version) REFERENCES version (project, name) ON DELETE CASCADE
    ) WITHOUT ROWID;

    -- project.json of a version, where it has one.
    CREATE TABLE IF NOT EXISTS project_file (
        project TEXT NOT NULL,
        version TEXT NOT NULL,
        document TEXT NOT NULL,
        PRIMARY KEY (project, version),
        FOREIGN KEY (project, version) REFERENCES version (project, name) ON DELETE CASCADE
    ) WITHOUT ROWID;

    -- state: 0 pending, 1 running, 2 finished. hand_in: 0 nothing to do, 1 to be done, 2 acknowledged.
    CREATE TABLE IF NOT EXISTS job (
        number INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        project TEXT NOT NULL,
        spider TEXT NOT NULL,
        asked_version TEXT,
        version TEXT NOT NULL DEFAULT '',
        priority REAL NOT NULL,
        settings TEXT NOT NULL,
        arguments TEXT NOT NULL,
        state INTEGER NOT NULL DEFAULT 0,
        created_at INTEGER NOT NULL,
        started_at INTEGER,
        ended_at INTEGER,
        finish_reason TEXT NOT NULL DEFAULT '',
        attempt INTEGER NOT NULL DEFAULT 0,
        pages INTEGER NOT NULL DEFAULT 0,
        items INTEGER NOT NULL DEFAULT 0,
        errors INTEGER NOT NULL DEFAULT 0,
        outcome TEXT NOT NULL DEFAULT '',
        outcome_reason TEXT NOT NULL DEFAULT '',
        record TEXT NOT NULL DEFAULT '',
        hand_in INTEGER NOT NULL DEFAULT 0,
        handed_position INTEGER NOT NULL DEFAULT 0
    );
    CREATE INDEX IF NOT EXISTS job_pending ON job (project, priority DESC, number) WHERE state = 0;
    CREATE INDEX IF NOT EXISTS job_running ON job (number) WHERE state = 1;
    CREATE INDEX IF NOT EXISTS job_finished ON job (ended_at DESC) WHERE state = 2;
    CREATE INDEX IF NOT EXISTS job_hand_in ON job (ended_at) WHERE hand_in = 1;

    CREATE TABLE IF NOT EXISTS item (
        job TEXT NOT NULL REFERENCES job (id) ON DELETE CASCADE,
        url TEXT NOT NULL,
        position INTEGER NOT NULL,
        json TEXT NOT NULL,
        PRIMARY KEY (job, url)
    ) WITHOUT ROWID;
    CREATE INDEX IF NOT EXISTS item_position ON item (job, position);

    CREATE TABLE IF NOT EXISTS log (
        number INTEGER PRIMARY KEY,
        job TEXT NOT NULL REFERENCES job (id) ON DELETE CASCADE,
        line TEXT NOT NULL
    );
    CREATE INDEX IF NOT EXISTS log_job ON log (job, number);

    CREATE TABLE IF NOT EXISTS page_error (
        number INTEGER PRIMARY KEY,
        job TEXT NOT NULL REFERENCES job (id) ON DELETE CASCADE,
        code TEXT NOT NULL,
        url TEXT NOT NULL,
        detail TEXT NOT NULL,
        field TEXT NOT NULL,
        selector TEXT NOT NULL
    );
    CREATE INDEX IF NOT EXISTS page_error_job ON page_error (job, number);

    CREATE TABLE IF NOT EXISTS error_count (
        job TEXT NOT NULL REFERENCES job (id) ON DELETE CASCADE,
        code TEXT NOT NULL,
        count INTEGER NOT NULL,
        PRIMARY KEY (job, code)
    ) WITHOUT ROWID;

    -- Bytes of a finished job's log and items, as files.
    CREATE TABLE IF NOT EXISTS file_size (
        job TEXT PRIMARY KEY REFERENCES job (id) ON DELETE CASCADE,
        log_bytes INTEGER NOT NULL,
        item_bytes INTEGER NOT NULL
    ) WITHOUT ROWID;

    -- Figures of the latest complete runs of a spider; they outlive their jobs.
    CREATE TABLE IF NOT EXISTS past (
        number INTEGER PRIMARY KEY,
        project TEXT NOT NULL,
        spider TEXT NOT NULL,
        ended_at INTEGER NOT NULL,
        record TEXT NOT NULL
    );
    CREATE INDEX IF NOT EXISTS past_spider ON past (project, spider, ended_at DESC);

    -- Addresses that complete runs of a spider have had.
    CREATE TABLE IF NOT EXISTS known (
        project TEXT NOT NULL,
        spider TEXT NOT NULL,
        url TEXT NOT NULL,
        PRIMARY KEY (project, spider, url)
    ) WITHOUT ROWID;
)sql";

}  // namespace

SpoolFile::SpoolFile(const std::filesystem::path& file)
    : database_(file, kSchema), readers_{{Reader(file), Reader(file), Reader(file)}} {}

SpoolFile::Reader::Reader(const std::filesystem::path& file) : database(file, "PRAGMA query_only = ON") {}

SpoolFile::Use SpoolFile::read() {
    for (auto& reader : readers_) {
        std::unique_lock lock(reader.mutex, std::try_to_lock);
        if (lock) return {std::move(lock), reader.database};
    }
    auto& first = readers_.front();
    return {std::unique_lock(first.mutex), first.database};
}

}  // namespace scraper
