#include "publication_record.hpp"

#include "support/test_database.hpp"

#include <fmt/format.h>

#include <string_view>

namespace tests {

namespace {

/// `line_of`: all of a course on one line, whether as the App is told it, as its database holds it or as its
/// API shows it.
constexpr std::string_view kNoteTold = R"sql(
create table public.told (uid text not null, revision bigint not null, course jsonb);
create table public.applied (uid text not null, revision bigint not null, course jsonb);
create table public.seen (uid text not null, revision bigint, course jsonb);

create function public.note_told() returns trigger language plpgsql security definer as $$
begin
    if tg_op = 'UPDATE' then
        if (new.revision, new.document) is not distinct from (old.revision, old.document) then
            return null;
        end if;
    end if;
    insert into public.told values (new.uid, new.revision, new.document::jsonb);
    return null;
end $$;
create trigger note_told after insert or update on editorial.publication
    for each row when (new.kind = 'course') execute function public.note_told();

create function public.line_of(c jsonb) returns text language sql stable as $$
select jsonb_build_array(
    c ->> 'name', c ->> 'url', coalesce(c -> 'provider' ->> 'name', c ->> 'provider'),
    coalesce(c -> 'level' ->> 'id', c ->> 'level'), coalesce(c -> 'format' ->> 'id', c ->> 'format'),
    c -> 'cost' ->> 'kind', c -> 'cost' ->> 'amount', c -> 'cpd' ->> 'kind',
    trim_scale((c -> 'cpd' ->> 'points')::numeric), c ->> 'ongoing',
    trim_scale((c ->> 'duration_days')::numeric),
    (select jsonb_agg(coalesce(a ->> 'id', a #>> '{}') order by coalesce(a ->> 'id', a #>> '{}'))
     from jsonb_array_elements(c -> 'areas') a),
    (select jsonb_agg(k #>> '{}' order by k #>> '{}')
     from jsonb_array_elements(coalesce(c -> 'competency_ids', c -> 'competencies')) k),
    (select jsonb_agg(jsonb_build_array(extract(epoch from (d ->> 'starts_at')::timestamptz),
                                        extract(epoch from (d ->> 'ends_at')::timestamptz))
                      order by (d ->> 'starts_at')::timestamptz)
     from jsonb_array_elements(c -> 'dates') d))::text
$$)sql";

/// A course is looked at when its transaction commits: what other transactions will see of it.
constexpr std::string_view kNoteApplied = R"sql(
create table public.applied (n bigint generated always as identity, uid text, revision bigint, course jsonb);

create function public.note_course() returns trigger language plpgsql security definer as $$
begin
    insert into public.applied (uid, revision, course)
    select new.uid, new.revision, jsonb_build_object(
        'name', c.name, 'url', c.url, 'provider', p.name, 'level', c.level_id, 'format', c.format_id,
        'cost', jsonb_build_object('kind', c.cost_kind, 'amount', c.cost_amount::text),
        'cpd', jsonb_build_object('kind', c.cpd_kind, 'points', c.cpd_points),
        'ongoing', c.ongoing, 'duration_days', c.duration_days,
        'areas', (select coalesce(jsonb_agg(a.area_id), '[]') from catalogue.course_area a
                  where a.course_id = c.id),
        'competencies', (select coalesce(jsonb_agg(k.competency_id), '[]') from catalogue.course_competency k
                         where k.course_id = c.id),
        'dates', (select coalesce(jsonb_agg(jsonb_build_object(
                             'starts_at', d.starts_at, 'ends_at', d.ends_at)), '[]')
                  from catalogue.course_date d where d.course_id = c.id))
    from catalogue.course c left join catalogue.provider p on p.id = c.provider_id
    where c.id = new.id;
    return null;
end $$;
create constraint trigger note_course after insert or update on catalogue.course
    deferrable initially deferred for each row execute function public.note_course();

create function public.note_removal() returns trigger language plpgsql security definer as $$
begin
    insert into public.applied (uid, revision) values (new.uid, new.revision);
    return null;
end $$;
create trigger note_removal after insert or update on catalogue.removed_course
    for each row execute function public.note_removal())sql";

constexpr std::string_view kRepeated = R"sql(
select string_agg(format('%s: %s applied after %s', uid, revision, before), E'\n')
from (select uid, revision, lag(revision) over (partition by uid order by n) as before
      from public.applied) one
where revision <= before)sql";

constexpr std::string_view kInPart = R"sql(
select string_agg(format('%s: %s applied as %s', uid, revision, course), E'\n')
from public.applied a
where not exists (select from public.told t where t.uid = a.uid and t.revision = a.revision
                  and public.line_of(t.course) is not distinct from public.line_of(a.course)))sql";

constexpr std::string_view kSeenInPart = R"sql(
select string_agg(format('%s: %s shown as %s', uid, revision, course), E'\n')
from public.seen s
where not exists (select from public.told t
                  where t.uid = s.uid and t.revision = coalesce(s.revision, t.revision)
                  and public.line_of(t.course) = public.line_of(s.course)))sql";

constexpr std::string_view kNotThere = R"sql(
select string_agg(format('%s: %s delivered and applied %s times', uid, delivered_revision, times), E'\n')
from (select p.uid, p.delivered_revision, (select count(*) from public.applied a
             where a.uid = p.uid and a.revision = p.delivered_revision) as times
      from editorial.publication p where p.kind = 'course') one
where times <> 1)sql";

}  // namespace

PublicationRecord::PublicationRecord(std::string app_database, std::string cms_database)
    : app_database_(std::move(app_database)), cms_database_(std::move(cms_database)) {
    ask(app_database_, kNoteApplied);
    ask(cms_database_, kNoteTold);
}

void PublicationRecord::copy_to_cms(const std::string& table, const std::string& items) const {
    ask(cms_database_,
        fmt::format(
            "insert into public.{} select e ->> 'uid', (e ->> 'revision')::bigint, nullif(e -> 'course', "
            "'null') "
            "from jsonb_array_elements($items${}$items$) e",
            table,
            items
        ));
}

std::vector<std::string> PublicationRecord::faults(const std::set<std::string>& seen) const {
    ask(cms_database_, "truncate public.applied, public.seen");
    copy_to_cms(
        "applied", ask(app_database_, "select coalesce(jsonb_agg(to_jsonb(a)), '[]') from public.applied a")
    );
    std::string shown;
    for (const auto& course : seen) shown += (shown.empty() ? "" : ",") + course;
    ask(cms_database_,
        "insert into public.seen select e ->> 'uid', (e ->> 'revision')::bigint, e "
        "from jsonb_array_elements($items$[" +
            shown + "]$items$) e");
    std::vector<std::string> found;
    const auto look = [&found](const std::string& database, std::string_view query) {
        if (auto fault = ask(database, query); !fault.empty()) found.push_back(std::move(fault));
    };
    look(app_database_, kRepeated);
    look(cms_database_, kInPart);
    look(cms_database_, kSeenInPart);
    look(cms_database_, kNotThere);
    return found;
}

int PublicationRecord::applied() const {
    return std::stoi(ask(app_database_, "select count(*) from public.applied"));
}

}  // namespace tests
