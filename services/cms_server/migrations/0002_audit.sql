-- Who did what to which object. Append-only: no role may change or remove an entry by any statement while the
-- trigger stands, and the CMS's own role may neither drop it nor hold more than INSERT and SELECT.
create schema audit;

create table audit.entry (
    id          bigint generated always as identity primary key,
    at          timestamptz not null default clock_timestamp(),
    actor_id    bigint,  -- no reference: what is told here outlives whom it tells of
    actor       text not null,
    action      text not null,
    object_kind text not null,
    object_id   text not null,
    client      text not null,
    request_id  text not null,
    difference  jsonb not null,
    words       tsvector not null generated always as (
        to_tsvector('simple', actor || ' ' || replace(action, '.', ' ') || ' ' || object_kind || ' '
            || object_id || ' ' || client || ' ' || request_id)
        || jsonb_to_tsvector('simple', difference, '["string", "numeric", "key"]')
    ) stored,
    constraint entry_actor_given check (actor <> ''),
    constraint entry_action_form check (action ~ '^[a-z0-9-]+(\.[a-z0-9-]+)+$'),
    constraint entry_difference_is_object check (jsonb_typeof(difference) = 'object'),
    constraint entry_difference_size check (octet_length(difference::text) <= 262144)
);

create index entry_by_actor on audit.entry (actor, id desc);
create index entry_by_action on audit.entry (action text_pattern_ops, id desc);
create index entry_by_object on audit.entry (object_kind, object_id, id desc);
create index entry_by_time on audit.entry (at);
create index entry_by_words on audit.entry using gin (words);

create function audit.refuse_change() returns trigger language plpgsql as $$
begin
    raise exception 'the audit log is append-only' using errcode = 'insufficient_privilege';
end
$$;

create trigger entry_append_only before update or delete or truncate on audit.entry
    for each statement execute function audit.refuse_change();
