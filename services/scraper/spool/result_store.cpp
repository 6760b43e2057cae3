#include "scraper/spool/result_store.hpp"

namespace scraper {

using sqlite::Query;

constexpr Query kItems{"item.after", R"sql(
    SELECT position, url, json FROM item WHERE job = ? AND position > ? ORDER BY position LIMIT ?
)sql"};

std::vector<StoredItem> ResultStore::items(std::string_view job, std::int64_t after, std::size_t most) const {
    auto db = file_.read();
    auto rows = db->query(kItems, job, after, most);
    std::vector<StoredItem> found;
    while (rows.next()) found.push_back({rows.integer(0), rows.text(1), rows.text(2)});
    return found;
}

constexpr Query kItemLines{"item.lines", "SELECT json FROM item WHERE job = ? ORDER BY url"};

std::string ResultStore::item_lines(std::string_view job) const {
    auto db = file_.read();
    auto rows = db->query(kItemLines, job);
    std::string lines;
    while (rows.next()) lines += rows.text(0) + "\n";
    return lines;
}

constexpr Query kHasItems{"item.any", "SELECT 1 FROM item WHERE job = ? LIMIT 1"};

bool ResultStore::has_items(std::string_view job) const {
    auto db = file_.read();
    return db->query(kHasItems, job).next();
}

constexpr Query kLog{"log.lines", "SELECT line FROM log WHERE job = ? ORDER BY number"};

std::string ResultStore::log_text(std::string_view job) const {
    auto db = file_.read();
    auto rows = db->query(kLog, job);
    std::string text;
    while (rows.next()) text += rows.text(0) + "\n";
    return text;
}

// Sums are reckoned for jobs that run; of the others they are kept.
constexpr Query kFileSizes{"job.file_sizes", R"sql(
    SELECT id,
        coalesce(log_bytes, (SELECT sum(length(CAST(line AS BLOB)) + 1) FROM log WHERE log.job = id), 0),
        coalesce(item_bytes, (SELECT sum(length(CAST(json AS BLOB)) + 1) FROM item WHERE item.job = id), 0)
    FROM job LEFT JOIN file_size ON file_size.job = id WHERE project = ? AND spider = ? AND state > 0
)sql"};

std::map<std::string, FileSizes> ResultStore::file_sizes(std::string_view project, std::string_view spider)
    const {
    auto db = file_.read();
    auto rows = db->query(kFileSizes, project, spider);
    std::map<std::string, FileSizes> sizes;
    while (rows.next()) sizes[rows.text(0)] = {rows.integer(1), rows.integer(2)};
    return sizes;
}

constexpr Query kErrors{"page_error.list", R"sql(
    SELECT code, url, detail, field, selector FROM page_error WHERE job = ? ORDER BY number LIMIT ?
)sql"};

std::vector<StoredError> ResultStore::errors(std::string_view job, std::size_t most) const {
    auto db = file_.read();
    auto rows = db->query(kErrors, job, most);
    std::vector<StoredError> found;
    while (rows.next())
        found.push_back({rows.text(0), rows.text(1), rows.text(2), rows.text(3), rows.text(4)});
    return found;
}

constexpr Query kErrorCounts{"error_count.list", "SELECT code, count FROM error_count WHERE job = ?"};

std::map<std::string, std::int64_t> ResultStore::errors_by_kind(std::string_view job) const {
    auto db = file_.read();
    auto rows = db->query(kErrorCounts, job);
    std::map<std::string, std::int64_t> counts;
    while (rows.next()) counts[rows.text(0)] = rows.integer(1);
    return counts;
}

constexpr Query kNewItems{"item.new", R"sql(
    SELECT count(*) FROM item JOIN job ON job.id = item.job
    WHERE item.job = ? AND NOT EXISTS (
        SELECT 1 FROM known WHERE known.project = job.project AND known.spider = job.spider AND known.url = item.url
    )
)sql"};

std::int64_t ResultStore::new_items(std::string_view job) const {
    auto db = file_.read();
    auto row = db->query(kNewItems, job);
    return row.next() ? row.integer(0) : 0;
}

constexpr Query kDropErrors{"page_error.drop", "DELETE FROM page_error WHERE job = ?"};
constexpr Query kDropErrorCounts{"error_count.drop", "DELETE FROM error_count WHERE job = ?"};

void ResultStore::begin_attempt(std::string_view job) {
    auto db = file_.use();
    sqlite::Transaction transaction(*db);
    db->run(kDropErrors, job);
    db->run(kDropErrorCounts, job);
    transaction.commit();
}

constexpr Query kDropItems{"item.drop_up_to", "DELETE FROM item WHERE job = ? AND position <= ?"};

void ResultStore::drop_items_up_to(std::string_view job, std::int64_t position) {
    file_.use()->run(kDropItems, job, position);
}

constexpr Query kLastPosition{
    "item.last_position", "SELECT coalesce(max(position), 0) FROM item WHERE job = ?"
};

std::int64_t ResultStore::last_position(std::string_view job) const {
    auto db = file_.read();
    auto row = db->query(kLastPosition, job);
    return row.next() ? row.integer(0) : 0;
}

}  // namespace scraper
