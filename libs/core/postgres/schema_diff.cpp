#include "core/postgres/schema_diff.hpp"

#include <fmt/format.h>

namespace core::postgres {

namespace {

constexpr Query kQualifyAllNames{"", "select set_config('search_path', '', false)"};

// Definitions come from PostgreSQL's own deparsers, so that two spellings of one thing compare equal. Members
// of an extension follow from the extension.
constexpr Query kReadSchema{
    "",
    R"sql(
with schemas as (
    select oid, nspname from pg_namespace
    where nspname !~ '^pg_' and nspname <> 'information_schema'
), owned as (
    select classid, objid from pg_depend where deptype = 'e'
), relations as (
    select c.*, format('%I.%I', s.nspname, c.relname) as name
    from pg_class c join schemas s on s.oid = c.relnamespace
    where not exists (select from owned o where o.classid = 'pg_class'::regclass and o.objid = c.oid)
)
select 'schema ' || quote_ident(nspname), '' from schemas
union all
select 'extension ' || quote_ident(extname), 'version ' || extversion from pg_extension
union all
select case relkind when 'p' then 'partitioned table ' when 'f' then 'foreign table ' else 'table ' end
       || name,
       format('persistence %s, row security %s, options %s, partition %s', relpersistence, relrowsecurity,
              coalesce(reloptions::text, '-'), coalesce(pg_get_expr(relpartbound, oid), '-'))
from relations where relkind in ('r', 'p', 'f')
union all
select format('column %s.%I', r.name, a.attname),
       format_type(a.atttypid, a.atttypmod)
       || case when a.attnotnull then ' not null' else '' end
       || case a.attidentity when 'a' then ' identity always' when 'd' then ' identity by default' else '' end
       || case when a.attcollation <> t.typcollation
               then ' collate ' || a.attcollation::regcollation::text else '' end
       || coalesce(case when a.attgenerated = 's' then ' generated ' else ' default ' end
                   || pg_get_expr(d.adbin, d.adrelid), '')
from relations r
join pg_attribute a on a.attrelid = r.oid and a.attnum > 0 and not a.attisdropped
join pg_type t on t.oid = a.atttypid
left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
where r.relkind in ('r', 'p', 'f')
union all
select format('constraint %s.%I', r.name, c.conname), pg_get_constraintdef(c.oid)
from relations r join pg_constraint c on c.conrelid = r.oid
union all
select 'index ' || name, pg_get_indexdef(r.oid) || case when i.indisvalid then '' else ' (invalid)' end
from relations r join pg_index i on i.indexrelid = r.oid
union all
select case relkind when 'm' then 'materialized view ' else 'view ' end || name, pg_get_viewdef(oid)
from relations where relkind in ('v', 'm')
union all
select 'sequence ' || name,
       format('%s start %s increment %s min %s max %s cache %s cycle %s', s.seqtypid::regtype, s.seqstart,
              s.seqincrement, s.seqmin, s.seqmax, s.seqcache, s.seqcycle)
from relations r join pg_sequence s on s.seqrelid = r.oid
union all
select format('trigger %s.%I', r.name, t.tgname), pg_get_triggerdef(t.oid) || ' enabled ' || t.tgenabled::text
from relations r join pg_trigger t on t.tgrelid = r.oid and not t.tgisinternal
union all
select format('policy %s.%I', r.name, p.polname),
       format('%s permissive %s using %s check %s', p.polcmd, p.polpermissive,
              coalesce(pg_get_expr(p.polqual, p.polrelid), '-'),
              coalesce(pg_get_expr(p.polwithcheck, p.polrelid), '-'))
from relations r join pg_policy p on p.polrelid = r.oid
union all
select 'function ' || p.oid::regprocedure::text,
       case when p.prokind = 'a' then 'aggregate' else pg_get_functiondef(p.oid) end
from pg_proc p join schemas s on s.oid = p.pronamespace
where not exists (select from owned o where o.classid = 'pg_proc'::regclass and o.objid = p.oid)
union all
select format('type %I.%I', s.nspname, t.typname),
       case t.typtype
           when 'e' then 'enum ' || (select string_agg(quote_literal(enumlabel), ', '
                                                       order by enumsortorder)
                                     from pg_enum where enumtypid = t.oid)
           when 'd' then 'domain ' || format_type(t.typbasetype, t.typtypmod)
                         || case when t.typnotnull then ' not null' else '' end
                         || coalesce(' default ' || t.typdefault, '')
                         || coalesce((select string_agg(' ' || pg_get_constraintdef(oid), '' order by conname)
                                      from pg_constraint where contypid = t.oid), '')
           when 'r' then 'range'
           else 'composite ' || (select string_agg(format('%I %s', attname, format_type(atttypid, atttypmod)),
                                                   ', ' order by attnum)
                                 from pg_attribute
                                 where attrelid = t.typrelid and attnum > 0 and not attisdropped)
       end
from pg_type t join schemas s on s.oid = t.typnamespace
where (t.typtype in ('e', 'd', 'r')
       or (t.typtype = 'c' and exists (select from relations r where r.oid = t.typrelid and r.relkind = 'c')))
  and not exists (select from owned o where o.classid = 'pg_type'::regclass and o.objid = t.oid)
)sql"
};

std::string one_line(std::string text) {
    for (auto& c : text) {
        if (c == '\n' || c == '\t') c = ' ';
    }
    return text;
}

}  // namespace

Task<SchemaObjects> read_schema(Connection& connection) {
    co_await connection.execute(kQualifyAllNames);
    const auto rows = co_await connection.execute(kReadSchema);
    SchemaObjects objects;
    rows.for_each([&](Row row) { objects.emplace(row.get<std::string>(0), row.get<std::string>(1)); });
    co_return objects;
}

std::vector<std::string> compare_schemas(const SchemaObjects& live, const SchemaObjects& expected) {
    std::vector<std::string> lines;
    for (const auto& [name, definition] : expected) {
        const auto found = live.find(name);
        if (found == live.end()) {
            lines.push_back(fmt::format("missing: {}", name));
        } else if (found->second != definition) {
            lines.push_back(one_line(
                fmt::format("different: {}: is `{}`, should be `{}`", name, found->second, definition)
            ));
        }
    }
    for (const auto& [name, definition] : live) {
        if (!expected.contains(name)) lines.push_back(fmt::format("unexpected: {}", name));
    }
    return lines;
}

}  // namespace core::postgres
