# shellcheck shell=bash
# The local system: App, CMS and scraper beside their private PostgreSQL clusters and Redis. Everything it writes
# lies in .run/. What each service is and how it is started stands in deploy/dev/local.sh.

# Ports given to `up` are remembered, so that status, restart and down speak of the same ones.
load_ports() {
    local line name
    declare -gA PORTS=()
    for line in "${DEFAULT_PORTS[@]}"; do PORTS[${line%%=*}]="${line#*=}"; done
    while IFS= read -r line; do
        [ -z "$line" ] || PORTS[${line%%=*}]="${line#*=}"
    done < <(cat "$RUN/ports" 2>/dev/null)
    for name in "${!PORTS[@]}"; do
        [ -z "${!name:-}" ] || PORTS[$name]="${!name}"
    done
}

save_ports() {
    local name
    for name in "${!PORTS[@]}"; do printf '%s=%s\n' "$name" "${PORTS[$name]}"; done | sort >"$RUN/ports"
}

service_binary() {
    printf '%s' "$ROOT/build/$1/services/$2/$2"
}

service_log() {
    printf '%s' "$RUN/log/$1.jsonl"
}

# service_command SERVICE BINARY ARGUMENTS...: runs a management command. Those write as the owner of the
# database, which the serving process never learns of.
service_command() {
    local service="$1" binary="$2"
    shift 2
    service_environment "$service"
    owner_environment "$service"
    env "${SERVICE_ENVIRONMENT[@]}" "${OWNER_ENVIRONMENT[@]}" "$binary" "$@"
}

# The process id of a running service; false when there is none. A reused number is not taken for it.
service_pid() {
    local pid
    pid="$(cat "$RUN/$1.pid" 2>/dev/null)" || return 1
    [[ "$(readlink "/proc/$pid/exe" 2>/dev/null)" == */"$(service_program "$1")"* ]] || return 1
    printf '%s' "$pid"
}

service_stopped() {
    ! service_pid "$1" >/dev/null
}

stop_service() {
    local pid
    pid="$(service_pid "$1")" || return 0
    kill -TERM "$pid"
    # A service finishes what is in flight within 25 s by itself.
    wait_for 35 service_stopped "$1" || {
        kill -KILL "$pid"
        die "$1 did not stop within 35 s and was killed; see ./dev logs $1"
    }
    rm -f "$RUN/$1.pid"
}

port_taken() {
    (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null
}

require_free_port() {
    ! port_taken "${PORTS[$1]}" ||
        die "port ${PORTS[$1]} is already in use by another program; choose one: $1=$((PORTS[$1] + 100)) ./dev up"
}

service_ready() {
    curl -fsS -o /dev/null --max-time 2 "$(service_health "$1")" 2>/dev/null
}

service_ready_or_gone() {
    service_stopped "$1" || service_ready "$1"
}

# start_service SERVICE BINARY: as deploy/dev/local.sh says, unless this build of it runs already on these ports.
start_service() {
    local service="$1" binary="$2" name pid log
    log="$(service_log "$service")"
    service_environment "$service"
    service_arguments "$service"
    if pid="$(service_pid "$service")"; then
        # After a new build the running file is another one, or deleted.
        if [ "$(readlink "/proc/$pid/exe")" = "$binary" ] && [ "$PORTS_CHANGED" = 0 ]; then
            wait_for 10 service_ready "$service" ||
                die "$service runs but is not ready; see ./dev logs $service, or ./dev restart"
            return 0
        fi
        say "Stopping $service, which runs from an older build or on other ports"
        stop_service "$service"
    fi
    for name in $(service_ports "$service"); do require_free_port "$name"; done
    env "${SERVICE_ENVIRONMENT[@]}" setsid "$binary" "${SERVICE_ARGUMENTS[@]}" </dev/null >>"$log" 2>&1 9>&- &
    printf '%s\n' $! >"$RUN/$service.pid"
    disown
    # Until the shell has become the service, its process is not known by the service's name.
    wait_for 2 service_pid "$service" >/dev/null || true
    if ! wait_for 60 service_ready_or_gone "$service" || service_stopped "$service"; then
        tail -n 5 "$log" >&2
        die "$service did not become ready; its log is ${log#"$ROOT"/}"
    fi
}

# One up, down or migrate at a time. The lock is on descriptor 9; what stays in the background must close it.
lock_run() {
    mkdir -p "$RUN"
    exec 9>"$RUN/lock"
    flock -w 300 9 || die "another ./dev up or down is still running"
}

# secret NAME COMMAND...: a file with what COMMAND prints, made once and readable by its owner alone.
secret() {
    local file="$RUN/secrets/$1"
    shift
    mkdir -p "$RUN/secrets"
    chmod 700 "$RUN/secrets"
    [ -s "$file" ] || (umask 077 && "$@" >"$file.new" && mv "$file.new" "$file") || die "$file could not be made"
}

cmd_up() {
    local preset=release folder="$STARTER" service binary before
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
    build "$preset" "${BUILT[@]}"
    lock_run
    prepare_state
    before="$(cat "$RUN/ports" 2>/dev/null || true)"
    save_ports
    PORTS_CHANGED=0
    [ "$before" = "$(cat "$RUN/ports")" ] || PORTS_CHANGED=1
    make_secrets
    say "Starting PostgreSQL and Redis"
    for cluster in app cms; do
        start_postgres "$cluster"
        create_roles "$cluster"
    done
    start_redis
    for service in "${SERVICES[@]}"; do
        binary="$(service_binary "$preset" "$service")"
        [[ " ${BUILT[*]} " == *" $service "* ]] || binary="$(readlink -f "$(command -v python3)")"
        [ -x "$binary" ] || die "the build made no ${binary#"$ROOT"/}"
        prepare_service "$service" "$binary" "$folder"
        say "Starting $service"
        start_service "$service" "$binary"
        settle_service "$service"
    done
    print_addresses
}

stop_all() {
    local service cluster
    prepare_state
    for service in "${SERVICES[@]}"; do stop_service "$service"; done
    stop_redis
    for cluster in cms app; do stop_postgres "$cluster"; done
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
        rm -rf "$SOCKETS" "$STATE/pg-app" "$STATE/pg-cms" "$STATE/redis" "$STATE"/postgres-*.log
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
    local all=0 pid cluster service address
    [ -d "$RUN" ] || die "nothing has been started; ./dev up"
    load_ports
    prepare_state
    for cluster in app cms; do
        if postgres_running "$cluster"; then
            printf '%-14s running  %s/.s.PGSQL.%s\n' "postgres $cluster" "$SOCKETS" "$(postgres_port "$cluster")"
        else
            all=3 && printf '%-14s stopped\n' "postgres $cluster"
        fi
    done
    if redis_running; then
        printf '%-14s running  %s/redis.sock\n' redis "$SOCKETS"
    else
        all=3 && printf '%-14s stopped\n' redis
    fi
    for service in "${SERVICES[@]}"; do
        address="$(service_address "$service")"
        if ! pid="$(service_pid "$service")"; then
            all=3 && printf '%-14s stopped\n' "$service"
        elif service_ready "$service"; then
            printf '%-14s ready    %s (process %s)\n' "$service" "$address" "$pid"
        else
            all=3 && printf '%-14s running, not ready: %s (process %s)\n' "$service" "$(service_health "$service")" "$pid"
        fi
    done
    return "$all"
}

cmd_logs() {
    local file name="${1:-app_server}"
    [ -d "$RUN" ] || die "nothing has been started; ./dev up"
    prepare_state
    case "$name" in
        app) name=app_server ;;
        cms) name=cms_server ;;
    esac
    case "$name" in
        postgres-app | postgres-cms) file="$STATE/$name.log" ;;
        redis) file="$STATE/redis/redis.log" ;;
        *) [[ " ${SERVICES[*]} " == *" $name "* ]] ||
            die "there is no log '$name'; ${SERVICES[*]} postgres-app postgres-cms redis" && file="$(service_log "$name")" ;;
    esac
    [ -f "$file" ] || die "there is no log yet: $file"
    # Followed in a terminal, printed when the output goes elsewhere.
    if [ -t 1 ]; then tail -n 100 -F "$file"; else tail -n 100 "$file"; fi
}

# require_postgres CLUSTER
require_postgres() {
    [ -d "$RUN" ] || die "nothing has been started; ./dev up"
    prepare_state
    postgres_running "$1" || die "PostgreSQL is not running; ./dev up"
}

cmd_psql() {
    local cluster=app
    case "${1:-}" in
        app | cms) cluster="$1" && shift ;;
    esac
    require_postgres "$cluster"
    exec psql -v ON_ERROR_STOP=1 "$(conninfo "$cluster" "$(owner_role "$cluster")")" "$@"
}

# The newer of the two builds.
newest_binary() {
    local binary debug
    binary="$(service_binary release "$1")"
    debug="$(service_binary dev "$1")"
    if [ ! -x "$binary" ] || [ "$debug" -nt "$binary" ]; then
        binary="$debug"
    fi
    [ -x "$binary" ] || die "nothing is built; ./dev build"
    printf '%s' "$binary"
}

cmd_import() {
    local binary
    [ $# -gt 0 ] || die "import takes a folder of spreadsheets; see docs/framework-spreadsheets.md"
    load_ports
    require_postgres app
    binary="$(newest_binary app_server)"
    service_command app_server "$binary" import-framework "$@"
}

cmd_migrate() {
    local binary cluster=app
    case "${1:-}" in
        app | cms) cluster="$1" && shift ;;
    esac
    load_ports
    require_postgres "$cluster"
    binary="$(newest_binary "${cluster}_server")"
    [ $# -gt 0 ] || set -- up
    service_command "${cluster}_server" "$binary" migrate "$@"
}
