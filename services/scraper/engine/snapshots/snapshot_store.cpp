#include "scraper/engine/snapshots/snapshot_store.hpp"

#include "core/base/digest.hpp"
#include "core/base/json.hpp"
#include "scraper/engine/snapshots/compression.hpp"
#include "scraper/sqlite/database.hpp"

#include <strings.h>

namespace scraper {

namespace {

using sqlite::Query;

constexpr std::size_t kMostBytes = 64U << 20U;
constexpr int kBatch = 200;  // fetches written in one commit

constexpr std::string_view kSchema = R"sql(
    CREATE TABLE IF NOT EXISTS body (
        hash TEXT PRIMARY KEY,
        bytes INTEGER NOT NULL,
        packed BLOB NOT NULL
    ) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS fetch (
        run TEXT NOT NULL,
        request TEXT NOT NULL,
        url TEXT NOT NULL,
        status INTEGER NOT NULL,
        at INTEGER NOT NULL,
        headers TEXT NOT NULL,
        etag TEXT NOT NULL,
        last_modified TEXT NOT NULL,
        hash TEXT NOT NULL REFERENCES body (hash),
        PRIMARY KEY (run, request)
    ) WITHOUT ROWID;
    CREATE INDEX IF NOT EXISTS fetch_request ON fetch (request, at);
    CREATE INDEX IF NOT EXISTS fetch_at ON fetch (at);
    CREATE INDEX IF NOT EXISTS fetch_hash ON fetch (hash);
)sql";

std::string headers_json(const Snapshot& snapshot) {
    std::string out;
    core::json::Writer json(out);
    json.begin_array();
    for (const auto& [name, value] : snapshot.headers)
        json.begin_array().value(name).value(value).end_array();
    json.end_array();
    return out;
}

std::string header(const Snapshot& snapshot, const char* name) {
    for (const auto& [key, value] : snapshot.headers) {
        if (strcasecmp(key.c_str(), name) == 0) return value;
    }
    return {};
}

/// The columns run, request, url, status, at, headers, hash, bytes.
Snapshot read_fetch(const sqlite::Statement& row) {
    Snapshot snapshot{
        .run = row.text(0),
        .request = row.text(1),
        .url = row.text(2),
        .status = static_cast<unsigned>(row.integer(3)),
        .at = core::Instant(std::chrono::microseconds(row.integer(4))),
        .headers = {},
        .body = {},
        .hash = row.text(6),
        .bytes = static_cast<std::size_t>(row.integer(7)),
    };
    const auto text = row.text(5);
    const auto headers = core::json::Document::parse(text);
    if (!headers) return snapshot;
    for (std::size_t i = 0; i < headers->root().size(); ++i) {
        const auto field = headers->root().at(i);
        snapshot.headers.emplace_back(
            field.at(0).as_string().value_or(""), field.at(1).as_string().value_or("")
        );
    }
    return snapshot;
}

}  // namespace

struct SnapshotStore::Body {
    explicit Body(const std::filesystem::path& file) : database(file, kSchema) {}

    void begin() {
        if (waiting++ == 0) database.execute("BEGIN IMMEDIATE");
    }

    void end() {
        if (waiting > 0) database.execute("COMMIT");
        waiting = 0;
    }

    sqlite::Database database;
    int waiting = 0;
};

SnapshotStore::SnapshotStore(const std::filesystem::path& file) : body_(std::make_unique<Body>(file)) {}

SnapshotStore::~SnapshotStore() {
    try {
        body_->end();
    } catch (const sqlite::SqliteError&) {
        // The last fetches are lost; a run does not depend on them.
    }
}

constexpr Query kHasBody{"snapshot.has_body", "SELECT 1 FROM body WHERE hash = ?"};
constexpr Query kPutBody{"snapshot.put_body", "INSERT INTO body (hash, bytes, packed) VALUES (?, ?, ?)"};
constexpr Query kPutFetch{"snapshot.put_fetch", R"sql(
    INSERT OR REPLACE INTO fetch (run, request, url, status, at, headers, etag, last_modified, hash)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
)sql"};

void SnapshotStore::put(const Snapshot& snapshot) {
    const auto hash = core::sha256_hex(snapshot.body);
    const std::lock_guard lock(mutex_);
    auto& db = body_->database;
    body_->begin();
    if (!db.query(kHasBody, hash).next()) {
        auto statement = db.query(kPutBody, hash, snapshot.body.size());
        statement.bind_bytes(compress(snapshot.body));
        db.finish(statement);
    }
    db.run(
        kPutFetch,
        snapshot.run,
        snapshot.request,
        snapshot.url,
        snapshot.status,
        snapshot.at.time_since_epoch().count(),
        headers_json(snapshot),
        header(snapshot, "ETag"),
        header(snapshot, "Last-Modified"),
        hash
    );
    if (body_->waiting >= kBatch) body_->end();
}

void SnapshotStore::flush() {
    const std::lock_guard lock(mutex_);
    body_->end();
}

constexpr Query kFind{"snapshot.find", R"sql(
    SELECT run, request, url, status, at, headers, fetch.hash, bytes, packed
    FROM fetch JOIN body ON body.hash = fetch.hash
    WHERE run = ? AND request = ?
)sql"};

std::optional<Snapshot> SnapshotStore::find(std::string_view run, std::string_view request) {
    const std::lock_guard lock(mutex_);
    auto row = body_->database.query(kFind, run, request);
    if (!row.next()) return std::nullopt;
    auto snapshot = read_fetch(row);
    snapshot.body = decompress(row.text(8), kMostBytes);
    return snapshot;
}

constexpr Query kList{"snapshot.list", R"sql(
    SELECT run, request, url, status, at, headers, fetch.hash, bytes
    FROM fetch JOIN body ON body.hash = fetch.hash
    WHERE run = ? ORDER BY at, request LIMIT ?
)sql"};

std::vector<Snapshot> SnapshotStore::list(std::string_view run, std::size_t most) {
    const std::lock_guard lock(mutex_);
    std::vector<Snapshot> found;
    auto row = body_->database.query(kList, run, most);
    while (row.next()) found.push_back(read_fetch(row));
    return found;
}

constexpr Query kBody{"snapshot.body", "SELECT packed FROM body WHERE hash = ?"};

std::optional<std::string> SnapshotStore::body(std::string_view hash) {
    const std::lock_guard lock(mutex_);
    auto row = body_->database.query(kBody, hash);
    if (!row.next()) return std::nullopt;
    return decompress(row.text(0), kMostBytes);
}

constexpr Query kValidators{"snapshot.validators", R"sql(
    SELECT etag, last_modified, hash FROM fetch
    WHERE request = ? AND status = 200 ORDER BY at DESC LIMIT 1
)sql"};

std::optional<Validators> SnapshotStore::validators(std::string_view request) {
    const std::lock_guard lock(mutex_);
    auto row = body_->database.query(kValidators, request);
    if (!row.next()) return std::nullopt;
    Validators found{row.text(0), row.text(1), row.text(2)};
    if (found.etag.empty() && found.last_modified.empty()) return std::nullopt;
    return found;
}

constexpr Query kExpireFetches{"snapshot.expire_fetches", "DELETE FROM fetch WHERE at < ?"};
constexpr Query kExpireBodies{"snapshot.expire_bodies", R"sql(
    DELETE FROM body WHERE NOT EXISTS (SELECT 1 FROM fetch WHERE fetch.hash = body.hash)
)sql"};

std::size_t SnapshotStore::expire(core::Instant limit) {
    const std::lock_guard lock(mutex_);
    body_->end();
    sqlite::Transaction transaction(body_->database);
    const auto gone = body_->database.run(kExpireFetches, limit.time_since_epoch().count());
    body_->database.run(kExpireBodies);
    transaction.commit();
    return static_cast<std::size_t>(gone);
}

}  // namespace scraper
