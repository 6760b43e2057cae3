#include "scraper/spool/run_writer.hpp"

namespace scraper {

using sqlite::Query;

RunWriter::RunWriter(SpoolFile& file, std::string job, std::int64_t position)
    : file_(file), job_(std::move(job)), position_(position) {}

void RunWriter::item(std::string url, std::string json) {
    items_.push_back({++position_, std::move(url), std::move(json)});
}

void RunWriter::error(StoredError error) {
    constexpr std::int64_t kMost = 1000;
    ++counts_[error.code];
    if (kept_errors_++ < kMost) errors_.push_back(std::move(error));
}

void RunWriter::line(std::string text) {
    constexpr std::int64_t kMost = 50'000;
    if (kept_lines_++ < kMost) lines_.push_back(std::move(text));
}

void RunWriter::figures(std::int64_t pages, std::int64_t items, std::int64_t errors) {
    pages_ = pages;
    items_count_ = items;
    errors_count_ = errors;
    changed_ = true;
}

bool RunWriter::full() const {
    constexpr std::size_t kBatch = 500;
    return items_.size() + errors_.size() + lines_.size() >= kBatch;
}

constexpr Query kPutItem{
    "item.put", "INSERT OR REPLACE INTO item (job, url, position, json) VALUES (?, ?, ?, ?)"
};
constexpr Query kPutError{"page_error.put", R"sql(
    INSERT INTO page_error (job, code, url, detail, field, selector) VALUES (?, ?, ?, ?, ?, ?)
)sql"};
constexpr Query kPutCount{"error_count.put", R"sql(
    INSERT INTO error_count (job, code, count) VALUES (?, ?, ?)
    ON CONFLICT (job, code) DO UPDATE SET count = count + excluded.count
)sql"};
constexpr Query kPutLine{"log.put", "INSERT INTO log (job, line) VALUES (?, ?)"};
constexpr Query kPutFigures{
    "run.figures", "UPDATE job SET pages = ?2, items = ?3, errors = ?4 WHERE id = ?1"
};

void RunWriter::flush() {
    if (items_.empty() && errors_.empty() && lines_.empty() && counts_.empty() && !changed_) return;
    auto db = file_.use();
    sqlite::Transaction transaction(*db);
    for (const auto& [position, url, json] : items_) db->run(kPutItem, job_, url, position, json);
    for (const auto& e : errors_) db->run(kPutError, job_, e.code, e.url, e.detail, e.field, e.selector);
    for (const auto& [code, count] : counts_) db->run(kPutCount, job_, code, count);
    for (const auto& line : lines_) db->run(kPutLine, job_, line);
    if (changed_) db->run(kPutFigures, job_, pages_, items_count_, errors_count_);
    transaction.commit();
    items_.clear();
    errors_.clear();
    counts_.clear();
    lines_.clear();
    changed_ = false;
}

}  // namespace scraper
