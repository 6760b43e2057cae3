#include "scraper/spool/job_row.hpp"

#include "core/base/json.hpp"

namespace scraper {

namespace {

TextMap read_texts(const std::string& text) {
    TextMap texts;
    if (text.empty()) return texts;
    const auto document = core::json::Document::parse(text);
    if (!document) return texts;
    const auto root = document->root();
    for (std::size_t i = 0; i < root.size(); ++i)
        texts[std::string(root.member_name(i))] = root.member_value(i).as_string().value_or("");
    return texts;
}

core::Instant instant(std::int64_t microseconds) {
    return core::Instant(std::chrono::microseconds(microseconds));
}

std::optional<core::Instant> maybe_instant(const sqlite::Statement& row, int column) {
    const auto microseconds = row.maybe_integer(column);
    if (!microseconds) return std::nullopt;
    return instant(*microseconds);
}

}  // namespace

Job read_job(const sqlite::Statement& row) {
    return {
        .number = row.integer(0),
        .id = row.text(1),
        .project = row.text(2),
        .spider = row.text(3),
        .asked_version = row.maybe_text(4),
        .version = row.text(5),
        .priority = row.number(6),
        .settings = read_texts(row.text(7)),
        .arguments = read_texts(row.text(8)),
        .state = static_cast<JobState>(row.integer(9)),
        .created_at = instant(row.integer(10)),
        .started_at = maybe_instant(row, 11),
        .ended_at = maybe_instant(row, 12),
        .finish_reason = row.text(13),
        .attempt = row.integer(14),
        .pages = row.integer(15),
        .items = row.integer(16),
        .errors = row.integer(17),
        .outcome = row.text(18),
        .outcome_reason = row.text(19),
        .hand_in = static_cast<HandIn>(row.integer(20)),
        .handed_position = row.integer(21),
    };
}

std::string to_json(const TextMap& texts) {
    std::string out;
    core::json::Writer json(out);
    json.begin_object();
    for (const auto& [name, value] : texts) json.member(name, value);
    json.end_object();
    return out;
}

}  // namespace scraper
