-- Roles and database of the App, for a cluster that is reached only through a private socket folder.
-- Run by the superuser, any number of times: psql -v ON_ERROR_STOP=1 -d postgres -f app_roles.sql
--
--   lifted_owner       owns the database: migrations, imports and loads; never serves a request
--   lifted_app         what the public instances run as: it reads what is published
--   lifted_ingest      what the internal instance runs as: it writes what the CMS publishes
--   lifted_app_reader  the CMS's read-only source
-- Each but the owner gets exactly what the migrations grant to it.

-- Runs at the same time take turns: roles belong to the whole cluster.
do $$ begin perform pg_advisory_lock(hashtext('lifted roles')); end $$;

select format('create role %I', name)
  from (values ('lifted_owner'), ('lifted_app'), ('lifted_ingest'), ('lifted_app_reader')) as wanted(name)
 where not exists (select from pg_roles where rolname = wanted.name)
\gexec

-- createdb: `app_server migrate verify` builds the expected schema in a scratch database of its own.
alter role lifted_owner login nosuperuser createdb nocreaterole noreplication nobypassrls;
alter role lifted_app login nosuperuser nocreatedb nocreaterole noreplication nobypassrls;
alter role lifted_ingest login nosuperuser nocreatedb nocreaterole noreplication nobypassrls;
alter role lifted_app_reader login nosuperuser nocreatedb nocreaterole noreplication nobypassrls;

select 'create database lifted_app owner lifted_owner encoding ''UTF8'' template template0'
 where not exists (select from pg_database where datname = 'lifted_app')
\gexec

-- Without this every role of the cluster may connect and create temporary tables.
revoke all on database lifted_app from public;
grant connect on database lifted_app to lifted_app, lifted_ingest, lifted_app_reader;
