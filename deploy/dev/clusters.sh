# shellcheck shell=bash
# Private PostgreSQL and Redis on unix sockets, apart from any of the machine's own.
#
# Both trust whoever reaches the socket, so the socket folder is open to their user alone. As root they run as
# `nobody` (PostgreSQL refuses root); otherwise as the user of ./dev.

readonly SERVER_USER=nobody

as_server() {
    if is_root; then
        setpriv --reuid "$SERVER_USER" --regid "$(id -g "$SERVER_USER")" --clear-groups env HOME="$STATE" "$@"
    else
        "$@"
    fi
}

server_name() {
    if is_root; then echo "$SERVER_USER"; else id -un; fi
}

# Sets STATE, the folder of the data, and SOCKETS, the folder of the sockets.
prepare_state() {
    mkdir -p "$RUN/log"
    chmod 755 "$RUN"
    chmod 700 "$RUN/log"
    STATE="$RUN"
    if is_root && ! STATE=/ as_server test -x "$RUN"; then
        # The project lies where `nobody` cannot go, such as /root.
        STATE="/var/lib/lifted/$(printf '%s' "$ROOT" | sha256sum | cut -c 1-12)"
        mkdir -p "$STATE"
        chmod 755 /var/lib/lifted "$STATE"
    fi
    SOCKETS="$STATE/s"
    # A socket's path has at most 107 bytes, and it is quoted inside connection strings.
    if [ ${#SOCKETS} -gt 85 ] || [[ ! "$SOCKETS" =~ ^[A-Za-z0-9/._-]+$ ]]; then
        SOCKETS="$(cat "$RUN/sockets" 2>/dev/null || true)"
        if [ -z "$SOCKETS" ] || [ "$(stat -c %U "$SOCKETS" 2>/dev/null)" != "$(server_name)" ]; then
            SOCKETS="$(mktemp -d /tmp/lifted.XXXXXX)"
            printf '%s\n' "$SOCKETS" >"$RUN/sockets"
        fi
    fi
    server_folder "$SOCKETS"
}

# A folder of the servers' user alone.
server_folder() {
    mkdir -p "$1"
    chmod 700 "$1"
    if is_root; then
        chown "$SERVER_USER:$(id -gn "$SERVER_USER")" "$1"
    fi
}

postgres_bin() {
    local found
    found="$(find /usr/lib/postgresql -maxdepth 3 -path '*/bin/pg_ctl' 2>/dev/null | sort -V | tail -n 1)"
    [ -n "$found" ] || found="$(command -v pg_ctl || true)"
    [ -n "$found" ] || die "PostgreSQL is not installed; ./dev install"
    dirname "$found"
}

# Two clusters, because each service owns its database alone: `app` on port 5432, `cms` on 5433.
postgres_port() {
    case "$1" in
        app) echo 5432 ;;
        cms) echo 5433 ;;
    esac
}

postgres_log() {
    printf '%s/postgres-%s.log' "$STATE" "$1"
}

postgres_running() {
    as_server "$(postgres_bin)/pg_ctl" -D "$STATE/pg-$1" status >/dev/null 2>&1
}

# start_postgres CLUSTER
start_postgres() {
    local bin data="$STATE/pg-$1" log has
    log="$(postgres_log "$1")"
    bin="$(postgres_bin)"
    has="$("$bin/postgres" --version | grep -oE '[0-9]+' | head -n 1)"
    if [ -e "$data" ] && ! as_server test -r "$data/PG_VERSION"; then
        die "${data#"$ROOT"/} belongs to another user: use ./dev as the one who made it"
    fi
    if ! as_server test -s "$data/PG_VERSION"; then
        say "Creating a PostgreSQL cluster in ${data#"$ROOT"/}"
        # Made beside its place and moved, so that an interrupted initdb leaves nothing that looks like a cluster.
        rm -rf "$data.new"
        server_folder "$data.new"
        (cd / && as_server "$bin/initdb" -D "$data.new" --auth-local=trust --auth-host=reject -U postgres -E UTF8 \
            --locale=C.UTF-8 >/dev/null) || die "initdb failed"
        mv -T "$data.new" "$data"
    elif [ "$(as_server cat "$data/PG_VERSION")" != "$has" ]; then
        die "the data was made by PostgreSQL $(as_server cat "$data/PG_VERSION"), this is $has; ./dev down --wipe starts anew"
    fi
    postgres_running "$1" && return 0
    touch "$log"
    chmod 600 "$log"
    ! is_root || chown "$SERVER_USER" "$log"
    (cd / && as_server "$bin/pg_ctl" -D "$data" -w -t 60 -s -l "$log" \
        -o "-k '$SOCKETS' -c listen_addresses='' -c unix_socket_permissions=0700 -p $(postgres_port "$1")" start \
        9>&- </dev/null) || {
        tail -n 20 "$log" >&2
        die "PostgreSQL does not start; its log is $log"
    }
}

stop_postgres() {
    ! postgres_running "$1" || (cd / && as_server "$(postgres_bin)/pg_ctl" -D "$STATE/pg-$1" -m fast -w -s stop) ||
        die "PostgreSQL does not stop; its log is $(postgres_log "$1")"
}

redis_running() {
    [ "$(redis-cli -s "$SOCKETS/redis.sock" ping 2>/dev/null)" = PONG ]
}

# Nothing authoritative lives in Redis alone, so it keeps nothing over a restart.
start_redis() {
    redis_running && return 0
    server_folder "$STATE/redis"
    (cd / && as_server redis-server --port 0 --unixsocket "$SOCKETS/redis.sock" --unixsocketperm 700 \
        --dir "$STATE/redis" --logfile "$STATE/redis/redis.log" --pidfile "$STATE/redis/redis.pid" \
        --save '' --appendonly no --daemonize yes 9>&- </dev/null >/dev/null) || die "Redis does not start"
    wait_for 5 redis_running || die "Redis does not answer; its log is $STATE/redis/redis.log"
}

stop_redis() {
    ! redis_running || redis-cli -s "$SOCKETS/redis.sock" shutdown nosave >/dev/null 2>&1 || true
    wait_for 10 redis_stopped || die "Redis does not stop; its log is $STATE/redis/redis.log"
}

redis_stopped() {
    ! redis_running
}

# wait_for SECONDS COMMAND...: true as soon as COMMAND is, false after so many seconds.
wait_for() {
    local until=$((SECONDS + $1))
    shift
    until "$@"; do
        [ "$SECONDS" -lt "$until" ] || return 1
        sleep 0.05
    done
}

# conninfo CLUSTER ROLE: how that role reaches the service's database.
conninfo() {
    printf 'host=%s port=%s dbname=lifted_%s user=%s' "$SOCKETS" "$(postgres_port "$1")" "$1" "$2"
}

# create_roles CLUSTER: its roles and its database, as deploy/dev/<cluster>_roles.sql says.
create_roles() {
    psql -X -q -v ON_ERROR_STOP=1 -o /dev/null -h "$SOCKETS" -p "$(postgres_port "$1")" -U postgres -d postgres \
        -f "deploy/dev/$1_roles.sql" || die "the roles and the database of lifted_$1 could not be created"
}
