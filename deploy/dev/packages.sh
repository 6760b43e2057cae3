# shellcheck shell=bash
# Installs what deploy/dev/packages.txt names and the machine lacks.

missing_packages() {
    local wanted installed
    wanted="$(sed -E 's/#.*//; s/[[:space:]]+$//; /^$/d' deploy/dev/packages.txt | sort -u)"
    # shellcheck disable=SC2086 # one argument per package
    installed="$(dpkg-query -W -f='${db:Status-Status} ${Package}\n' $wanted 2>/dev/null |
        sed -n 's/^installed //p' | sort -u || true)"
    comm -23 <(printf '%s\n' "$wanted") <(printf '%s\n' "$installed")
}

as_superuser() {
    if is_root; then
        "$@"
    else
        sudo "$@"
    fi
}

# Fast when nothing is missing: one dpkg query.
ensure_packages() {
    [ "${DEV_SKIP_INSTALL:-}" != 1 ] || return 0
    local missing
    if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
        warn "this is not a Debian system: the packages of deploy/dev/packages.txt must be there already"
        return 0
    fi
    missing="$(missing_packages | tr '\n' ' ')"
    [ -n "${missing// /}" ] || return 0
    say "Installing: $missing"
    if ! is_root && ! command -v sudo >/dev/null; then
        die "not root and no sudo; as root: apt-get install --no-install-recommends $missing"
    fi
    as_superuser apt-get -q -o DPkg::Lock::Timeout=300 update </dev/null || die "apt-get update failed"
    # shellcheck disable=SC2086 # one argument per package
    as_superuser env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=300 \
        install --no-install-recommends $missing </dev/null || die "could not install: $missing"
}

cmd_install() {
    DEV_SKIP_INSTALL='' ensure_packages
    say "All packages of deploy/dev/packages.txt are installed"
}
