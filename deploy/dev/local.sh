# shellcheck shell=bash
# shellcheck disable=SC2034 # the arrays are used by deploy/dev/services.sh
# What the services of the local system are: their ports, environment, arguments and first data.

readonly SERVICES=(app_server demo_site scraper cms_server)
readonly BUILT=(app_server cms_server scraper)
readonly STARTER=services/app_server/framework_data
# In order of a service's ports; each name is the setting of the service that the port is given by.
readonly DEFAULT_PORTS=(
    LIFTED_PORT=8000 LIFTED_INGEST_PORT=8001 LIFTED_METRICS_PORT=8002
    CMS_PORT=9000 CMS_HAND_IN_PORT=9001 CMS_METRICS_PORT=9002
    SCRAPER_PORT=6800 SCRAPER_METRICS_PORT=6801 DEMO_SITE_PORT=6880
)

service_ports() {
    case "$1" in
        app_server) echo LIFTED_PORT LIFTED_INGEST_PORT LIFTED_METRICS_PORT ;;
        cms_server) echo CMS_PORT CMS_HAND_IN_PORT CMS_METRICS_PORT ;;
        scraper) echo SCRAPER_PORT SCRAPER_METRICS_PORT ;;
        demo_site) echo DEMO_SITE_PORT ;;
    esac
}

# What /proc calls the program of a service.
service_program() {
    case "$1" in
        demo_site) basename "$(readlink -f "$(command -v python3)")" ;;
        *) echo "$1" ;;
    esac
}

service_address() {
    case "$1" in
        app_server) echo "http://127.0.0.1:${PORTS[LIFTED_PORT]}/" ;;
        cms_server) echo "http://127.0.0.1:${PORTS[CMS_PORT]}/cms/" ;;
        scraper) echo "http://127.0.0.1:${PORTS[SCRAPER_PORT]}/" ;;
        demo_site) echo "http://127.0.0.1:${PORTS[DEMO_SITE_PORT]}/courses.html" ;;
    esac
}

service_health() {
    case "$1" in
        app_server) echo "http://127.0.0.1:${PORTS[LIFTED_METRICS_PORT]}/readyz" ;;
        cms_server) echo "http://127.0.0.1:${PORTS[CMS_METRICS_PORT]}/readyz" ;;
        scraper) echo "http://127.0.0.1:${PORTS[SCRAPER_METRICS_PORT]}/readyz" ;;
        demo_site) service_address demo_site ;;
    esac
}

owner_role() {
    case "$1" in
        app) echo lifted_owner ;;
        cms) echo lifted_cms_owner ;;
    esac
}

random_hex() {
    head -c "$1" /dev/urandom | od -An -tx1 | tr -d ' \n'
}

service_key() {
    printf 'local:%s\n' "$(random_hex 32)"
}

make_secrets() {
    secret service_keys service_key
    secret cms_secret_key random_hex 32
    secret cms_admin_password random_hex 10
}

# Sets SERVICE_ENVIRONMENT. Other LIFTED_ and CMS_ variables of the caller reach the services as they are.
service_environment() {
    local name
    SERVICE_ENVIRONMENT=()
    for name in $(service_ports "$1"); do SERVICE_ENVIRONMENT+=("$name=${PORTS[$name]}"); done
    case "$1" in
        app_server)
            SERVICE_ENVIRONMENT+=(
                LIFTED_ENVIRONMENT="${LIFTED_ENVIRONMENT:-development}"
                LIFTED_ADDRESS="${LIFTED_ADDRESS:-127.0.0.1}"
                LIFTED_APP_DATABASE="$(conninfo app lifted_app)"
                LIFTED_INGEST_DATABASE="$(conninfo app lifted_ingest)"
                LIFTED_SERVICE_KEYS_FILE="$RUN/secrets/service_keys"
            )
            ;;
        cms_server)
            SERVICE_ENVIRONMENT+=(
                CMS_ENVIRONMENT="${CMS_ENVIRONMENT:-development}"
                CMS_ADDRESS="${CMS_ADDRESS:-127.0.0.1}"
                CMS_DATABASE="$(conninfo cms lifted_cms)"
                CMS_APP_DATABASE="$(conninfo app lifted_app_reader)"
                CMS_INGEST_URLS="http://127.0.0.1:${PORTS[LIFTED_INGEST_PORT]}"
                CMS_SERVICE_KEYS_FILE="$RUN/secrets/service_keys"
                CMS_SCRAPER_URL="http://127.0.0.1:${PORTS[SCRAPER_PORT]}"
                CMS_SECRET_KEY_FILE="$RUN/secrets/cms_secret_key"
                CMS_ADMIN_USERNAME="${CMS_ADMIN_USERNAME:-admin}"
                CMS_ADMIN_PASSWORD_FILE="$RUN/secrets/cms_admin_password"
            )
            if [ -n "${SCRAPER_USERNAME:-}" ]; then
                SERVICE_ENVIRONMENT+=(
                    CMS_SCRAPER_USERNAME="${CMS_SCRAPER_USERNAME:-$SCRAPER_USERNAME}"
                    CMS_SCRAPER_PASSWORD="${CMS_SCRAPER_PASSWORD:-${SCRAPER_PASSWORD:-}}"
                )
            fi
            ;;
        scraper)
            SERVICE_ENVIRONMENT+=(
                SCRAPER_DATA="$RUN/scraper"
                SCRAPER_CMS_URL="http://127.0.0.1:${PORTS[CMS_HAND_IN_PORT]}"
                SCRAPER_CMS_KEY_FILE="$RUN/secrets/service_keys"
                SCRAPER_OPEN_HOSTS="${SCRAPER_OPEN_HOSTS:-127.0.0.1:${PORTS[DEMO_SITE_PORT]}}"
            )
            ;;
    esac
}

# Sets OWNER_ENVIRONMENT: what only management commands are told.
owner_environment() {
    case "$1" in
        app_server) OWNER_ENVIRONMENT=(LIFTED_APP_DATABASE_OWNER="$(conninfo app lifted_owner)") ;;
        cms_server) OWNER_ENVIRONMENT=(CMS_DATABASE_OWNER="$(conninfo cms lifted_cms_owner)") ;;
        *) OWNER_ENVIRONMENT=() ;;
    esac
}

service_arguments() {
    case "$1" in
        app_server) SERVICE_ARGUMENTS=(serve --with-ingest) ;;
        cms_server) SERVICE_ARGUMENTS=(serve --with-worker) ;;
        scraper) SERVICE_ARGUMENTS=(serve) ;;
        demo_site)
            SERVICE_ARGUMENTS=(-m http.server "${PORTS[DEMO_SITE_PORT]}" --bind 127.0.0.1 --directory "$RUN/demo-site")
            ;;
    esac
}

# prepare_service SERVICE BINARY FOLDER: schema and first data.
prepare_service() {
    case "$1" in
        app_server | cms_server)
            say "Migrating the database of $1"
            service_command "$1" "$2" migrate up || die "the migration failed; ./dev down --wipe starts anew, without the data"
            ;;
    esac
    case "$1" in
        app_server) load_framework "$2" "$3" ;;
        # A copy, which may be changed to see what a second run of the spider makes of it.
        demo_site) [ -d "$RUN/demo-site" ] || cp -r deploy/dev/demo-site "$RUN/demo-site" ;;
        scraper) mkdir -p "$RUN/scraper" ;;
    esac
}

# settle_service SERVICE: what is done once it runs.
settle_service() {
    [ "$1" = scraper ] || return 0
    give_demo_spider
}

# call_scraper ANSWER CURL-ARGUMENTS...: a user and password, where it asks for them, are not shown to whoever lists
# processes.
call_scraper() {
    local answer="$1"
    shift
    printf 'user = "%s:%s"\n' "${SCRAPER_USERNAME:-}" "${SCRAPER_PASSWORD:-}" | curl -fsS -K - -o "$answer" "$@" || true
}

# The scraper is given the spider of the demo site at its present address, unless it has that one.
give_demo_spider() {
    local given="$RUN/scraper/demo-spider.json" url="http://127.0.0.1:${PORTS[SCRAPER_PORT]}" folder version
    folder="$(mktemp -d)"
    mkdir "$folder/spiders"
    sed "s/127\.0\.0\.1:6880/127.0.0.1:${PORTS[DEMO_SITE_PORT]}/" deploy/dev/demo-spider.json \
        >"$folder/spiders/harbour.json"
    if ! cmp -s "$folder/spiders/harbour.json" "$given"; then
        (cd "$folder" && zip -q demo.zip spiders/harbour.json)
        # What has run never changes: another document is another version.
        call_scraper "$folder/versions" "$url/listversions.json?project=demo"
        version="$(grep -so '"[0-9]*"' "$folder/versions" | tr -d '"' | sort -n | tail -n 1 || true)"
        call_scraper "$folder/answer" -F project=demo -F "version=$((${version:-0} + 1))" -F "egg=@$folder/demo.zip" \
            "$url/addversion.json"
        grep -qs '"ok"' "$folder/answer" || die "the demo spider was not taken; see ./dev logs scraper"
        cp "$folder/spiders/harbour.json" "$given"
    fi
    rm -rf "$folder"
}

# A framework is loaded into an empty database only; what was imported or changed since is not touched.
load_framework() {
    local binary="$1" folder="$2" year
    if [ -n "$(psql -X -A -t -v ON_ERROR_STOP=1 "$(conninfo app lifted_owner)" -c 'select title from framework.framework')" ]; then
        [ "$folder" = "$STARTER" ] || die "there is a framework already; ./dev down --wipe first, or ./dev import"
        return 0
    fi
    # The sample courses lie in the coming year, so that there is always something to recommend.
    year=$(($(date +%Y) + 1))
    say "Importing the framework in $folder"
    service_command app_server "$binary" import-framework "$folder" --year "$year" ||
        die "the framework could not be imported"
}

print_addresses() {
    local app="http://127.0.0.1:${PORTS[LIFTED_PORT]}" cms="http://127.0.0.1:${PORTS[CMS_PORT]}"
    cat <<TEXT

Lifted is running.
  App              $app/
  API reference    $app/api/docs
  CMS              $cms/cms/
  Scraper          http://127.0.0.1:${PORTS[SCRAPER_PORT]}/   demo site http://127.0.0.1:${PORTS[DEMO_SITE_PORT]}/courses.html
  Staff login      ${CMS_ADMIN_USERNAME:-admin} / $(cat "$RUN/secrets/cms_admin_password")
  Health, metrics  http://127.0.0.1:${PORTS[LIFTED_METRICS_PORT]}/readyz  http://127.0.0.1:${PORTS[CMS_METRICS_PORT]}/readyz  /metrics
  Logs             ./dev logs cms_server   Database  ./dev psql cms   Stop  ./dev down

Try
  curl -s '$app/api/v1/framework' | jq .
  curl -s '$app/api/v1/job-roles' | jq '.items[] | {id, name}'
  curl -s '$app/api/v1/course-instances?sort=start&limit=3' | jq .
TEXT
}
