-- What the internal instance needs to take publications in: which revision of the framework is stored, and its
-- role's rights.
alter table framework.framework
    add column revision bigint not null default 0 constraint framework_revision_not_negative check (revision >= 0);

-- Least privilege, if the role is there: it writes the published data and reads nothing else. It cannot truncate,
-- alter or create anything.
--   lifted_ingest      the App's internal instance: writes what the CMS publishes
do $$
begin
    if exists (select from pg_roles where rolname = 'lifted_ingest') then
        grant usage on schema framework, catalogue to lifted_ingest;
        grant select, insert, update, delete on all tables in schema framework to lifted_ingest;
        grant select, insert, update, delete on
            catalogue.course, catalogue.course_date, catalogue.course_area, catalogue.course_competency,
            catalogue.removed_course
            to lifted_ingest;
        grant select, insert on catalogue.provider to lifted_ingest;
        grant select, update on catalogue.version to lifted_ingest;
        grant select on catalogue.version_token to lifted_ingest;
    end if;
end
$$;
