# shellcheck shell=bash
# Building, testing, measuring. Every preset of CMakePresets.json builds in build/<preset>.

configure() {
    local preset="$1" dir="build/$1" log
    ensure_packages
    grep -q "\"name\": \"$preset\"" CMakePresets.json || die "there is no preset '$preset' in CMakePresets.json"
    # Ninja configures again by itself when a CMake file changes, but it does not know the presets file.
    if [ ! -f "$dir/build.ninja" ] || [ CMakePresets.json -nt "$dir/build.ninja" ]; then
        say "Configuring $preset"
        mkdir -p "$dir"
        log="$dir/configure.log"
        cmake --preset "$preset" >"$log" 2>&1 || {
            cat "$log" >&2
            die "configuring $preset failed"
        }
    fi
    if [ "$preset" = dev ]; then
        ln -sfn build/dev/compile_commands.json compile_commands.json # where editors and clangd look
    fi
}

build() {
    local preset="$1"
    shift
    configure "$preset"
    local targets=()
    [ $# -eq 0 ] || targets=(--target "$@")
    say "Building $preset${*:+: $*}"
    cmake --build --preset "$preset" -j "$JOBS" ${targets[@]+"${targets[@]}"} || die "the $preset build failed"
}

cmd_build() {
    build "${@:-dev}"
}

# run_tests PRESET [ctest arguments]
run_tests() {
    local preset="$1"
    shift
    if [ $# -gt 0 ] && [ "${1#-}" = "$1" ]; then
        set -- -R "$@"
    fi
    say "Testing $preset"
    ctest --preset "$preset" -j "$JOBS" --no-tests=error "$@"
}

# Tests of deadlines share the cores with whatever else runs. The few that failed run again, each alone; what fails
# then too is wrong, and what passes is named, because it should not have needed that.
cmd_test() {
    local log=build/dev/Testing/Temporary/LastTestsFailed.log unsteady
    build dev
    rm -f "$log"
    run_tests dev "$@" && return
    [ -s "$log" ] && [ "$(wc -l <"$log")" -le 3 ] || return 1
    unsteady="$(cut -d : -f 2- "$log")"
    say "Once more, alone: $(printf '%s' "$unsteady" | paste -sd ';')"
    ctest --preset dev -j 1 --rerun-failed || return 1
    say "Passed only alone: $(printf '%s' "$unsteady" | paste -sd ';')"
}

# sanitize [--tsan] [--only TEST,TEST...] [ctest arguments]
cmd_sanitize() {
    local preset=asan-ubsan targets=()
    if [ "${1:-}" = --tsan ]; then
        preset=tsan
        shift
    fi
    if [ "${1:-}" = --only ]; then
        IFS=, read -ra targets <<<"${2:?--only takes names of test programs}"
        shift 2
        set -- -R "^($(IFS='|' && printf '%s' "${targets[*]}")):" "$@"
    fi
    build "$preset" ${targets[@]+"${targets[@]}"}
    export ASAN_OPTIONS="detect_stack_use_after_return=1:strict_string_checks=1:check_initialization_order=1${ASAN_OPTIONS:+:$ASAN_OPTIONS}"
    export UBSAN_OPTIONS="print_stacktrace=1${UBSAN_OPTIONS:+:$UBSAN_OPTIONS}"
    export TSAN_OPTIONS="second_deadlock_stack=1${TSAN_OPTIONS:+:$TSAN_OPTIONS}"
    export ASAN_SYMBOLIZER_PATH="${ASAN_SYMBOLIZER_PATH:-/usr/bin/llvm-symbolizer-19}"
    run_tests "$preset" "$@"
}

# Executables directly in a folder of a build tree.
executables_in() {
    [ ! -d "$1" ] || find "$1" -maxdepth 1 -type f -executable ! -name '*.*' | sort
}

cmd_fuzz() {
    local seconds="${1:-60}" only="${2:-}" target name failed=() found=0
    [[ "$seconds" =~ ^[1-9][0-9]*$ ]] || die "fuzz takes a number of seconds, not '$seconds'"
    build asan-ubsan fuzzers
    for target in $(executables_in build/asan-ubsan/tests/fuzz); do
        name="$(basename "$target")"
        [ -z "$only" ] || [ "$only" = "$name" ] || continue
        found=1
        # Finds are kept between runs in build/; the seeds in tests/fuzz/corpus are only read.
        local corpus="build/fuzz/$name/corpus" seeds="tests/fuzz/corpus/$name" dictionary="tests/fuzz/$name.dict"
        local arguments=(-max_total_time="$seconds" -rss_limit_mb=2048 -timeout=10 -print_final_stats=1
            -artifact_prefix="build/fuzz/$name/")
        mkdir -p "$corpus"
        [ ! -f "$dictionary" ] || arguments+=(-dict="$dictionary")
        arguments+=("$corpus")
        [ ! -d "$seeds" ] || arguments+=("$seeds")
        say "Fuzzing $name for $seconds s"
        if "$target" "${arguments[@]}" >"build/fuzz/$name/log" 2>&1; then
            grep -aE '^stat::(number_of_executed_units|average_exec_per_sec|peak_rss_mb)' "build/fuzz/$name/log" || true
        else
            tail -n 60 "build/fuzz/$name/log" >&2
            failed+=("$name")
        fi
    done
    [ "$found" = 1 ] || die "there is no fuzz target${only:+ named $only} in build/asan-ubsan/tests/fuzz"
    [ ${#failed[@]} -eq 0 ] || die "fuzzing failed: ${failed[*]}; the inputs are in build/fuzz/<name>/"
}

# How each benchmark program is called; what needs a database has the private cluster of the benchmarks.
run_benchmark() {
    local program="build/release/tests/bench/$1" name="$1"
    shift
    case "$name" in
        jobs_bench) "$program" "$LIFTED_TEST_POSTGRES" "$@" ;;
        publication_bench) "$program" build/release/services/app_server/app_server services/app_server/framework_data "$@" ;;
        extract_bench) tests/bench/extract_compare build/release "$@" ;;
        *) "$program" "$@" ;;
    esac
}

# The benchmark of the running App is a script, tests/bench/run, those of the scraper tests/bench/crawl/run and jobs;
# the others are programs beside them in the build tree.
cmd_bench() {
    local only="${1:-}" target name found=0
    [ $# -eq 0 ] || shift
    build release
    tests/support/postgres_cluster synced build/bench-postgres
    # shellcheck disable=SC2064 # the folder is known now
    trap "'$ROOT/tests/support/postgres_cluster' stop '$ROOT/build/bench-postgres'" EXIT
    LIFTED_TEST_POSTGRES="$(sed -n 's/^conninfo=//p' build/bench-postgres/env)"
    export LIFTED_TEST_POSTGRES
    if [ -x tests/bench/run ] && { [ -z "$only" ] || [ "$only" = run ]; }; then
        found=1
        say "Benchmark of the running service"
        tests/bench/run "$@" || die "the benchmark failed"
    fi
    if [ -z "$only" ] || [ "$only" = crawl ]; then
        found=1
        say "The crawler beside Scrapy"
        tests/bench/crawl/run build/release "$@" || die "the benchmark of the crawler failed"
    fi
    if [ -z "$only" ] || [ "$only" = scraper_jobs ]; then
        found=1
        say "Many jobs at once on the scraper"
        tests/bench/crawl/jobs build/release "$@" || die "the benchmark of the scraper's jobs failed"
    fi
    for target in $(executables_in build/release/tests/bench | grep -E '_bench$' || true); do
        name="$(basename "$target")"
        [ -z "$only" ] || [ "$only" = "$name" ] || continue
        found=1
        say "$name"
        run_benchmark "$name" "$@" || die "$name failed"
    done
    [ "$found" = 1 ] || die "there is no benchmark${only:+ named $only}"
}

cmd_coverage() {
    local dir=build/coverage profile objects=() executable
    build coverage
    rm -rf "$dir/profiles"
    mkdir -p "$dir/profiles"
    # %4m: at most four files per program, merged as the tests end.
    LLVM_PROFILE_FILE="$ROOT/$dir/profiles/%4m.profraw" run_tests coverage "$@"
    profile="$dir/lifted.profdata"
    llvm-profdata-19 merge -sparse "$dir"/profiles/*.profraw -o "$profile"
    while IFS= read -r executable; do
        objects+=(-object "$executable")
    done < <(find "$dir/tests" "$dir/services" -type f -executable ! -name '*.*' ! -path '*/CMakeFiles/*')
    # Headers are seen through the include roots of the build tree, so only outside and test code is left out.
    local ignore='(^/usr/|/tests/|/embedded_[^/]*$)'
    llvm-cov-19 show "${objects[@]:1}" -instr-profile="$profile" -ignore-filename-regex="$ignore" \
        -format=html -output-dir="$dir/html" -show-branches=count
    llvm-cov-19 report "${objects[@]:1}" -instr-profile="$profile" -ignore-filename-regex="$ignore" -show-branch-summary
    say "Report: $dir/html/index.html"
}

cmd_clean() {
    rm -rf build compile_commands.json
    say "Deleted build/"
}
