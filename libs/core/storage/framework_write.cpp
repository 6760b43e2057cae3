#include "core/postgres/errors.hpp"
#include "core/storage/postgres_framework.hpp"

#include <fmt/format.h>

namespace core::storage {

namespace {

using namespace domain;
using postgres::Params;
using postgres::Query;
using postgres::Statement;

// Arrays carry no NULL here: 0 and '' stand for it, which no id and no optional text of the framework is.

constexpr Query kSetTitle{"framework.set_title", R"sql(
insert into framework.framework (title) values ($1)
on conflict (only_row) do update set title = excluded.title)sql"};

constexpr Query kSetRevision{"framework.set_revision", "update framework.framework set revision = $1"};

constexpr Query kPutLevels{"framework.put_levels", R"sql(
insert into framework.level (id, acronym, name)
select * from unnest($1::integer[], $2::text[], $3::text[])
on conflict (id) do update set acronym = excluded.acronym, name = excluded.name)sql"};

constexpr Query kPutFormats{"framework.put_formats", R"sql(
insert into framework.format (id, acronym, name)
select * from unnest($1::integer[], $2::text[], $3::text[])
on conflict (id) do update set acronym = excluded.acronym, name = excluded.name)sql"};

constexpr Query kPutNeeds{"framework.put_needs", R"sql(
insert into framework.need (id, name, option_text)
select * from unnest($1::integer[], $2::text[], $3::text[])
on conflict (id) do update set name = excluded.name, option_text = excluded.option_text)sql"};

constexpr Query kClearNeedLinks{"framework.clear_need_links", R"sql(
with formats as (delete from framework.need_format)
delete from framework.need_level)sql"};

constexpr Query kPutNeedFormats{
    "framework.put_need_formats",
    "insert into framework.need_format (need_id, format_id) select * from unnest($1::integer[], "
    "$2::integer[])"
};

constexpr Query kPutNeedLevels{
    "framework.put_need_levels",
    "insert into framework.need_level (need_id, level_id) select * from unnest($1::integer[], $2::integer[])"
};

constexpr Query kPutSpecialisms{"framework.put_specialisms", R"sql(
insert into framework.specialism (id, name) select * from unnest($1::integer[], $2::text[])
on conflict (id) do update set name = excluded.name)sql"};

constexpr Query kPutVerticals{"framework.put_verticals", R"sql(
insert into framework.vertical (id, kind, name, option_text)
select * from unnest($1::integer[], $2::text[], $3::text[], $4::text[])
on conflict (id) do update set
    kind = excluded.kind, name = excluded.name, option_text = excluded.option_text)sql"};

// A category and its area are of one vertical at every moment; those whose area moves get it again with
// kPutCategories.
constexpr Query kReleaseMovingAreas{"framework.release_moving_areas", R"sql(
update framework.competency_category c set area_id = null
from framework.area a join unnest($1::integer[], $2::integer[]) as given (id, vertical_id) on given.id = a.id
where c.area_id = a.id and a.vertical_id <> given.vertical_id)sql"};

constexpr Query kPutAreas{"framework.put_areas", R"sql(
insert into framework.area (id, vertical_id, key, name, option_text, hidden)
select id, vertical_id, key, name, option_text, hidden = 1
from unnest($1::integer[], $2::integer[], $3::integer[], $4::text[], $5::text[], $6::integer[])
     as given (id, vertical_id, key, name, option_text, hidden)
on conflict (id) do update set
    vertical_id = excluded.vertical_id, key = excluded.key, name = excluded.name,
    option_text = excluded.option_text, hidden = excluded.hidden)sql"};

constexpr Query kPutCategories{"framework.put_categories", R"sql(
insert into framework.competency_category (id, vertical_id, name, area_id)
select id, vertical_id, name, nullif(area_id, 0)
from unnest($1::integer[], $2::integer[], $3::text[], $4::integer[]) as given (id, vertical_id, name, area_id)
on conflict (id) do update set
    vertical_id = excluded.vertical_id, name = excluded.name, area_id = excluded.area_id)sql"};

constexpr Query kPutCompetencies{"framework.put_competencies", R"sql(
insert into framework.competency (id, category_id, specialism_id, title, description)
select id, category_id, nullif(specialism_id, 0), title, description
from unnest($1::integer[], $2::integer[], $3::integer[], $4::text[], $5::text[])
     as given (id, category_id, specialism_id, title, description)
on conflict (id) do update set
    category_id = excluded.category_id, specialism_id = excluded.specialism_id, title = excluded.title,
    description = excluded.description)sql"};

constexpr Query kPutJobRoles{"framework.put_job_roles", R"sql(
insert into framework.job_role
    (id, vertical_id, name, option_text, level, organisation_type, specialism_id, description)
select id, vertical_id, name, option_text, nullif(level, 0), nullif(organisation_type, ''),
       nullif(specialism_id, 0), description
from unnest($1::integer[], $2::integer[], $3::text[], $4::text[], $5::integer[], $6::text[], $7::integer[],
            $8::text[])
     as given (id, vertical_id, name, option_text, level, organisation_type, specialism_id, description)
on conflict (id) do update set
    vertical_id = excluded.vertical_id, name = excluded.name, option_text = excluded.option_text,
    level = excluded.level, organisation_type = excluded.organisation_type,
    specialism_id = excluded.specialism_id, description = excluded.description)sql"};

constexpr Query kClearRoleCompetencies{
    "framework.clear_role_competencies", "delete from framework.job_role_competency"
};

constexpr Query kPutRoleCompetencies{"framework.put_role_competencies", R"sql(
insert into framework.job_role_competency (job_role_id, position, competency_id)
select * from unnest($1::integer[], $2::integer[], $3::integer[]))sql"};

constexpr Query kPruneJobRoles{
    "framework.prune_job_roles", "delete from framework.job_role where id <> all($1::integer[])"
};
constexpr Query kPruneCompetencies{
    "framework.prune_competencies", "delete from framework.competency where id <> all($1::integer[])"
};
constexpr Query kPruneCategories{
    "framework.prune_categories", "delete from framework.competency_category where id <> all($1::integer[])"
};
constexpr Query kPruneAreas{
    "framework.prune_areas", "delete from framework.area where id <> all($1::integer[])"
};
constexpr Query kPruneVerticals{
    "framework.prune_verticals", "delete from framework.vertical where id <> all($1::integer[])"
};
constexpr Query kPruneSpecialisms{
    "framework.prune_specialisms", "delete from framework.specialism where id <> all($1::integer[])"
};
constexpr Query kPruneNeeds{
    "framework.prune_needs", "delete from framework.need where id <> all($1::integer[])"
};
constexpr Query kPruneFormats{
    "framework.prune_formats", "delete from framework.format where id <> all($1::integer[])"
};
constexpr Query kPruneLevels{
    "framework.prune_levels", "delete from framework.level where id <> all($1::integer[])"
};

// Uniqueness is checked once everything stands in its place; by now, so that the fault is found here.
constexpr Query kCheckNow{"framework.check_now", "set constraints all immediate"};
constexpr Query kCheckLater{"framework.check_later", "set constraints all deferred"};

using Numbers = std::vector<std::int64_t>;
using Texts = std::vector<std::string>;

template <class Items, class F>
Numbers numbers(const Items& items, F of) {
    Numbers out;
    out.reserve(items.size());
    for (const auto& item : items) out.push_back(static_cast<std::int64_t>(of(item)));
    return out;
}

template <class Items, class F>
Texts texts(const Items& items, F of) {
    Texts out;
    out.reserve(items.size());
    for (const auto& item : items) out.emplace_back(of(item));
    return out;
}

template <class Id>
std::int64_t or_zero(const std::optional<Id>& id) {
    return id ? static_cast<std::int64_t>(*id) : 0;
}

template <class Items>
Numbers ids(const Items& items) {
    return numbers(items, [](const auto& item) { return item.id; });
}

/// Pairs of an item's id and each of the ids it lists.
template <class Items, class F>
std::pair<Numbers, Numbers> links(const Items& items, F list_of) {
    std::pair<Numbers, Numbers> out;
    for (const auto& item : items) {
        for (const auto linked : list_of(item)) {
            out.first.push_back(static_cast<std::int64_t>(item.id));
            out.second.push_back(static_cast<std::int64_t>(linked));
        }
    }
    return out;
}

void put_small_tables(const Framework& f, std::vector<Statement>& out) {
    const auto acronym = [](const auto& item) { return item.acronym; };
    const auto name = [](const auto& item) { return item.name; };
    const auto option = [](const auto& item) { return item.option_text; };

    out.push_back({kSetTitle, Params(f.title)});
    out.push_back({kPutLevels, Params(ids(f.levels), texts(f.levels, acronym), texts(f.levels, name))});
    out.push_back({kPutFormats, Params(ids(f.formats), texts(f.formats, acronym), texts(f.formats, name))});
    out.push_back({kPutNeeds, Params(ids(f.needs), texts(f.needs, name), texts(f.needs, option))});
    out.push_back({kClearNeedLinks, {}});
    const auto formats = links(f.needs, [](const Need& need) { return need.formats; });
    out.push_back({kPutNeedFormats, Params(formats.first, formats.second)});
    const auto levels = links(f.needs, [](const Need& need) { return need.levels; });
    out.push_back({kPutNeedLevels, Params(levels.first, levels.second)});
    out.push_back({kPutSpecialisms, Params(ids(f.specialisms), texts(f.specialisms, name))});
    const auto kinds = texts(f.verticals, [](const Vertical& v) { return to_string(v.kind); });
    out.push_back(
        {kPutVerticals, Params(ids(f.verticals), kinds, texts(f.verticals, name), texts(f.verticals, option))}
    );
}

void put_areas_and_competencies(const Framework& f, std::vector<Statement>& out) {
    const auto name = [](const auto& item) { return item.name; };
    const auto vertical = [](const auto& item) { return item.vertical; };

    Params areas(ids(f.areas), numbers(f.areas, vertical));
    out.push_back({kReleaseMovingAreas, areas});
    areas.add(numbers(f.areas, [](const Area& a) { return a.key; }));
    areas.add(texts(f.areas, name));
    areas.add(texts(f.areas, [](const Area& a) { return a.option_text; }));
    areas.add(numbers(f.areas, [](const Area& a) { return a.hidden ? 1 : 0; }));
    out.push_back({kPutAreas, std::move(areas)});

    Params categories(ids(f.categories), numbers(f.categories, vertical), texts(f.categories, name));
    categories.add(numbers(f.categories, [](const CompetencyCategory& c) { return or_zero(c.area); }));
    out.push_back({kPutCategories, std::move(categories)});

    Params competencies(ids(f.competencies));
    competencies.add(numbers(f.competencies, [](const Competency& c) { return c.category; }));
    competencies.add(numbers(f.competencies, [](const Competency& c) { return or_zero(c.specialism); }));
    competencies.add(texts(f.competencies, [](const Competency& c) { return c.title; }));
    competencies.add(texts(f.competencies, [](const Competency& c) { return c.description; }));
    out.push_back({kPutCompetencies, std::move(competencies)});
}

void put_job_roles(const Framework& f, std::vector<Statement>& out) {
    Params roles(ids(f.job_roles), numbers(f.job_roles, [](const JobRole& r) { return r.vertical; }));
    roles.add(texts(f.job_roles, [](const JobRole& r) { return r.name; }));
    roles.add(texts(f.job_roles, [](const JobRole& r) { return r.option_text; }));
    roles.add(numbers(f.job_roles, [](const JobRole& r) { return r.level.value_or(0); }));
    roles.add(texts(f.job_roles, [](const JobRole& r) { return r.organisation_type.value_or(""); }));
    roles.add(numbers(f.job_roles, [](const JobRole& r) { return or_zero(r.specialism); }));
    roles.add(texts(f.job_roles, [](const JobRole& r) { return r.description; }));
    out.push_back({kPutJobRoles, std::move(roles)});

    const auto listed = links(f.job_roles, [](const JobRole& r) { return r.competencies; });
    Numbers positions;
    for (const auto& role : f.job_roles) {
        for (std::size_t i = 0; i < role.competencies.size(); ++i) {
            positions.push_back(static_cast<std::int64_t>(i + 1));
        }
    }
    out.push_back({kClearRoleCompetencies, {}});
    out.push_back({kPutRoleCompetencies, Params(listed.first, positions, listed.second)});
}

void prune(const Framework& f, std::vector<Statement>& out) {
    out.push_back({kPruneJobRoles, Params(ids(f.job_roles))});
    out.push_back({kPruneCompetencies, Params(ids(f.competencies))});
    out.push_back({kPruneCategories, Params(ids(f.categories))});
    out.push_back({kPruneAreas, Params(ids(f.areas))});
    out.push_back({kPruneVerticals, Params(ids(f.verticals))});
    out.push_back({kPruneSpecialisms, Params(ids(f.specialisms))});
    out.push_back({kPruneNeeds, Params(ids(f.needs))});
    out.push_back({kPruneFormats, Params(ids(f.formats))});
    out.push_back({kPruneLevels, Params(ids(f.levels))});
    out.push_back({kCheckNow, {}});
    out.push_back({kCheckLater, {}});
}

constexpr std::string_view kForeignKeyViolation = "23503";
constexpr std::string_view kUniqueViolation = "23505";

/// What a broken constraint means to whoever sent the framework; no value for any other failure.
std::optional<Error> refusal_of(const postgres::SqlError& error) {
    if (error.sqlstate() == kForeignKeyViolation) {
        return Error{
            ErrorKind::conflict,
            "framework-in-use",
            fmt::format("published courses refer to an item the new framework lacks ({})", error.constraint())
        };
    }
    if (error.sqlstate() == kUniqueViolation) {
        return Error{
            ErrorKind::conflict,
            "framework-ambiguous",
            fmt::format("two items of the new framework cannot be told apart ({})", error.constraint())
        };
    }
    return std::nullopt;
}

}  // namespace

// The version's row lock makes writers take turns: who reads here in order to write must not act on what
// another writer is about to change.
Task<Framework> PostgresFrameworkRepository::load() {
    co_await version_.lock();
    co_return co_await reader_.load();
}

Task<Result<bool>> PostgresFrameworkRepository::replace(Framework framework) {
    if (co_await load() == framework) co_return false;

    std::vector<Statement> statements;
    put_small_tables(framework, statements);
    put_areas_and_competencies(framework, statements);
    put_job_roles(framework, statements);
    prune(framework, statements);
    try {
        co_await connection_.pipeline(std::move(statements));
    } catch (const postgres::SqlError& error) {
        const auto refusal = refusal_of(error);
        if (!refusal) throw;
        co_return *refusal;
    }
    co_await version_.framework_changed();
    co_return true;
}

Task<std::int64_t> PostgresFrameworkRepository::revision() {
    co_await version_.lock();
    co_return co_await reader_.revision();
}

Task<void> PostgresFrameworkRepository::set_revision(std::int64_t revision) {
    co_await connection_.execute(kSetRevision, Params(revision));
}

}  // namespace core::storage
