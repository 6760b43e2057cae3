# shellcheck shell=bash
# shellcheck disable=SC2034 # the variables are used by the parts sourced after this one
# What every part of ./dev uses. ROOT is the project's folder and the current directory.

readonly RUN="$ROOT/.run"
JOBS="${DEV_JOBS:-$(nproc)}"
readonly JOBS

say() {
    printf '==> %s\n' "$*"
}

warn() {
    printf 'dev: %s\n' "$*" >&2
}

die() {
    warn "$*"
    exit 1
}

is_root() {
    [ "$(id -u)" = 0 ]
}

# In CI the checkout may belong to another user than the one who runs this; git would then refuse to read it.
repo_git() {
    git -c safe.directory="$ROOT" "$@"
}

# Files of the project matching the given pathspecs, one per line: tracked and new ones, nothing that is ignored.
# An unpacked source archive has no repository; then everything outside the generated folders counts.
project_files() {
    if [ -e .git ]; then
        repo_git ls-files --cached --others --exclude-standard -- "$@"
    else
        local tests=() pattern
        for pattern in "$@"; do
            tests+=(${tests[@]+-o} -path "./${pattern}")
        done
        find . \( -path ./build -o -path ./.run -o -name node_modules \) -prune -o -type f \( "${tests[@]}" \) -print |
            sed 's,^\./,,'
    fi | sort -u | while IFS= read -r file; do
        [ ! -f "$file" ] || printf '%s\n' "$file"
    done
}

cpp_files() {
    project_files '*.cpp' '*.hpp'
}

shell_files() {
    {
        project_files '*.sh'
        project_files '*' | grep -vE '\.[A-Za-z0-9]+$|/web/' | while IFS= read -r file; do
            if head -c 64 "$file" | head -n 1 | grep -aqE '^#!.*\b(ba|da)?sh\b'; then
                printf '%s\n' "$file"
            fi
        done
    } | sort -u
}
