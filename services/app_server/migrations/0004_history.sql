-- Which history a version belongs to. A database that was put back to an earlier state and moved on reaches the
-- same numbers by other changes: a reader at one of them must not take what it finds for what followed.
create table catalogue.version_token (
    version bigint constraint version_token_pkey primary key,
    token   uuid not null default gen_random_uuid()
);

insert into catalogue.version_token (version) select version from catalogue.version;

-- Whoever moves the version on. Readers that fell behind further than the tokens reach read everything.
create function catalogue.mark_version() returns trigger
    language plpgsql security definer set search_path = pg_catalog
as $$
begin
    insert into catalogue.version_token (version) values (new.version)
        on conflict (version) do update set token = gen_random_uuid();
    delete from catalogue.version_token where version < new.version - 1000;
    return null;
end
$$;

create trigger version_is_marked after update of version on catalogue.version
    for each row when (new.version <> old.version) execute function catalogue.mark_version();
