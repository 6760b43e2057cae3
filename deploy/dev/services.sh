# shellcheck shell=bash
# The local system: the App beside its private PostgreSQL and Redis. Everything it writes lies in .run/.

readonly APP_PID_FILE="$RUN/app_server.pid"
readonly APP_LOG="$RUN/log/app_server.jsonl"

# Ports given to `up` are remembered, so that status, restart and down speak of the same ones.
load_ports() {
    local port metrics
    read -r port metrics 2>/dev/null <"$RUN/ports" || true
    PORT="${LIFTED_PORT:-${port:-8000}}"
    METRICS_PORT="${LIFTED_METRICS_PORT:-${metrics:-8002}}"
}

app_binary() {
    printf '%s' "$ROOT/build/$1/services/app_server/app_server"
}

# Sets APP_ENVIRONMENT. Other LIFTED_ variables of the caller reach the service as they are.
app_environment() {
    APP_ENVIRONMENT=(
        LIFTED_ENVIRONMENT="${LIFTED_ENVIRONMENT:-development}"
        LIFTED_ADDRESS="${LIFTED_ADDRESS:-127.0.0.1}"
        LIFTED_PORT="$PORT"
        LIFTED_METRICS_PORT="$METRICS_PORT"
        LIFTED_APP_DATABASE="$(conninfo lifted_app)"
    )
}

# Runs a management command: those write as the owner, which the serving process never learns of.
app_command() {
    local binary="$1"
    shift
    app_environment
    env "${APP_ENVIRONMENT[@]}" LIFTED_APP_DATABASE_OWNER="$(conninfo lifted_owner)" "$binary" "$@"
}

# The process id of the running App; false when there is none. A reused number is not taken for it.
app_pid() {
    local pid
    pid="$(cat "$APP_PID_FILE" 2>/dev/null)" || return 1
    [[ "$(readlink "/proc/$pid/exe" 2>/dev/null)" == */app_server* ]] || return 1
    printf '%s' "$pid"
}

app_stopped() {
    ! app_pid >/dev/null
}

stop_app() {
    local pid
    pid="$(app_pid)" || return 0
    kill -TERM "$pid"
    # The service finishes what is in flight within 25 s by itself.
    wait_for 35 app_stopped || {
        kill -KILL "$pid"
        die "the App did not stop within 35 s and was killed; see ./dev logs"
    }
    rm -f "$APP_PID_FILE"
}

port_taken() {
    (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null
}

require_free_port() {
    ! port_taken "$1" || die "port $1 is already in use by another program; choose one: $2=$(($1 + 100)) ./dev up"
}

app_ready() {
    curl -fsS -o /dev/null --max-time 2 "http://127.0.0.1:$METRICS_PORT/readyz" 2>/dev/null
}

app_ready_or_gone() {
    app_stopped || app_ready
}

start_app() {
    local binary="$1" pid
    if pid="$(app_pid)"; then
        # After a new build the running file is another one, or deleted.
        if [ "$(readlink "/proc/$pid/exe")" = "$binary" ] && [ "$(cat "$RUN/ports" 2>/dev/null)" = "$PORT $METRICS_PORT" ]; then
            wait_for 10 app_ready || die "the App runs but is not ready; see ./dev logs, or ./dev restart"
            return 0
        fi
        say "Stopping the App that runs from an older build or on other ports"
        stop_app
    fi
    require_free_port "$PORT" LIFTED_PORT
    require_free_port "$METRICS_PORT" LIFTED_METRICS_PORT
    printf '%s\n' "$PORT $METRICS_PORT" >"$RUN/ports"
    app_environment
    env "${APP_ENVIRONMENT[@]}" setsid "$binary" serve </dev/null >>"$APP_LOG" 2>&1 9>&- &
    printf '%s\n' $! >"$APP_PID_FILE"
    disown
    # Until the shell has become the service, its process is not known by the service's name.
    wait_for 2 app_pid >/dev/null || true
    if ! wait_for 60 app_ready_or_gone || app_stopped; then
        tail -n 5 "$APP_LOG" >&2
        die "the App did not become ready; its log is ${APP_LOG#"$ROOT"/}"
    fi
}

readonly STARTER=services/app_server/framework_data

# A framework is loaded into an empty database only; what was imported or changed since is not touched.
load_framework() {
    local binary="$1" folder="$2" year
    if [ -n "$(psql -X -A -t -v ON_ERROR_STOP=1 "$(conninfo lifted_owner)" -c 'select title from framework.framework')" ]; then
        [ "$folder" = "$STARTER" ] || die "there is a framework already; ./dev down --wipe first, or ./dev import"
        return 0
    fi
    # The sample courses lie in the coming year, so that there is always something to recommend.
    year=$(($(date +%Y) + 1))
    say "Importing the framework in $folder"
    app_command "$binary" import-framework "$folder" --year "$year" || die "the framework could not be imported"
}

# One up, down or migrate at a time. The lock is on descriptor 9; what stays in the background must close it.
lock_run() {
    mkdir -p "$RUN"
    exec 9>"$RUN/lock"
    flock -w 300 9 || die "another ./dev up or down is still running"
}

cmd_up() {
    local preset=release folder="$STARTER" binary
    while [ $# -gt 0 ]; do
        case "$1" in
            --release) ;;
            --debug) preset=dev ;;
            --framework)
                [ -d "${2:-}" ] || die "--framework takes a folder of spreadsheets"
                folder="$2"
                shift
                ;;
            *) die "up takes --debug and --framework DIR, not '$1'" ;;
        esac
        shift
    done
    load_ports
    build "$preset" app_server
    binary="$(app_binary "$preset")"
    [ -x "$binary" ] || die "the build made no ${binary#"$ROOT"/}"
    lock_run
    prepare_state
    say "Starting PostgreSQL and Redis"
    start_postgres
    start_redis
    create_roles
    say "Migrating"
    app_command "$binary" migrate up || die "the migration failed"
    load_framework "$binary" "$folder"
    say "Starting the App"
    start_app "$binary"
    print_addresses
}

print_addresses() {
    local app="http://127.0.0.1:$PORT"
    cat <<TEXT

Lifted is running.
  App              $app/
  API reference    $app/api/docs
  OpenAPI          $app/api/openapi.json
  Health, metrics  http://127.0.0.1:$METRICS_PORT/readyz  /livez  /metrics
  Logs             ./dev logs        Database  ./dev psql        Stop  ./dev down

Try
  curl -s '$app/api/v1/framework' | jq .
  curl -s '$app/api/v1/job-roles' | jq '.items[] | {id, name}'
  curl -s '$app/api/v1/course-instances?sort=start&limit=3' | jq .
TEXT
}

stop_all() {
    prepare_state
    stop_app
    stop_redis
    stop_postgres
}

cmd_down() {
    local wipe=0
    case "${1:-}" in
        '') ;;
        --wipe) wipe=1 ;;
        *) die "down takes --wipe or nothing, not '$1'" ;;
    esac
    [ -d "$RUN" ] || {
        say "Nothing is running"
        return 0
    }
    lock_run
    stop_all
    say "Stopped"
    if [ "$wipe" = 1 ]; then
        rm -rf "$SOCKETS" "$STATE/pg-app" "$STATE/redis" "$STATE/postgres.log" "$STATE/framework-loaded"
        [ "$STATE" = "$RUN" ] || rm -rf "$STATE"
        rm -rf "$RUN"
        say "Deleted the local data"
    fi
}

cmd_restart() {
    if [ -d "$RUN" ]; then
        lock_run
        stop_all
        exec 9>&-
    fi
    cmd_up "$@"
}

cmd_status() {
    local all=0 pid
    [ -d "$RUN" ] || die "nothing has been started; ./dev up"
    load_ports
    prepare_state
    if postgres_running; then echo "postgres    running  $SOCKETS/.s.PGSQL.5432"; else all=3 && echo "postgres    stopped"; fi
    if redis_running; then echo "redis       running  $SOCKETS/redis.sock"; else all=3 && echo "redis       stopped"; fi
    if ! pid="$(app_pid)"; then
        all=3 && echo "app_server  stopped"
    elif app_ready; then
        echo "app_server  ready    http://127.0.0.1:$PORT/ (process $pid)"
    else
        all=3 && echo "app_server  running, not ready: http://127.0.0.1:$METRICS_PORT/readyz (process $pid)"
    fi
    return "$all"
}

cmd_logs() {
    local file
    [ -d "$RUN" ] || die "nothing has been started; ./dev up"
    prepare_state
    case "${1:-app_server}" in
        app_server | app) file="$APP_LOG" ;;
        postgres) file="$STATE/postgres.log" ;;
        redis) file="$STATE/redis/redis.log" ;;
        *) die "there is no log '$1'; app_server, postgres, redis" ;;
    esac
    [ -f "$file" ] || die "there is no log yet: $file"
    # Followed in a terminal, printed when the output goes elsewhere.
    if [ -t 1 ]; then tail -n 100 -F "$file"; else tail -n 100 "$file"; fi
}

require_postgres() {
    [ -d "$RUN" ] || die "nothing has been started; ./dev up"
    prepare_state
    postgres_running || die "PostgreSQL is not running; ./dev up"
}

cmd_psql() {
    [ "${1:-}" != app ] || shift
    require_postgres
    exec psql -v ON_ERROR_STOP=1 "$(conninfo lifted_owner)" "$@"
}

# The newer of the two builds.
newest_binary() {
    local binary
    binary="$(app_binary release)"
    if [ ! -x "$binary" ] || [ "$(app_binary dev)" -nt "$binary" ]; then
        binary="$(app_binary dev)"
    fi
    [ -x "$binary" ] || die "nothing is built; ./dev build"
    printf '%s' "$binary"
}

cmd_import() {
    local binary
    [ $# -gt 0 ] || die "import takes a folder of spreadsheets; see docs/framework-spreadsheets.md"
    load_ports
    require_postgres
    binary="$(newest_binary)"
    app_command "$binary" import-framework "$@"
}

cmd_migrate() {
    local binary
    load_ports
    require_postgres
    binary="$(newest_binary)"
    [ $# -gt 0 ] || set -- up
    app_command "$binary" migrate "$@"
}
