-- Least privilege. Roles are made by whoever runs the cluster; each is granted its part if it is there.
--   lifted_cms  what the CMS and its workers run as: everything in its schemas but the shape of them. What
--               staff did is only ever added to.
do $$
declare
    part text;
begin
    if not exists (select from pg_roles where rolname = 'lifted_cms') then
        return;
    end if;
    grant usage on schema staff, editorial, jobs, audit to lifted_cms;
    foreach part in array array['staff', 'editorial', 'jobs'] loop
        execute format('grant select, insert, update, delete on all tables in schema %I to lifted_cms', part);
        execute format('grant usage on all sequences in schema %I to lifted_cms', part);
        execute format(
            'alter default privileges in schema %I grant select, insert, update, delete on tables to lifted_cms', part
        );
        execute format('alter default privileges in schema %I grant usage on sequences to lifted_cms', part);
    end loop;
    grant select, insert on all tables in schema audit to lifted_cms;
    grant usage on all sequences in schema audit to lifted_cms;
end
$$;
