-- What the App is to be told: one row per course and one for the framework, of the newest revision, written in the
-- transaction that decides it. It is the outbox while queued, and afterwards what the App must have.
create table editorial.publication (
    id                 bigint generated always as identity primary key,
    kind               text not null constraint publication_kind_known check (kind in ('course', 'framework')),
    uid                text collate "C" not null,
    name               text not null,
    revision           bigint not null constraint publication_revision_positive check (revision > 0),
    document           text,  -- as the App takes it; none: the course is removed
    state              text not null default 'queued'
                       constraint publication_state_known check (state in ('queued', 'delivered', 'failed')),
    attempts           integer not null default 0,
    failure_code       text,
    failure_detail     text,
    failure_errors     text,
    queued_at          timestamptz not null default now(),
    next_attempt_at    timestamptz not null default now(),
    -- Who is delivering it, and until when nobody else may. Kept when a newer revision comes meanwhile, so that two
    -- revisions of one thing are never on their way at once.
    claimant           text,
    claimed_until      timestamptz,
    delivered_at       timestamptz,
    delivered_revision bigint not null default 0,
    constraint publication_thing_unique unique (kind, uid),
    constraint publication_framework_has_document check (kind = 'course' or document is not null),
    constraint publication_failed_says_why check (state <> 'failed' or failure_code is not null),
    constraint publication_claim_ends check ((claimant is null) = (claimed_until is null)),
    constraint publication_delivered_was_published check (delivered_revision <= revision)
);
create index publication_due on editorial.publication (next_attempt_at, id) where state = 'queued';
create index publication_by_state on editorial.publication (state, id);
-- A provider that is renamed finds what names it without a look at every document.
create index publication_by_provider
    on editorial.publication ((editorial.name_key(document::jsonb ->> 'provider') collate "C"), uid)
    where kind = 'course' and document is not null;

-- What is told of one: all but its document, which may be large.
create view editorial.publication_status as
select id, kind, uid, name, revision, document is null as removed, state, attempts, failure_code, failure_detail,
       failure_errors, queued_at, next_attempt_at, delivered_at, delivered_revision
from editorial.publication;

-- Every delivery leaves dead versions behind; what waits must be found without wading through them.
alter table editorial.publication set (
    fillfactor = 80, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 5000
);

-- The framework as staff saved it, every revision.
create table editorial.framework_revision (
    revision bigint primary key constraint framework_revision_positive check (revision > 0),
    document text not null,
    saved_by bigint,  -- the staff account; kept whatever becomes of it
    saved_at timestamptz not null default now(),
    note     text not null constraint framework_note_short check (octet_length(note) <= 2000)
);
