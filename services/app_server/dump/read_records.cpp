#include "app_server/dump/read_records.hpp"

#include <fmt/format.h>

namespace app::dump {

namespace {

using namespace core::domain;

void add_error(Problems& problems, std::size_t line, const core::Error& error) {
    if (error.fields.empty()) problems.add(line, error.detail);
    for (const auto& field : error.fields) {
        problems.add(line, fmt::format("{}: {}", field.name, field.detail));
    }
}

/// Puts a record among its kind.
class Sorter {
public:
    Sorter(Records& records, std::size_t line) : records_(records), line_(line) {}

    void operator()(FrameworkTitle&& framework) {
        records_.framework.title = std::move(framework.title);
        ++records_.framework_lines;
    }

    void operator()(Level&& level) { add(records_.framework.levels, std::move(level)); }

    void operator()(Format&& format) { add(records_.framework.formats, std::move(format)); }

    void operator()(Need&& need) { add(records_.framework.needs, std::move(need)); }

    void operator()(Specialism&& item) { add(records_.framework.specialisms, std::move(item)); }

    void operator()(Vertical&& vertical) { add(records_.framework.verticals, std::move(vertical)); }

    void operator()(Area&& area) { add(records_.framework.areas, std::move(area)); }

    void operator()(CompetencyCategory&& category) {
        add(records_.framework.categories, std::move(category));
    }

    void operator()(Competency&& item) { add(records_.framework.competencies, std::move(item)); }

    void operator()(JobRole&& role) { add(records_.framework.job_roles, std::move(role)); }

    void operator()(Course&& course) {
        records_.courses.push_back(std::move(course));
        records_.course_lines.push_back(line_);
    }

    void operator()(RemovedUid&& removed) { records_.removed.push_back(std::move(removed)); }

private:
    template <class Item>
    void add(std::vector<Item>& items, Item&& item) {
        items.push_back(std::move(item));
        ++records_.framework_lines;
    }

    Records& records_;
    std::size_t line_;
};

/// Claims the record's keys for its line; false, and a problem noted, when an earlier line has one of them.
bool claim_keys(Records& records, const Record& record, std::size_t line, Problems& problems) {
    auto keys = std::visit([](const auto& item) { return keys_of(item); }, record);
    for (const auto& key : keys) {
        const auto earlier = records.lines.find(key);
        if (earlier == records.lines.end()) continue;
        problems.add(line, fmt::format("{} stands on line {} already", key, earlier->second));
        return false;
    }
    for (auto& key : keys) records.lines.emplace(std::move(key), line);
    return true;
}

bool read_line(Records& records, std::string_view text, std::size_t line, Problems& problems) {
    if (text.size() > kMaxLineBytes) {
        problems.add(line, fmt::format("is longer than {} bytes", kMaxLineBytes));
        return false;
    }
    auto record = parse_record(text);
    if (!record) {
        add_error(problems, line, record.error());
        return false;
    }
    if (!claim_keys(records, *record, line, problems)) return false;
    std::visit(Sorter(records, line), std::move(*record));
    return true;
}

}  // namespace

Records read_records(const LineSource& next_line, Problems& problems, std::size_t max_lines) {
    Records records;
    std::string text;
    for (std::size_t line = 1; next_line(text); ++line) {
        if (line > max_lines) {
            problems.add(line, fmt::format("the file has more than {} lines", max_lines));
            records.readable = false;
            break;
        }
        if (!read_line(records, text, line, problems)) records.readable = false;
    }
    return records;
}

}  // namespace app::dump
