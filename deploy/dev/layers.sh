# shellcheck shell=bash
# Rules about who may include or write what, beyond what the link graph enforces (cmake/modules.cmake): system
# headers are visible to every target, so the compiler cannot refuse them.

readonly FILE_LINE_LIMIT=400
LAYER_FAULTS=0

# fault_lines MESSAGE: prints each line of stdin as a fault.
fault_lines() {
    local line
    while IFS= read -r line; do
        [ -n "$line" ] || continue
        printf '%s\n    %s\n' "$line" "$1" >&2
        LAYER_FAULTS=$((LAYER_FAULTS + 1))
    done
}

# include_only PATTERN ALLOWED MESSAGE: headers matching PATTERN may be included only by files matching ALLOWED.
include_only() {
    fault_lines "$3" < <(printf '%s\n' "$LAYER_FILES" | grep -vE "$2" |
        xargs -r -d '\n' grep -HnE "^[[:space:]]*#[[:space:]]*include[[:space:]]*[<\"]($1)" || true)
}

# include_never PATTERN WHERE MESSAGE: files matching WHERE never include headers matching PATTERN.
include_never() {
    fault_lines "$3" < <(printf '%s\n' "$LAYER_FILES" | grep -E "$2" |
        xargs -r -d '\n' grep -HnE "^[[:space:]]*#[[:space:]]*include[[:space:]]*[<\"]($1)" || true)
}

check_sql_place() {
    local allowed='^(libs/core/(storage|postgres|jobs)/|services/[^/]+/migrations/|services/scraper/(spool|sqlite|engine/snapshots)/|tests/)'
    local sql='\bselect\b.*\bfrom\b|\binsert[[:space:]]+into\b|\bdelete[[:space:]]+from\b|\bupdate[[:space:]]+[a-z_.]+[[:space:]]+set\b'
    sql+='|\b(create|alter|drop|truncate)[[:space:]]+(table|schema|index|role|database)\b|R"sql\('
    # Comments may speak of SQL: what follows // is cut off, except where it is part of a URL.
    # shellcheck disable=SC2016 # awk's own $0
    fault_lines "SQL lives in libs/core/storage, libs/core/jobs, the scraper's spool and migrations" < <(
        printf '%s\n' "$LAYER_FILES" | grep -vE "$allowed" | xargs -r -d '\n' awk '
            { sub(/^[ \t]*\/\/.*/, ""); sub(/[^:]\/\/.*/, ""); print FILENAME ":" FNR ":" $0 }' |
            grep -iE ":[0-9]+:.*($sql)" || true)
    # Values reach a statement only as parameters (OWASP ASVS 1.2.4).
    fault_lines "no statement is put together from text; bind values with \$n" < <(
        printf '%s\n' "$LAYER_FILES" | grep -E '^(libs|services)/' | grep -vE '^libs/core/postgres/migrator' |
            xargs -r -d '\n' grep -HniE 'format(_to)?\(.*"(select|insert into|update|delete from) ' || true)
}

check_layers() {
    LAYER_FAULTS=0
    LAYER_FILES="$(cpp_files)"
    include_only 'rapidjson/' '^libs/core/base/' "RapidJSON is included only in libs/core/base; use core/base/json.hpp"
    include_only 'libpq|postgresql/' '^(libs/core/postgres|tests)/' "libpq is included only in libs/core/postgres"
    include_only 'boost/beast' '^(libs/core/http|tests/bench)/' "Boost.Beast is included only in libs/core/http"
    include_only 'prometheus/' '^(libs/core/http/|services/[^/]+/[^/]+\.cpp|tests/)' \
        "Prometheus is included only in libs/core/http and where a service registers its own series"
    include_only 'boost/asio' '^(libs/core/(async|pch|postgres|http|storage|jobs|service|service_database|auth)/|services/[^/]+/[^/]+\.[ch]pp|services/scraper/|services/cms_server/use_cases/publication/|tests/)' \
        "Asio is included only where there is input and output; use core/async/task.hpp"
    include_never 'boost/(asio|beast)|rapidjson/|openssl/|core/(data|postgres|storage|http|async)/|fstream' \
        '^libs/core/domain/' "domain knows values and rules only"
    include_never 'core/(postgres|storage|http)/' '^libs/core/data/' "data holds ports; it knows no adapter"
    include_never 'boost/(asio|beast)|core/(postgres|storage|http)/|fstream' '^services/app_server/catalogue/' \
        "the catalogue does no input or output"
    include_never 'core/(postgres|storage|http)/' '^services/[^/]+/use_cases/' "a use case knows neither HTTP nor SQL"
    include_never 'core/(postgres|storage)/' '^services/[^/]+/(handlers|dto)/' "a handler reaches data through use cases"
    include_never 'core/(postgres|storage|jobs|data|service_database)/' '^(services/scraper|libs/core/service)/' \
        "the scraper has no PostgreSQL database; what needs one is in core_service_database"
    include_never 'boost/asio\.hpp|boost/beast\.hpp|fmt/chrono\.h|regex>' '\.hpp$' "too heavy for a header"
    check_sql_place

    local file lines
    while IFS= read -r file; do
        case "$file" in
            '' | */web/* | package-lock.json) continue ;;
        esac
        lines="$(wc -l <"$file")"
        if [ "$lines" -gt "$FILE_LINE_LIMIT" ]; then
            fault_lines "longer than $FILE_LINE_LIMIT lines; split it" <<<"$file: $lines lines"
        fi
    done < <(project_files '*.cpp' '*.hpp' '*.sh' '*.cmake' '*CMakeLists.txt' '*.py' '*.sql' dev)
    fault_lines "#pragma once is missing" < <(
        printf '%s\n' "$LAYER_FILES" | grep -E '\.hpp$' | xargs -r -d '\n' grep -L '^#pragma once' || true)

    [ "$LAYER_FAULTS" = 0 ] || {
        warn "$LAYER_FAULTS faults against the layers"
        return 1
    }
    say "layers: $(printf '%s\n' "$LAYER_FILES" | wc -l) files"
}
