#include "app_server/catalogue/snapshot.hpp"

#include <algorithm>
#include <numeric>
#include <tuple>
#include <unordered_set>

namespace app {

namespace {

void add_entries(std::vector<Row>& rows, std::uint32_t number, const core::domain::Course& course) {
    if (course.schedule.is_ongoing()) rows.push_back({.course = number});
    for (std::uint32_t d = 0; d < course.schedule.dates().size(); ++d) {
        const auto& date = course.schedule.dates()[d];
        rows.push_back({number, d, date.starts_at, date.ends_at.value_or(date.starts_at)});
    }
}

void add_course(std::vector<Row>& rows, std::uint32_t number, const core::domain::Course& course) {
    const auto& dates = course.schedule.dates();
    if (dates.empty()) {
        rows.push_back({.course = number});
    } else {
        rows.push_back({number, 0, dates[0].starts_at, dates[0].ends_at.value_or(dates[0].starts_at)});
    }
}

using AddRows = void (*)(std::vector<Row>&, std::uint32_t, const core::domain::Course&);

std::vector<Row> all_rows(const std::vector<CoursePtr>& courses, AddRows add) {
    std::vector<Row> rows;
    for (std::uint32_t c = 0; c < courses.size(); ++c) add(rows, c, courses[c]->course());
    return rows;
}

std::vector<Row> rows_of(
    const std::vector<CoursePtr>& courses, std::span<const std::uint32_t> numbers, AddRows add
) {
    std::vector<Row> rows;
    for (const auto c : numbers) add(rows, c, courses[c]->course());
    return rows;
}

std::vector<std::uint32_t> all_of(const std::vector<CoursePtr>& courses) {
    std::vector<std::uint32_t> numbers(courses.size());
    std::iota(numbers.begin(), numbers.end(), 0U);
    return numbers;
}

/// How the courses of one snapshot differ from those of another; no value when that is so much, or of such a
/// kind, that new indexes are made sooner than the old ones are changed.
std::optional<Renumbering> difference(const Snapshot::Parts& last, const Snapshot::Parts& next) {
    const bool same_providers = last.providers.size() <= next.providers.size() &&
                                std::equal(
                                    last.providers.begin(),
                                    last.providers.end(),
                                    next.providers.begin(),
                                    [](const auto& a, const auto& b) { return a.id == b.id; }
                                );
    if (last.framework != next.framework || !same_providers) return std::nullopt;

    constexpr std::size_t kFewPercent = 2;
    const std::size_t most = last.courses.size() * kFewPercent / 100 + 1;
    std::vector<std::uint32_t> gone;
    std::vector<std::uint32_t> come;
    auto old = last.courses.begin();
    auto now = next.courses.begin();
    while (old != last.courses.end() || now != next.courses.end()) {
        if (gone.size() + come.size() > 2 * most) return std::nullopt;
        const bool both = old != last.courses.end() && now != next.courses.end();
        if (both && *old == *now) {
            ++old;
            ++now;
        } else if (now == next.courses.end() || (both && (*old)->stored.number <= (*now)->stored.number)) {
            gone.push_back(static_cast<std::uint32_t>(old++ - last.courses.begin()));
        } else {
            come.push_back(static_cast<std::uint32_t>(old - last.courses.begin()));
            ++now;
        }
    }
    return Renumbering(last.courses.size(), std::move(gone), come);
}

/// Tells one range of days from another.
std::string days_of(const Filter& filter) {
    std::string text;
    for (const auto& bound : {filter.starts_from, filter.starts_before}) {
        text += bound ? std::to_string(bound->time_since_epoch().count()) : "-";
        text += ' ';
    }
    return text;
}

}  // namespace

Snapshot::Snapshot(Parts parts) : Snapshot(std::move(parts), rank_names(parts.courses)) {}

Snapshot::Snapshot(Parts&& parts, std::span<const std::uint32_t> name_ranks)
    : parts_(std::move(parts)),
      names_(parts_.courses),
      entries_(
          parts_.courses,
          all_rows(parts_.courses, add_entries),
          *parts_.framework,
          parts_.providers,
          name_ranks
      ),
      courses_(
          parts_.courses,
          all_rows(parts_.courses, add_course),
          *parts_.framework,
          parts_.providers,
          name_ranks
      ) {
    by_uid_.reserve(parts_.courses.size());
    for (std::uint32_t c = 0; c < parts_.courses.size(); ++c)
        by_uid_.emplace(parts_.courses[c]->course().uid, c);
    list_changes({}, all_of(parts_.courses));
}

std::shared_ptr<const Snapshot> Snapshot::following(const Snapshot& last, Parts parts) {
    const auto numbers = difference(last.parts_, parts);
    if (!numbers) return std::make_shared<const Snapshot>(std::move(parts));
    return std::shared_ptr<const Snapshot>(new Snapshot(std::move(parts), last, *numbers));
}

Snapshot::Snapshot(Parts&& parts, const Snapshot& last, const Renumbering& numbers)
    : parts_(std::move(parts)),
      by_uid_(last.by_uid_),
      names_(last.names_, parts_.courses, numbers),
      entries_(
          last.entries_,
          parts_.courses,
          numbers,
          rows_of(parts_.courses, numbers.inserted(), add_entries),
          *parts_.framework,
          parts_.providers
      ),
      courses_(
          last.courses_,
          parts_.courses,
          numbers,
          rows_of(parts_.courses, numbers.inserted(), add_course),
          *parts_.framework,
          parts_.providers
      ) {
    std::unordered_set<const char*> gone;  // where the uids stand that end with their courses
    for (const auto c : numbers.removed()) {
        const auto& uid = last.parts_.courses[c]->course().uid;
        gone.insert(uid.data());
        by_uid_.erase(uid);
    }
    const auto now = numbers.table();
    for (auto& [uid, course] : by_uid_) course = now[course];
    for (const auto c : numbers.inserted()) by_uid_.emplace(parts_.courses[c]->course().uid, c);

    std::vector<Change> unchanged;
    unchanged.reserve(last.changes_.size());
    std::copy_if(
        last.changes_.begin(),
        last.changes_.end(),
        std::back_inserter(unchanged),
        [&](const Change& change) { return !change.removed && !gone.contains(change.uid.data()); }
    );
    list_changes(unchanged, numbers.inserted());
}

/// `unchanged` are those of courses that stay as they were, in order; `changed` the other courses.
void Snapshot::list_changes(const std::vector<Change>& unchanged, std::span<const std::uint32_t> changed) {
    const auto before = [](const Change& a, const Change& b) {
        return std::tie(a.version, a.uid) < std::tie(b.version, b.uid);
    };
    std::vector<Change> more;
    more.reserve(changed.size() + parts_.removals.size());
    for (const auto c : changed) {
        const auto& course = *parts_.courses[c];
        more.push_back({course.stored.changed_in, course.course().uid, false});
    }
    for (const auto& removal : parts_.removals) {
        if (!by_uid_.contains(removal.uid)) more.push_back({removal.changed_in, removal.uid, true});
    }
    std::sort(more.begin(), more.end(), before);
    changes_.reserve(unchanged.size() + more.size());
    std::merge(
        unchanged.begin(), unchanged.end(), more.begin(), more.end(), std::back_inserter(changes_), before
    );
}

const PublishedCourse* Snapshot::find_course(std::string_view uid) const {
    const auto found = by_uid_.find(uid);
    return found == by_uid_.end() ? nullptr : parts_.courses[found->second].get();
}

void Snapshot::keep_named(
    Matches& matches, const Filter& filter, const RowIndex& index, RecentByOrder& recent
) const {
    const auto found = [&](SortOrder order) {
        return recent[order.index()].of(filter.name, [&] {
            return index.places_of(names_.find(filter.name), order);
        });
    };
    const auto places = found(matches.order());
    matches.places().keep({places, &places->rows});
    if (matches.by_number() && !matches.order().is_by_number()) matches.keep_numbers(found({}));
}

Matches Snapshot::matching_entries(const Filter& filter, SortOrder order) const {
    auto matches = entries_.match(filter, order);
    if (!filter.name.empty()) keep_named(matches, filter, entries_, named_entries_);
    return matches;
}

Bitmap Snapshot::courses_within(const Filter& filter) const {
    Filter only_dates;
    only_dates.starts_from = filter.starts_from;
    only_dates.starts_before = filter.starts_before;
    std::vector<std::uint32_t> courses;
    for (const auto row : entries_.match(only_dates, {}).places().take(0, false, entries_.size()))
        courses.push_back(entries_.row(row).course);
    return courses_.places_of(courses, {});
}

Matches Snapshot::matching_courses(const Filter& filter, SortOrder order) const {
    const bool dated = filter.starts_from || filter.starts_before;
    auto matches = courses_.match(filter.undated(), order, dated);
    if (!filter.name.empty()) keep_named(matches, filter, courses_, named_courses_);
    if (dated) {
        matches.keep(dated_courses_.of(days_of(filter), [&] { return courses_within(filter); }));
    }
    return matches;
}

std::optional<RowPage> Snapshot::known_page(const RowIndex& index, std::string_view key) const {
    auto page = pages_.find(key);
    if (page) index.prefetch_texts(*page);
    return page;
}

RowPage Snapshot::page_of_entries(
    const Filter& filter, SortOrder order, const PageStart& start, std::size_t limit
) const {
    const std::string key = page_key('e', filter, order, start, limit);
    if (auto known = known_page(entries_, key)) return *std::move(known);
    RowPage page = entries_.page(matching_entries(filter, order), start, limit);
    pages_.keep(key, page);
    return page;
}

RowPage Snapshot::page_of_courses(
    const Filter& filter, SortOrder order, const PageStart& start, std::size_t limit
) const {
    const std::string key = page_key('c', filter, order, start, limit);
    if (auto known = known_page(courses_, key)) return *std::move(known);
    RowPage page = courses_.page(matching_courses(filter, order), start, limit);
    pages_.keep(key, page);
    return page;
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
