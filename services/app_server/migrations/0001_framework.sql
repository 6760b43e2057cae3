-- The competency framework. Numbers are the framework's own and stable over imports. Uniqueness of names
-- is checked at commit, so that one import may exchange the names of two items.
create schema framework;

create table framework.framework (
    only_row boolean primary key default true constraint framework_is_one_row check (only_row),
    title    text not null
);

create table framework.level (
    id      integer primary key,
    acronym text not null constraint level_acronym_unique unique deferrable initially deferred,
    name    text not null constraint level_name_unique unique deferrable initially deferred
);

create table framework.format (
    id      integer primary key,
    acronym text not null constraint format_acronym_unique unique deferrable initially deferred,
    name    text not null constraint format_name_unique unique deferrable initially deferred
);

create table framework.need (
    id          integer primary key,
    name        text not null constraint need_name_unique unique deferrable initially deferred,
    option_text text not null,
    constraint need_option_text_unique exclude (option_text with =) where (option_text <> '')
        deferrable initially deferred
);

create table framework.need_format (
    need_id   integer not null constraint need_format_need_exists references framework.need on delete cascade,
    format_id integer not null constraint need_format_format_exists references framework.format,
    primary key (need_id, format_id)
);

create table framework.need_level (
    need_id  integer not null constraint need_level_need_exists references framework.need on delete cascade,
    level_id integer not null constraint need_level_level_exists references framework.level,
    primary key (need_id, level_id)
);

create table framework.specialism (
    id   integer primary key,
    name text not null constraint specialism_name_unique unique deferrable initially deferred
);

create table framework.vertical (
    id          integer primary key,
    kind        text not null constraint vertical_kind_known check (kind in ('profession', 'technology')),
    name        text not null constraint vertical_name_unique unique deferrable initially deferred,
    option_text text not null,
    constraint vertical_option_text_unique exclude (option_text with =) where (option_text <> '')
        deferrable initially deferred
);

create table framework.area (
    id          integer primary key,
    vertical_id integer not null constraint area_vertical_exists references framework.vertical,
    key         integer not null,
    name        text    not null,
    option_text text    not null,
    hidden      boolean not null,
    constraint area_key_unique unique (vertical_id, key) deferrable initially deferred,
    constraint area_name_unique unique (vertical_id, name) deferrable initially deferred,
    constraint area_vertical_pair unique (id, vertical_id)
);

create table framework.competency_category (
    id          integer primary key,
    vertical_id integer not null constraint category_vertical_exists references framework.vertical,
    name        text    not null,
    area_id     integer,
    constraint category_name_unique unique (vertical_id, name) deferrable initially deferred,
    constraint category_area_in_vertical foreign key (area_id, vertical_id)
        references framework.area (id, vertical_id)
);
create index on framework.competency_category (area_id);

create table framework.competency (
    id            integer primary key,
    category_id   integer not null constraint competency_category_exists references framework.competency_category,
    specialism_id integer constraint competency_specialism_exists references framework.specialism,
    title         text not null,
    description   text not null
);
create index on framework.competency (category_id);

create table framework.job_role (
    id                integer primary key,
    vertical_id       integer not null constraint job_role_vertical_exists references framework.vertical,
    name              text    not null constraint job_role_name_unique unique deferrable initially deferred,
    option_text       text    not null,
    level             integer constraint job_role_level_positive check (level > 0),
    organisation_type text,
    specialism_id     integer constraint job_role_specialism_exists references framework.specialism,
    description       text    not null
);

create table framework.job_role_competency (
    job_role_id   integer not null constraint role_competency_role_exists
                  references framework.job_role on delete cascade,
    position      integer not null,
    competency_id integer not null constraint role_competency_competency_exists references framework.competency,
    primary key (job_role_id, position),
    constraint role_competency_unique unique (job_role_id, competency_id) deferrable initially deferred
);
create index on framework.job_role_competency (competency_id);
