-- The queue. A row is a job; workers take rows with FOR UPDATE SKIP LOCKED. Finished rows stay for a while
-- and may be millions, so whatever workers do goes by an index over the rows that are not finished.
create schema jobs;

create table jobs.job (
    id               bigint generated always as identity primary key,
    kind             text        not null
        constraint job_kind_form
            check (length(kind) <= 100 and kind ~ '^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*$'),
    version          integer     not null constraint job_version_positive check (version > 0),
    payload          jsonb       not null
        constraint job_payload_is_object check (jsonb_typeof(payload) = 'object')
        constraint job_payload_size check (pg_column_size(payload) <= 524288),
    priority         smallint    not null default 1
        constraint job_priority_known check (priority between 0 and 3),
    state            text        not null default 'ready'
        constraint job_state_known
            check (state in ('ready', 'running', 'parked', 'done', 'dead', 'cancelled')),
    run_at           timestamptz not null default now(),
    attempts         integer     not null default 0 constraint job_attempts_counted check (attempts >= 0),
    max_attempts     integer     not null constraint job_max_attempts_positive check (max_attempts > 0),
    timeout_ms       integer     not null constraint job_timeout_positive check (timeout_ms > 0),
    unique_key       text        constraint job_unique_key_size check (octet_length(unique_key) <= 200),
    -- Asked for again while it was running: it runs once more.
    rerun            boolean     not null default false,
    cancel_requested boolean     not null default false,
    worker           text,
    -- Grows whenever a worker takes the job: who holds an older number can no longer settle it.
    claims           bigint      not null default 0,
    lease_until      timestamptz,
    progress_done    bigint      not null default 0,
    progress_total   bigint      not null default 0,
    progress_note    text        not null default '',
    last_error       text,
    trace_id         text        not null default '',
    created_at       timestamptz not null default now(),
    started_at       timestamptz,
    finished_at      timestamptz,
    constraint job_running_is_leased
        check (state <> 'running' or (worker is not null and lease_until is not null)),
    constraint job_finished_is_dated
        check ((state in ('done', 'dead', 'cancelled')) = (finished_at is not null))
);

-- For taking jobs, for leases that ran out, for parked jobs and for the end of retention.
create index job_ready on jobs.job (priority, run_at, id) where state = 'ready';
create index job_lease on jobs.job (lease_until) where state = 'running';
create index job_parked on jobs.job (kind, version) where state = 'parked';
create index job_finished on jobs.job (finished_at) where state in ('done', 'cancelled');
create index job_died on jobs.job (finished_at) where state = 'dead';
create unique index job_key_unique on jobs.job (unique_key)
    where unique_key is not null and state in ('ready', 'running', 'parked');

-- For lists.
create index job_by_state on jobs.job (state, id);
create index job_by_kind on jobs.job (kind, state, id);

-- Every job leaves two dead versions behind; vacuum must not wait until they are a fifth of what is kept.
alter table jobs.job set (
    autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 20000,
    autovacuum_vacuum_insert_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.02
);

create table jobs.schedule (
    name         text        primary key
        constraint schedule_name_form check (length(name) <= 100 and name ~ '^[a-z0-9][a-z0-9._-]*$'),
    cron         text        not null constraint schedule_cron_size check (length(cron) <= 200),
    time_zone    text        not null constraint schedule_time_zone_size check (length(time_zone) <= 100),
    kind         text        not null
        constraint schedule_kind_form
            check (length(kind) <= 100 and kind ~ '^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*$'),
    version      integer     not null constraint schedule_version_positive check (version > 0),
    payload      jsonb       not null
        constraint schedule_payload_is_object check (jsonb_typeof(payload) = 'object')
        constraint schedule_payload_size check (pg_column_size(payload) <= 524288),
    enabled      boolean     not null default true,
    revision     bigint      not null default 1,
    last_fire_at timestamptz,
    next_fire_at timestamptz,
    last_error   text
);
create index schedule_next on jobs.schedule (next_fire_at) where enabled;
