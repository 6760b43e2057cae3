#include "app_server/catalogue/snapshot.hpp"

namespace app {

namespace {

std::vector<Row> entry_rows(const std::vector<CoursePtr>& courses) {
    std::vector<Row> rows;
    for (std::uint32_t c = 0; c < courses.size(); ++c) {
        const auto& schedule = courses[c]->course().schedule;
        if (schedule.is_ongoing()) rows.push_back({.course = c});
        for (std::uint32_t d = 0; d < schedule.dates().size(); ++d) {
            const auto& date = schedule.dates()[d];
            rows.push_back({c, d, date.starts_at, date.ends_at.value_or(date.starts_at)});
        }
    }
    return rows;
}

std::vector<Row> course_rows(const std::vector<CoursePtr>& courses) {
    std::vector<Row> rows;
    for (std::uint32_t c = 0; c < courses.size(); ++c) {
        const auto& dates = courses[c]->course().schedule.dates();
        if (dates.empty()) {
            rows.push_back({.course = c});
        } else {
            rows.push_back({c, 0, dates[0].starts_at, dates[0].ends_at.value_or(dates[0].starts_at)});
        }
    }
    return rows;
}

std::vector<std::string_view> names(const std::vector<CoursePtr>& courses) {
    std::vector<std::string_view> texts;
    texts.reserve(courses.size());
    for (const auto& course : courses) texts.emplace_back(course->folded_name);
    return texts;
}

void keep(std::optional<Bitmap>& rows, const Bitmap& only) {
    if (rows) {
        *rows &= only;
    } else {
        rows = only;
    }
}

}  // namespace

Snapshot::Snapshot(Parts parts) : Snapshot(std::move(parts), rank_names(parts.courses)) {}

Snapshot::Snapshot(Parts&& parts, std::span<const std::uint32_t> name_ranks)
    : parts_(std::move(parts)),
      names_(names(parts_.courses)),
      entries_(parts_.courses, entry_rows(parts_.courses), *parts_.framework, parts_.providers, name_ranks),
      courses_(parts_.courses, course_rows(parts_.courses), *parts_.framework, parts_.providers, name_ranks) {
    by_uid_.reserve(parts_.courses.size());
    for (std::uint32_t c = 0; c < parts_.courses.size(); ++c)
        by_uid_.emplace(parts_.courses[c]->course().uid, c);

    changes_.reserve(parts_.courses.size() + parts_.removals.size());
    for (const auto& course : parts_.courses) {
        changes_.push_back({course->stored.changed_in, course->course().uid, false});
    }
    for (const auto& removal : parts_.removals) {
        if (!by_uid_.contains(removal.uid)) changes_.push_back({removal.changed_in, removal.uid, true});
    }
    std::sort(changes_.begin(), changes_.end(), [](const Change& a, const Change& b) {
        return std::tie(a.version, a.uid) < std::tie(b.version, b.uid);
    });
}

const PublishedCourse* Snapshot::find_course(std::string_view uid) const {
    const auto found = by_uid_.find(uid);
    return found == by_uid_.end() ? nullptr : parts_.courses[found->second].get();
}

std::optional<Bitmap> Snapshot::matching_entries(const Filter& filter) const {
    auto rows = entries_.match(filter);
    if (!filter.name.empty()) {
        keep(rows, *named_entries_.of(filter.name, [&] {
            return entries_.of_courses(names_.find(filter.name));
        }));
    }
    return rows;
}

std::optional<Bitmap> Snapshot::matching_courses(const Filter& filter) const {
    Filter undated = filter;
    undated.starts_from.reset();
    undated.starts_before.reset();
    auto rows = courses_.match(undated);
    if (!filter.name.empty()) {
        keep(rows, *named_courses_.of(filter.name, [&] {
            return courses_.of_courses(names_.find(filter.name));
        }));
    }
    if (filter.starts_from || filter.starts_before) {
        Filter only_dates;
        only_dates.starts_from = filter.starts_from;
        only_dates.starts_before = filter.starts_before;
        Bitmap in_range(courses_.size());
        entries_.match(only_dates)->for_each([&](std::size_t row) {
            const auto course = entries_.row(static_cast<std::uint32_t>(row)).course;
            in_range.set(courses_.rows_of(course).front());
        });
        keep(rows, in_range);
    }
    return rows;
}

std::shared_ptr<const Bitmap> Snapshot::upcoming(core::Instant today) const {
    auto known = upcoming_.load();
    if (!known || known->today != today) {
        Bitmap rows(entries_.size());
        for (std::uint32_t r = 0; r < entries_.size(); ++r) {
            const Row& row = entries_.row(r);
            if (row.date == Row::kNoDate || row.last_at >= today) rows.set(r);
        }
        known = std::make_shared<const Upcoming>(today, std::move(rows));
        upcoming_.store(known);
    }
    return {known, &known->rows};
}

}  // namespace app
