#include "courses_store.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <sstream>

// How long the lists of 100,000 courses take, and the search for possible duplicates of one, in a database of
// its own in the test cluster (LIFTED_TEST_POSTGRES).

using namespace core::domain;
using core::data::CourseState;
using core::data::DraftQuery;
using core::data::DraftSort;

namespace {

constexpr int kRepeats = 100;

/// 100,000 courses in the proportions of a directory that has grown for years: most rejected or binned, some
/// hundred providers, names out of a few hundred words.
constexpr const char* kMany = R"sql(
insert into editorial.provider (id) select g from generate_series(1, 400) g;
insert into editorial.provider_name (folded, provider_id, name, canonical)
select editorial.name_key('Provider number ' || g), g, 'Provider number ' || g, true from generate_series(1, 400) g;
insert into editorial.course
    (uid, state, source, provider_id, name, url_key, search, level_id, format_id, area_ids, tagged,
     first_start, last_end, published_revision, binned_at, gone_at, created_by, updated_by, created_at, updated_at)
select 'c' || g, state, source, provider, name, 'courses.example/' || g,
       ' ' || editorial.fold(concat_ws(' ', name, 'Provider number ' || provider, 'https://courses.example/' || g, source)),
       nullif(g % 5, 0), nullif(g % 4, 0), case when g % 3 = 0 then '{}' else array[g % 40 + 1, g % 40 + 41] end,
       g % 3 <> 0, now() + g * interval '1 minute', now() + g * interval '2 minutes',
       case when state = 'published' then 1 end, case when state = 'binned' then now() end,
       case when g % 50 = 0 then now() end, 'x', 'x',
       now() - g * interval '7 seconds', now() - ((g * 7919) % 100000) * interval '11 seconds'
from (
    select g,
           (array['draft', 'draft', 'published', 'published', 'published', 'unpublished', 'rejected', 'rejected',
                  'rejected', 'binned'])[g % 10 + 1] as state,
           (array['manual', 'sal', 'calas', 'lawsoc', 'skillsfuture'])[g % 5 + 1] as source,
           g % 400 + 1 as provider,
           (array['Advanced', 'Basic', 'Essential', 'Practical', 'Modern', 'International', 'Digital', 'Civil'])[(g * 31) % 8 + 1]
           || ' ' || (array['Contract', 'Litigation', 'Mediation', 'Arbitration', 'Drafting', 'Advocacy', 'Compliance',
                            'Property', 'Family', 'Criminal', 'Tax', 'Maritime'])[(g * 17) % 12 + 1]
           || ' Law ' || case when g % 2 = 0 then 'Workshop ' else 'Seminar ' end || md5(g::text) as name
    from generate_series(1, 100000) g) made;
insert into editorial.course_content (course_id, content)
select id, jsonb_build_object('name', name, 'url', 'https://' || url_key, 'provider', null, 'level', level_id, 'format', format_id,
    'cost', '{"kind":"free"}'::jsonb, 'cpd', '{"kind":"tbc"}'::jsonb, 'ongoing', false,
    'dates', jsonb_build_array(jsonb_build_object('starts_at', to_char(first_start at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), 'ends_at', null)),
    'duration_days', null, 'areas', to_jsonb(area_ids), 'competency_ids', '[]'::jsonb)
from editorial.course;
vacuum analyze editorial.course;
vacuum analyze editorial.course_content;
vacuum analyze editorial.provider;
vacuum analyze editorial.provider_name;
)sql";

struct Case {
    const char* what;
    DraftQuery query;
};

DraftQuery by(DraftSort sort, bool descending = true) {
    DraftQuery query;
    query.sort = sort;
    query.descending = descending;
    return query;
}

template <class F>
DraftQuery with(F change) {
    DraftQuery query;
    change(query);
    return query;
}

std::vector<Case> cases() {
    std::vector<Case> all;
    all.push_back({"newest first", {}});
    all.push_back({"by name", by(DraftSort::name, false)});
    all.push_back({"by creation", by(DraftSort::created_at)});
    all.push_back({"drafts", with([](auto& q) { q.filter.states = {CourseState::draft}; })});
    all.push_back({"drafts by name", with([](auto& q) {
                       q.filter.states = {CourseState::draft};
                       q.sort = DraftSort::name;
                   })});
    all.push_back({"three states", with([](auto& q) {
                       q.filter.states = {
                           CourseState::draft, CourseState::published, CourseState::unpublished
                       };
                   })});
    all.push_back({"one provider by name", with([](auto& q) {
                       q.filter.provider = 7;
                       q.sort = DraftSort::name;
                   })});
    all.push_back({"one source, drafts", with([](auto& q) {
                       q.filter.source = "sal";
                       q.filter.states = {CourseState::draft};
                   })});
    all.push_back({"level, format, untagged", with([](auto& q) {
                       q.filter.level = LevelId{2};
                       q.filter.format = FormatId{3};
                       q.filter.tagged = false;
                   })});
    all.push_back({"no match: unknown level", with([](auto& q) { q.filter.level = LevelId{99}; })});
    all.push_back({"one area by name", with([](auto& q) {
                       q.filter.area = AreaId{3};
                       q.sort = DraftSort::name;
                   })});
    all.push_back({"untagged", with([](auto& q) { q.filter.tagged = false; })});
    all.push_back({"gone", with([](auto& q) { q.filter.gone = true; })});
    all.push_back({"scheduled (none)", with([](auto& q) { q.filter.scheduled = true; })});
    all.push_back({"search: common word", with([](auto& q) { q.filter.words = {"law"}; })});
    all.push_back({"search: common word by name", with([](auto& q) {
                       q.filter.words = {"law"};
                       q.sort = DraftSort::name;
                   })});
    all.push_back({"search: two words", with([](auto& q) { q.filter.words = {"mediation", "advanced"}; })});
    all.push_back({"search: rare word", with([](auto& q) { q.filter.words = {"c4ca4238"}; })});
    all.push_back({"search: no such word", with([](auto& q) { q.filter.words = {"zzzzzz"}; })});
    all.push_back({"search: two letters", with([](auto& q) { q.filter.words = {"me"}; })});
    all.push_back({"search: no such two letters", with([](auto& q) { q.filter.words = {"qx"}; })});
    all.push_back({"search in drafts of a source", with([](auto& q) {
                       q.filter.words = {"workshop"};
                       q.filter.source = "calas";
                       q.filter.states = {CourseState::draft};
                   })});
    return all;
}

/// What the server has spent on the store's connections, in milliseconds of CPU: it says more than time does
/// on a machine that others use too. Its clock ticks a hundred times a second.
double backend_cpu_ms(tests::CoursesStore& store) {
    std::istringstream pids(
        store.database.value("select string_agg(pid::text, ' ') from pg_stat_activity"
                             " where datname = current_database() and pid <> pg_backend_pid()")
    );
    double ticks = 0;
    for (std::string pid; pids >> pid;) {
        std::ifstream stat("/proc/" + pid + "/stat");
        std::string line;
        std::getline(stat, line);
        std::istringstream fields(line.substr(line.rfind(')') + 2));
        std::string skipped;
        for (int i = 0; i < 11; ++i) fields >> skipped;
        double user = 0;
        double system = 0;
        fields >> user >> system;
        ticks += user + system;
    }
    return ticks * 10;
}

void fill(tests::CoursesStore& store) {
    store.database.sql("alter table editorial.course alter column id restart with 200000");
    const std::string script = kMany;
    std::size_t at = 0;
    for (auto end = script.find(";\n"); end != std::string::npos; end = script.find(";\n", at)) {
        store.database.sql(script.substr(at, end - at));  // VACUUM cannot share a transaction with others
        at = end + 2;
    }
}

using Clock = std::chrono::steady_clock;

double ms_since(Clock::time_point begin) {
    return std::chrono::duration<double, std::milli>(Clock::now() - begin).count();
}

void print(std::string_view what, std::vector<double> times, std::string_view more) {
    std::sort(times.begin(), times.end());
    fmt::print(
        "{:<32} p50 {:6.1f} ms  p99 {:6.1f} ms  {}\n",
        what,
        times[times.size() / 2],
        times[times.size() * 99 / 100],
        more
    );
}

/// The first pages of a list, one after the other.
void measure_list(tests::CoursesStore& store, const Case& one) {
    std::vector<double> times;
    DraftQuery query = one.query;
    std::int64_t total = 0;
    const auto cpu_before = backend_cpu_ms(store);
    for (int i = 0; i < kRepeats; ++i) {
        const auto session = store.run(store.source.read());
        const auto begin = Clock::now();
        const auto page = store.run(session->drafts().list(query));
        times.push_back(ms_since(begin));
        total = page.total;
        query.after = page.more_after ? page.last : std::nullopt;
    }
    const auto cpu = (backend_cpu_ms(store) - cpu_before) / kRepeats;
    print(one.what, std::move(times), fmt::format("total {:6}  server CPU {:5.1f} ms", total, cpu));
}

void measure_duplicates(tests::CoursesStore& store) {
    std::vector<double> times;
    for (int i = 1; i <= 40; ++i) {
        const auto course = store.get("c" + std::to_string(i * 2311));
        const auto session = store.run(store.source.read());
        const auto begin = Clock::now();
        store.run(session->drafts().possible_duplicates(course.id, 20));
        times.push_back(ms_since(begin));
    }
    print("possible duplicates", std::move(times), "");
}

}  // namespace

int main() {
    std::setvbuf(stdout, nullptr, _IOLBF, 0);
    tests::CoursesStore store;
    fill(store);
    for (const auto& one : cases()) measure_list(store, one);
    measure_duplicates(store);
    return 0;
}
