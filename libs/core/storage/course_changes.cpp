#include "core/storage/course_changes.hpp"

#include "core/storage/course_refusal.hpp"
#include "core/storage/postgres_catalogue.hpp"

namespace core::storage {

namespace {

using namespace domain;
using data::Applied;
using data::ChangeOutcome;
using data::CourseChange;
using data::CourseRemoval;
using postgres::Params;
using postgres::Query;
using postgres::Row;

constexpr Query kRemovedRevisions{
    "course.removed_revisions",
    "select uid, revision from catalogue.removed_course where uid = any($1::text[])"
};
constexpr Query kKnownLevels{
    "course.known_levels", "select id from framework.level where id = any($1::integer[])"
};
constexpr Query kKnownFormats{
    "course.known_formats", "select id from framework.format where id = any($1::integer[])"
};
constexpr Query kKnownAreas{
    "course.known_areas", "select id from framework.area where id = any($1::integer[])"
};
constexpr Query kKnownCompetencies{
    "course.known_competencies", "select id from framework.competency where id = any($1::integer[])"
};

/// What the courses of a wave refer to, each once.
struct References {
    std::unordered_set<std::int64_t> levels;
    std::unordered_set<std::int64_t> formats;
    std::unordered_set<std::int64_t> areas;
    std::unordered_set<std::int64_t> competencies;

    void add(const Course& course) {
        levels.insert(to_int(course.level));
        formats.insert(to_int(course.format));
        for (const auto area : course.areas) areas.insert(to_int(area));
        for (const auto competency : course.competencies) competencies.insert(to_int(competency));
    }
};

Params list_of(const std::unordered_set<std::int64_t>& ids) {
    return Params(std::vector<std::int64_t>(ids.begin(), ids.end()));
}

std::unordered_set<std::int32_t> ids_of(const postgres::ResultSet& rows) {
    std::unordered_set<std::int32_t> ids;
    rows.for_each([&](const Row& row) { ids.insert(row.get<std::int32_t>(0)); });
    return ids;
}

/// The pointer to the first reference to what the framework lacks; empty when all exist.
std::string missing_reference(const Course& course, const StoredState& stored) {
    const auto any_missing = [](const auto& ids, const auto& known) {
        return std::any_of(ids.begin(), ids.end(), [&](auto id) { return !known.contains(to_int(id)); });
    };
    if (!stored.levels.contains(to_int(course.level))) return "/level";
    if (!stored.formats.contains(to_int(course.format))) return "/format";
    if (any_missing(course.areas, stored.areas)) return "/areas";
    if (any_missing(course.competencies, stored.competencies)) return "/competencies";
    return "";
}

bool same_content(const Course& a, const Course& b) {
    Course same = a;
    same.revision = b.revision;
    return same == b;
}

class Decision {
public:
    Decision(const StoredState& stored, CourseWork& work) : stored_(stored), work_(work) {}

    ChangeOutcome operator()(const Course& course) {
        const auto known = stored_.courses.find(course.uid);
        if (known != stored_.courses.end()) {
            const auto& [number, content, provider, updated_at, changed_in] = known->second;
            const bool newer = course.revision > content.revision;
            if (same_content(content, course)) {
                if (newer) work_.renumbered.push_back(&course);
                return {Applied::unchanged, std::max(content.revision, course.revision), false};
            }
            if (!newer) return {Applied::stale, content.revision, false};
            if (const auto refused = refusal(course)) return {*refused, content.revision, false};
            work_.replaced.push_back(number);
            work_.put.push_back(&course);
            return {Applied::updated, course.revision, false};
        }
        const auto removed = removed_revision(course.uid);
        if (removed >= course.revision) return {Applied::stale, removed, true};
        if (const auto refused = refusal(course)) return {*refused, removed, removed > 0};
        work_.put.push_back(&course);
        return {Applied::inserted, course.revision, false};
    }

    ChangeOutcome operator()(const CourseRemoval& removal) {
        const auto known = stored_.courses.find(removal.uid);
        if (known != stored_.courses.end()) {
            const auto revision = known->second.course.revision;
            if (revision >= removal.revision) return {Applied::stale, revision, false};
            work_.remove.push_back(&removal);
            return {Applied::updated, removal.revision, true};
        }
        const auto removed = removed_revision(removal.uid);
        if (removed >= removal.revision) return {Applied::stale, removed, true};
        work_.remove.push_back(&removal);
        return {Applied::inserted, removal.revision, true};
    }

private:
    [[nodiscard]] std::int64_t removed_revision(const std::string& uid) const {
        const auto removed = stored_.removed.find(uid);
        return removed == stored_.removed.end() ? 0 : removed->second;
    }

    [[nodiscard]] std::optional<Error> refusal(const Course& course) const {
        auto pointer = missing_reference(course, stored_);
        if (pointer.empty()) return std::nullopt;
        return unknown_reference(std::move(pointer));
    }

    const StoredState& stored_;
    CourseWork& work_;
};

}  // namespace

const std::string& uid_of(const CourseChange& change) {
    return std::visit([](const auto& item) -> const std::string& { return item.uid; }, change);
}

std::vector<Wave> waves_of(const std::vector<CourseChange>& changes) {
    std::vector<Wave> waves;
    std::unordered_map<std::string_view, std::size_t> next_wave;
    for (std::size_t i = 0; i < changes.size(); ++i) {
        const auto wave = next_wave[uid_of(changes[i])]++;
        if (wave == waves.size()) waves.emplace_back();
        waves[wave].push_back(i);
    }
    return waves;
}

Task<StoredState> read_stored(
    postgres::Connection& connection, const std::vector<CourseChange>& changes, const Wave& wave
) {
    std::vector<std::string> uids;
    References references;
    for (const auto i : wave) {
        uids.push_back(uid_of(changes[i]));
        if (const auto* course = std::get_if<Course>(&changes[i])) references.add(*course);
    }
    std::vector<postgres::Statement> reads;
    reads.push_back({kRemovedRevisions, Params(uids)});
    reads.push_back({kKnownLevels, list_of(references.levels)});
    reads.push_back({kKnownFormats, list_of(references.formats)});
    reads.push_back({kKnownAreas, list_of(references.areas)});
    reads.push_back({kKnownCompetencies, list_of(references.competencies)});
    const auto rows = co_await connection.pipeline(std::move(reads));
    auto courses = co_await PostgresCatalogueReader(connection).find_all(std::move(uids));

    StoredState stored;
    rows[0].for_each([&](const Row& row) {
        stored.removed.emplace(row.get<std::string>(0), row.get<std::int64_t>(1));
    });
    stored.levels = ids_of(rows[1]);
    stored.formats = ids_of(rows[2]);
    stored.areas = ids_of(rows[3]);
    stored.competencies = ids_of(rows[4]);
    for (auto& course : courses) {
        auto uid = course.course.uid;
        stored.courses.emplace(std::move(uid), std::move(course));
    }
    co_return stored;
}

CourseWork decide(
    const std::vector<CourseChange>& changes,
    const Wave& wave,
    const StoredState& stored,
    std::vector<ChangeOutcome>& outcomes
) {
    CourseWork work;
    Decision decision(stored, work);
    for (const auto i : wave) outcomes[i] = std::visit(decision, changes[i]);
    return work;
}

}  // namespace core::storage
