-- Least privilege. Roles are made by whoever runs the cluster; each is granted its part if it is there.
--   lifted_app         the App's public instances: reads everything published
--   lifted_app_reader  the CMS's read-only source: the framework and the published catalogue, nothing else
do $$
declare
    reader text;
begin
    foreach reader in array array['lifted_app', 'lifted_app_reader'] loop
        if exists (select from pg_roles where rolname = reader) then
            execute format('grant usage on schema framework, catalogue to %I', reader);
            execute format('grant select on all tables in schema framework, catalogue to %I', reader);
            execute format(
                'alter default privileges in schema framework, catalogue grant select on tables to %I', reader
            );
        end if;
    end loop;
end
$$;
