-- Roles and database of the CMS, for a cluster that is reached only through a private socket folder.
-- Run by the superuser, any number of times: psql -v ON_ERROR_STOP=1 -d postgres -f cms_roles.sql
--
--   lifted_cms_owner  owns the database: migrations; never serves a request
--   lifted_cms        what the CMS and its workers run as: it gets exactly what the migrations grant to it

-- Runs at the same time take turns: roles belong to the whole cluster.
do $$ begin perform pg_advisory_lock(hashtext('lifted roles')); end $$;

select format('create role %I', name)
  from (values ('lifted_cms_owner'), ('lifted_cms')) as wanted(name)
 where not exists (select from pg_roles where rolname = wanted.name)
\gexec

-- createdb: `cms_server migrate verify` builds the expected schema in a scratch database of its own.
alter role lifted_cms_owner login nosuperuser createdb nocreaterole noreplication nobypassrls;
alter role lifted_cms login nosuperuser nocreatedb nocreaterole noreplication nobypassrls;

select 'create database lifted_cms owner lifted_cms_owner encoding ''UTF8'' template template0'
 where not exists (select from pg_database where datname = 'lifted_cms')
\gexec

revoke all on database lifted_cms from public;
grant connect on database lifted_cms to lifted_cms;
