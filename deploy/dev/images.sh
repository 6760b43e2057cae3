# shellcheck shell=bash
# Container images of the services, by docker where there is one, else by buildah, which needs no daemon.

readonly IMAGE_BASE=debian:bookworm-slim

# The services that have an image.
image_services() {
    local file
    for file in deploy/images/*.Dockerfile; do
        basename "$file" .Dockerfile
    done
}

# Where buildah and podman keep images; by default where they always do.
image_storage() {
    if [ -n "${DEV_IMAGE_STORAGE:-}" ]; then
        printf '%s\n' --root "$DEV_IMAGE_STORAGE/root" --runroot "$DEV_IMAGE_STORAGE/run" --storage-driver overlay
    fi
}

# image SERVICE [TAG]
cmd_image() {
    local service="${1:-}" tag="${2:-}" tool=() storage
    if [ -z "$service" ] || [ ! -f "deploy/images/$service.Dockerfile" ]; then
        die "image takes one of: $(image_services | paste -sd ' ')"
    fi
    tag="${tag:-lifted-${service//_/-}:dev}"
    if docker info >/dev/null 2>&1; then
        tool=(docker build)
    elif command -v buildah >/dev/null; then
        mapfile -t storage < <(image_storage)
        # In docker's format, because that of OCI has no health check. A base image made here is never asked for.
        tool=(buildah ${storage[@]+"${storage[@]}"} bud --isolation chroot --layers --format docker)
        if buildah ${storage[@]+"${storage[@]}"} inspect "localhost/$IMAGE_BASE" >/dev/null 2>&1; then
            tool+=(--pull-never)
        else
            tool+=(--pull)
        fi
    else
        die "building an image takes a docker daemon or buildah"
    fi
    say "Building the image $tag"
    "${tool[@]}" --file "deploy/images/$service.Dockerfile" --build-arg "BUILD_JOBS=${DEV_JOBS:-}" --tag "$tag" . ||
        die "the image of $service was not built"
    say "Built $tag"
}

# image-base [MIRROR]: makes the base image out of Debian's archive, for machines that reach no registry.
cmd_image_base() {
    local storage folder
    if ! command -v debootstrap >/dev/null || ! command -v buildah >/dev/null; then
        die "takes debootstrap and buildah"
    fi
    is_root || die "debootstrap takes root"
    mapfile -t storage < <(image_storage)
    folder="$(mktemp -d)"
    say "Fetching $IMAGE_BASE"
    debootstrap --variant=minbase bookworm "$folder/root" ${1:+"$1"} >"$folder/log" 2>&1 || {
        tail -n 20 "$folder/log" >&2
        die "debootstrap failed"
    }
    printf 'FROM scratch\nADD base.tar /\nCMD ["bash"]\n' >"$folder/Dockerfile"
    tar -C "$folder/root" --exclude='./var/cache/apt/archives/*.deb' --exclude='./var/lib/apt/lists/*' \
        -cf "$folder/base.tar" .
    buildah ${storage[@]+"${storage[@]}"} bud --isolation chroot --format docker --pull-never \
        --tag "localhost/$IMAGE_BASE" "$folder" || die "the base image was not made"
    rm -rf --one-file-system "$folder"
}

# What must hold for every image; read from the text, because CI builds none.
check_images() {
    local file service fault=0 wanted
    for file in deploy/images/*.Dockerfile; do
        service="$(basename "$file" .Dockerfile)"
        [ -d "services/$service" ] || { warn "$file: there is no service of that name" && fault=1; }
        for wanted in 'USER 10001:10001' 'STOPSIGNAL SIGTERM' "ENTRYPOINT \\[\"$service\"\\]" 'EXPOSE [0-9]' \
            "HEALTHCHECK .* CMD \\[\"$service\", \"healthcheck\"\\]" "RUN deploy/images/build-service $service"; do
            grep -qE "^$wanted" "$file" || { warn "$file: lacks $wanted" && fault=1; }
        done
        ! grep -nE '^FROM ' "$file" | grep -vE " ${IMAGE_BASE}( AS build)?$" >&2 || {
            warn "$file: stands on another image than $IMAGE_BASE" && fault=1
        }
        ! grep -nE '^(ADD|USER (0|root))|(SECRET|PASSWORD|KEY|TOKEN)[A-Z_]*[= ]' "$file" >&2 || {
            warn "$file: fetches something, runs as root or holds a secret" && fault=1
        }
    done
    [ "$fault" = 0 ] || return 1
    say "images: $(image_services | wc -l) files"
}
