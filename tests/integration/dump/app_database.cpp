#include "app_database.hpp"

#include "app_server/dump/record.hpp"
#include "app_server/migrations/migration_files.hpp"
#include "core/postgres/migrator.hpp"

#include <fmt/format.h>

#include <sstream>

namespace tests {

namespace {

core::postgres::PoolConfig pool_config(const core::postgres::ConnectionConfig& connection) {
    core::postgres::PoolConfig config;
    config.connection = connection;
    config.connection.statement_timeout = std::chrono::seconds(60);
    config.connection.lock_timeout = std::chrono::seconds(60);
    config.acquire_timeout = std::chrono::seconds(5);
    return config;
}

}  // namespace

AppDatabase::AppDatabase()
    : pool_(database_.io().get_executor(), pool_config(database_.config())),
      source_(pool_, database_.config()) {
    auto migrations = core::postgres::read_migrations(app::migration_files()).value();
    core::postgres::Migrator migrator(database_.config(), std::move(migrations));
    database_.run(migrator.up()).value();
}

std::string AppDatabase::dump() {
    std::string text;
    database_.run(app::dump::dump_data(source_, [&](std::string_view lines) { text.append(lines); }));
    return text;
}

AppDatabase::Loaded AppDatabase::load(std::string_view text) {
    std::istringstream in{std::string(text)};
    return database_.run(app::dump::load_data(source_, app::dump::lines_of(in)));
}

std::string AppDatabase::counts() {
    return database_.value(R"sql(
select string_agg(schemaname || '.' || tablename || '=' ||
                  (xpath('/row/c/text()',
                         query_to_xml(format('select count(*) as c from %I.%I', schemaname, tablename),
                                      false, true, '')))[1]::text, ' ' order by schemaname, tablename)
       || ' version=' || (select version from catalogue.version)
from pg_tables where schemaname in ('framework', 'catalogue'))sql");
}

core::domain::Course course_of(std::string uid, std::string name, int level, int format) {
    core::domain::Course course;
    course.uid = std::move(uid);
    course.name = std::move(name);
    course.level = static_cast<core::domain::LevelId>(level);
    course.format = static_cast<core::domain::FormatId>(format);
    return course;
}

std::vector<std::string> lines_of_text(std::string_view text) {
    std::vector<std::string> lines;
    while (!text.empty()) {
        const auto end = text.find('\n') + 1;
        lines.emplace_back(text.substr(0, end));
        text.remove_prefix(end);
    }
    return lines;
}

std::string sample_dump() {
    using namespace core::domain;
    using app::dump::append_record;
    const std::string odd =
        "q\" b\\ t\t n\n r\r \x01 \\N \\. {a,\"b\"} NULL é 法 \xF0\x9F\x8E\x93 \xE2\x80\xA8";
    const core::Instant start =
        std::chrono::sys_days(std::chrono::year(2027) / 2 / 28) + std::chrono::microseconds(1);

    std::string out;
    append_record(out, app::dump::FrameworkTitle{odd});
    append_record(out, Level{LevelId{1}, "B", "Basic"});
    append_record(out, Level{LevelId{2147483647}, odd, odd});
    append_record(out, Format{FormatId{3}, "W", "Workshop \\N"});
    append_record(out, Need{NeedId{1}, odd, "", {FormatId{3}}, {LevelId{1}, LevelId{2147483647}}});
    append_record(out, Specialism{SpecialismId{4}, "NULL"});
    append_record(out, Vertical{VerticalId{1}, VerticalKind::profession, odd, "I am"});
    append_record(out, Vertical{VerticalId{2}, VerticalKind::technology, "Tech", "I build"});
    append_record(out, Area{AreaId{1}, VerticalId{1}, -1, odd, "", true});
    append_record(out, Area{AreaId{2}, VerticalId{2}, 7, odd, odd, false});
    append_record(out, CompetencyCategory{CategoryId{1}, VerticalId{1}, odd, AreaId{1}});
    append_record(out, CompetencyCategory{CategoryId{2}, VerticalId{2}, "C", std::nullopt});
    append_record(out, Competency{CompetencyId{1}, CategoryId{1}, SpecialismId{4}, odd, odd});
    append_record(out, Competency{CompetencyId{2}, CategoryId{1}, std::nullopt, "I can", ""});
    append_record(
        out,
        JobRole{
            .id = JobRoleId{1},
            .vertical = VerticalId{1},
            .name = odd,
            .option_text = "",
            .level = 3,
            .organisation_type = odd,
            .specialism = SpecialismId{4},
            .description = odd,
            .competencies = {CompetencyId{2}, CompetencyId{1}}
        }
    );
    JobRole builder;
    builder.id = JobRoleId{2};
    builder.vertical = VerticalId{2};
    builder.name = "Builder";
    append_record(out, builder);

    auto dated = course_of("z_last-9", "\\N é \"法\" \\ {} \xF0\x9F\x8E\x93", 1, 3);
    dated.provider = "\\. & NULL";
    dated.url = "https://example.org/a?b=%0A#c";
    dated.schedule = Schedule::dated({{start, start + std::chrono::hours(8)}, {start, std::nullopt}}).value();
    dated.cost = Cost::fixed(Money::of_units(99'999'999'999)).value();
    dated.cpd = Cpd::points(CpdPoints::of_units(350)).value();
    dated.areas = {AreaId{1}, AreaId{2}};
    dated.competencies = {CompetencyId{2}};
    dated.source = odd;
    dated.revision = 9'000'000'000'000'000'000;
    append_record(out, dated);
    auto plain = course_of("a-first", "n", 2147483647, 3);
    plain.schedule = Schedule::ongoing();
    plain.cost = Cost::free();
    plain.cpd = Cpd::to_be_confirmed();
    plain.duration = DurationDays::of_units(5);
    append_record(out, plain);
    append_record(out, app::dump::RemovedUid{"gone", 12});
    return out;
}

}  // namespace tests
