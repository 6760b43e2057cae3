-- The inbox: what scrapes brought, run by run, and what staff decided about it.

create table editorial.scrape_source (
    spider  text constraint scrape_source_unique primary key
            constraint scrape_source_well_formed check (spider ~ '^[A-Za-z0-9_.-]{1,64}$'),
    version bigint not null default 1
);

-- What is done with a source's offers for a field without asking; no row: a person is asked.
create table editorial.scrape_rule (
    spider text not null constraint scrape_rule_source_exists references editorial.scrape_source,
    field  text not null constraint scrape_rule_field_known check (
               field in ('name', 'url', 'provider', 'level', 'format', 'cost', 'cpd', 'schedule', 'duration_days')),
    rule   text not null constraint scrape_rule_known check (rule in ('accept', 'publish', 'never')),
    constraint scrape_rule_unique primary key (spider, field)
);

create table editorial.scrape_run (
    number         bigint generated always as identity constraint scrape_run_number_unique primary key,
    version        bigint not null default 1,
    run            text not null constraint scrape_run_unique unique
                   constraint scrape_run_well_formed check (run ~ '^[A-Za-z0-9_-]{1,64}$'),
    spider         text not null constraint scrape_run_source_exists references editorial.scrape_source,
    spider_version text not null,
    started_at     timestamptz not null,
    opened_at      timestamptz not null,
    state          text not null default 'open' constraint scrape_run_state_known
                   check (state in ('open', 'applied', 'held', 'discarded')),
    outcome        text constraint scrape_run_outcome_known
                   check (outcome in ('complete', 'suspicious', 'failed', 'cancelled')),
    reason         text constraint scrape_run_reason_short check (octet_length(reason) <= 2000),
    pages          bigint not null default 0,
    items          bigint not null default 0,
    errors         bigint not null default 0,
    found          bigint not null default 0,
    held_because   text,
    closed_at      timestamptz,
    added          bigint not null default 0,
    changed        bigint not null default 0,
    unchanged      bigint not null default 0,
    gone           bigint not null default 0,
    rejected       bigint not null default 0,
    taken          bigint not null default 0,
    staged         bigint not null default 0,     -- items handed in, each URL once
    overflowed     boolean not null default false,  -- more were refused
    constraint scrape_run_closed_has_outcome check ((state = 'open') = (outcome is null)),
    constraint scrape_run_closed_has_time check ((state = 'open') = (closed_at is null))
);
create index scrape_run_by_spider on editorial.scrape_run (spider, number);
create index scrape_run_held on editorial.scrape_run (spider, number) where state = 'held';

-- The items of a run until it is applied. `content` has no member for what the site does not say.
create table editorial.scrape_item (
    run        bigint not null constraint scrape_item_run_exists references editorial.scrape_run,
    url        text collate "C" not null,
    name       text not null,
    provider   text,
    content    jsonb not null,
    provenance jsonb not null,
    seen_at    timestamptz not null,
    constraint scrape_item_unique primary key (run, url)
);

-- What lists, filters and searches need. The content stands apart, so that these rows stay short.
create table editorial.scraped_course (
    id            bigint generated always as identity constraint scraped_course_id_unique primary key,
    version       bigint not null default 1,
    spider        text not null constraint scraped_course_source_exists references editorial.scrape_source,
    url           text collate "C" not null,
    name          text not null,
    provider      text,
    name_key      text collate "C" not null generated always as (editorial.name_key(name)) stored,
    provider_key  text collate "C" generated always as (editorial.name_key(provider)) stored,
    words         tsvector not null generated always as (
        to_tsvector('simple', regexp_replace(lower(name || ' ' || coalesce(provider, '')), '[^[:alnum:]]+', ' ', 'g'))
    ) stored,
    state         text not null constraint scraped_course_state_known
                  check (state in ('new', 'changed', 'unchanged', 'accepted', 'gone', 'rejected')),
    course_uid    text,
    offers        integer not null default 0,
    conflicts     integer not null default 0,
    rejection     text constraint scraped_course_rejection_short check (octet_length(rejection) <= 2000),
    review_due    boolean not null default false,
    rules_version bigint not null default 0,  -- of the source's rules that it was last reviewed by
    last_run      bigint not null constraint scraped_course_run_exists references editorial.scrape_run,
    first_seen_at timestamptz not null,
    last_seen_at  timestamptz not null,
    constraint scraped_course_unique unique (spider, url),
    constraint scraped_course_rejected_has_reason check ((state = 'rejected') = (rejection is not null))
);
create index scraped_course_by_time on editorial.scraped_course (last_seen_at, id);
create index scraped_course_by_name on editorial.scraped_course (name_key, id);
create index scraped_course_state on editorial.scraped_course (state, last_seen_at, id);
create index scraped_course_spider on editorial.scraped_course (spider, last_seen_at, id);
create index scraped_course_provider on editorial.scraped_course (provider_key, last_seen_at, id);
create index scraped_course_words on editorial.scraped_course using gin (words);
create index scraped_course_conflicts on editorial.scraped_course (last_seen_at, id) where conflicts > 0;
create index scraped_course_course on editorial.scraped_course (course_uid) where course_uid is not null;
create index scraped_course_due on editorial.scraped_course (last_run, id) where review_due;
create index scraped_course_linked on editorial.scraped_course (spider, id) where course_uid is not null;

create table editorial.scraped_content (
    course_id  bigint constraint scraped_content_unique primary key
               constraint scraped_content_course_exists references editorial.scraped_course on delete cascade,
    newest     jsonb not null,
    accepted   jsonb,
    provenance jsonb not null
);
