# shellcheck shell=bash
# Formatting and static analysis.

# Arguments as files; a folder stands for the files of the project in it. The list to choose from is on stdin.
choose_files() {
    if [ $# -eq 0 ]; then
        cat
        return
    fi
    local all wanted
    all="$(cat)"
    for wanted in "$@"; do
        wanted="${wanted#./}"
        wanted="${wanted#"$ROOT"/}"
        [ -e "$wanted" ] || die "there is no file or folder $wanted"
        printf '%s\n' "$all" | awk -v want="${wanted%/}" '$0 == want || index($0, want "/") == 1'
    done | sort -u
}

cmd_fmt() {
    local check=0 files
    if [ "${1:-}" = --check ]; then
        check=1
        shift
    fi
    ensure_packages
    files="$(cpp_files | choose_files "$@")"
    [ -n "$files" ] || die "no C++ sources${*:+ in $*}"
    if [ "$check" = 1 ]; then
        local wrong
        # shellcheck disable=SC2016 # expanded by the inner shell
        wrong="$(printf '%s\n' "$files" | xargs -d '\n' -n 8 -P "$JOBS" bash -c '
            for file; do clang-format-19 --dry-run -Werror "$file" >/dev/null 2>&1 || echo "$file"; done' fmt | sort)"
        if [ -n "$wrong" ]; then
            printf '%s\n' "$wrong" >&2
            die "$(printf '%s\n' "$wrong" | wc -l) files are not formatted; run ./dev fmt"
        fi
        say "Formatted: $(printf '%s\n' "$files" | wc -l) files"
    else
        printf '%s\n' "$files" | xargs -d '\n' -n 8 -P "$JOBS" clang-format-19 -i
    fi
}

check_shell() {
    local files
    files="$(shell_files)"
    printf '%s\n' "$files" | xargs -d '\n' shellcheck -x || return 1
    say "shellcheck: $(printf '%s\n' "$files" | wc -l) files"
}

check_cppcheck() {
    local files list
    files="$(project_files 'libs/*.cpp' 'services/*.cpp')"
    [ -n "$files" ] || return 0
    list="$(mktemp)"
    printf '%s\n' "$files" >"$list"
    # Includes are not followed: Boost costs minutes and finds nothing of ours. What cppcheck cannot see then, it
    # leaves to the compiler and clang-tidy.
    local status=0
    cppcheck --quiet --language=c++ --std=c++20 --enable=warning,performance,portability --inline-suppr \
        --suppress=missingInclude --suppress=missingIncludeSystem --suppress=unknownMacro \
        --suppressions-list=deploy/dev/cppcheck-suppressions.txt \
        --template='{file}:{line}: {severity}: {message} [{id}]' --error-exitcode=1 -j "$JOBS" \
        --file-list="$list" || status=1
    rm -f "$list"
    [ "$status" = 0 ] || return 1
    say "cppcheck: $(printf '%s\n' "$files" | wc -l) files"
}

# Sources that differ from the main branch of origin (or, without one, from the last commit), new ones included.
changed_files() {
    local base
    base="$(repo_git merge-base HEAD origin/HEAD 2>/dev/null || repo_git merge-base HEAD origin/main 2>/dev/null ||
        repo_git rev-parse --verify -q HEAD 2>/dev/null || true)"
    if [ -z "$base" ]; then
        cpp_files
        return
    fi
    {
        repo_git diff --name-only --diff-filter=d "$base" -- '*.cpp' '*.hpp'
        repo_git ls-files --others --exclude-standard -- '*.cpp' '*.hpp'
    } | sort -u
}

# Files, read from stdin, those that changed last first: what a time limit leaves out is what was looked at before.
by_recency() {
    local files
    files="$(cat)"
    awk 'NR == FNR { wanted[$0] = 1; next } wanted[$0] && !seen[$0]++' <(printf '%s\n' "$files") <(
        repo_git diff --name-only --diff-filter=d HEAD 2>/dev/null
        repo_git log -n 300 --format= --name-only 2>/dev/null
        printf '%s\n' "$files"
    )
}

# clang-tidy on .cpp files, read from stdin; headers are seen through the sources that include them.
run_tidy() {
    local files known missing count log status=0
    files="$(grep -E '\.cpp$' || true)"
    [ -n "$files" ] || {
        say "clang-tidy: no sources to look at"
        return 0
    }
    # The precompiled headers have to exist, and generated sources with them.
    configure dev
    known="$(jq -r --arg root "$ROOT/" '.[].file | ltrimstr($root)' build/dev/compile_commands.json | sort -u)"
    missing="$(comm -23 <(printf '%s\n' "$files" | sort -u) <(printf '%s\n' "$known"))"
    [ -z "$missing" ] || say "clang-tidy: not in the dev build, left out: $(printf '%s' "$missing" | tr '\n' ' ')"
    files="$(comm -12 <(printf '%s\n' "$files" | sort -u) <(printf '%s\n' "$known") | by_recency)"
    [ -n "$files" ] || return 0
    local headers output
    headers="$(ninja -C build/dev -t targets all 2>/dev/null | sed -nE 's/^(.*\.pch): .*/\1/p')"
    # shellcheck disable=SC2086 # one argument per target
    [ -z "$headers" ] || output="$(ninja -C build/dev -j "$JOBS" $headers 2>&1)" || {
        printf '%s\n' "$output" >&2
        die "the precompiled headers do not build"
    }

    count="$(printf '%s\n' "$files" | wc -l)"
    log="$(mktemp)"
    say "clang-tidy: $count files"
    # Outside of a time limit there is no timeout process, which would keep Ctrl-C from the others.
    local limit=()
    [ -z "${DEV_TIDY_SECONDS:-}" ] || limit=(timeout "$DEV_TIDY_SECONDS")
    # Every file's name goes to the log when it is done, so that what a time limit cut off can be told.
    # shellcheck disable=SC2016 # expanded by the inner shell
    printf '%s\n' "$files" | ${limit[@]+"${limit[@]}"} xargs -d '\n' -n 1 -P "$JOBS" bash -c '
        out="$(clang-tidy-19 --quiet -p build/dev "$1" 2>&1)"; rc=$?
        [ $rc -eq 0 ] || printf "%s\n" "$out" | grep -vE "^[0-9]+ (warnings|errors)|^Suppressed|^Use -header-filter|^Error while processing" >&2
        echo "$rc $1" >>"$0"' "$log" || status=$?
    if [ "$status" = 124 ]; then
        warn "clang-tidy was stopped after $DEV_TIDY_SECONDS s with $(wc -l <"$log") of $count files looked at"
        LINT_REST="; clang-tidy did not get to $((count - $(wc -l <"$log"))) files"
        status=0
    fi
    ! grep -qv '^0 ' "$log" || status=1
    rm -f "$log"
    return "$status"
}

cmd_lint() {
    local all=0 failed=() files
    LINT_REST=''
    if [ "${1:-}" = --all ]; then
        all=1
        shift
    fi
    ensure_packages
    check_layers || failed+=("layers")
    check_shell || failed+=("shellcheck")
    check_images || failed+=("images")
    check_cppcheck || failed+=("cppcheck")
    if [ $# -gt 0 ]; then
        files="$(cpp_files | choose_files "$@")"
    elif [ "$all" = 1 ]; then
        files="$(cpp_files)"
    else
        files="$(changed_files)"
    fi
    run_tidy <<<"$files" || failed+=("clang-tidy")
    [ ${#failed[@]} -eq 0 ] || die "lint failed: ${failed[*]}"
    say "lint: nothing found$LINT_REST"
}
