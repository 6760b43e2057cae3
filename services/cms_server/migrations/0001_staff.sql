-- Who may work in the CMS, their logins, and the attempts of those who may not.
create schema staff;

create table staff.account (
    id                   bigint generated always as identity primary key,
    username             text not null constraint account_username_unique unique,
    display_name         text not null,
    role                 text not null,
    password_hash        text not null,
    password_changed_at  timestamptz not null,
    must_change_password boolean not null default false,
    password_expires_at  timestamptz,
    totp_secret          text,
    totp_last_step       bigint,
    second_factor        boolean not null default false,
    disabled_at          timestamptz,
    created_at           timestamptz not null,
    version              bigint not null default 1,
    constraint account_username_folded check (username ~ '^[a-z0-9][a-z0-9._@-]{1,63}$'),
    constraint account_display_name_length check (char_length(display_name) between 1 and 100),
    constraint account_role_known check (role in ('viewer', 'editor', 'publisher', 'administrator')),
    constraint account_password_is_argon2id check (password_hash like '$argon2id$%'),
    constraint account_second_factor_has_secret check (not second_factor or totp_secret is not null),
    constraint account_version_positive check (version > 0)
);

create table staff.recovery_code (
    account_id bigint not null
        constraint recovery_code_account_exists references staff.account on delete cascade,
    code_hash  text not null,
    used_at    timestamptz,
    primary key (account_id, code_hash),
    constraint recovery_code_hash_is_sha256 check (code_hash ~ '^[0-9a-f]{64}$')
);

-- A session is found by the digest of its token; the token itself is stored nowhere.
create table staff.session (
    id                    bigint generated always as identity primary key,
    token_hash            text not null constraint session_token_unique unique,
    account_id            bigint not null
        constraint session_account_exists references staff.account on delete cascade,
    created_at            timestamptz not null,
    last_seen_at          timestamptz not null,
    client                text not null,
    user_agent            text not null,
    second_factor_pending boolean not null,
    constraint session_token_is_sha256 check (token_hash ~ '^[0-9a-f]{64}$'),
    constraint session_client_length check (octet_length(client) <= 64),
    constraint session_user_agent_length check (octet_length(user_agent) <= 200)
);

create index session_by_account on staff.session (account_id, created_at desc);
create index session_by_last_seen on staff.session (last_seen_at);

-- Attempts charged to a key: an address, an account from unknown places, an account from one known place.
-- Unknown user names have counters like those of accounts.
create table staff.login_attempt (
    key           text primary key,
    attempts      integer not null,
    last_at       timestamptz not null,
    blocked_until timestamptz,
    constraint login_attempt_key_length check (octet_length(key) <= 200)
);

create index login_attempt_by_last on staff.login_attempt (last_at);

-- Where an account has logged in from: others' failures do not slow it down there.
create table staff.known_place (
    account_id bigint not null
        constraint known_place_account_exists references staff.account on delete cascade,
    place      text not null,
    last_at    timestamptz not null,
    primary key (account_id, place),
    constraint known_place_length check (octet_length(place) <= 64)
);

-- What requests with an Idempotency-Key were answered, to be answered the same when they are repeated. Each is
-- written in the transaction that carries its request out; a day later it is forgotten.
create table staff.kept_answer (
    account_id   bigint not null
        constraint kept_answer_account_exists references staff.account on delete cascade,
    key          text not null,
    fingerprint  text not null,
    status       integer not null,
    content_type text not null,
    etag         text not null,
    fields       text not null,
    body         text,
    kept_at      timestamptz not null,
    primary key (account_id, key),
    constraint kept_answer_key_visible check (key ~ '^[!-~]{1,255}$'),
    constraint kept_answer_fingerprint_is_sha256 check (fingerprint ~ '^[0-9a-f]{64}$'),
    constraint kept_answer_no_failure check (status between 200 and 499),
    constraint kept_answer_fields_length check (octet_length(fields) <= 8192),
    constraint kept_answer_body_length check (octet_length(body) <= 262144)
);

create index kept_answer_by_age on staff.kept_answer (kept_at);

-- How many answers were kept for an account in each hour, so that a limit on them needs no look at them all.
create table staff.kept_count (
    account_id bigint not null
        constraint kept_count_account_exists references staff.account on delete cascade,
    hour       timestamptz not null,
    kept       bigint not null,
    primary key (account_id, hour)
);

create function staff.count_kept() returns trigger language plpgsql as $$
begin
    insert into staff.kept_count as c (account_id, hour, kept)
    select account_id, date_trunc('hour', kept_at, 'UTC'), count(*) from kept group by 1, 2 order by 1, 2
    on conflict (account_id, hour) do update set kept = c.kept + excluded.kept;
    return null;
end $$;

create trigger kept_answer_counted after insert on staff.kept_answer
referencing new table as kept for each statement execute function staff.count_kept();

create trigger kept_answer_counted_anew after update on staff.kept_answer
referencing new table as kept for each statement execute function staff.count_kept();
