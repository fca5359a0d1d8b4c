#!/bin/sh
# Installs what a target needs: setup.sh [rust] [compiler] [compiler-cxx] [node] [packages] [chromium] [programs]
# [clients] [litmus] [dufs] [disks].
# Quick when everything is there. What can't be installed is one line, and exit code 1.
set -eu
cd "$(dirname "$0")/.."
export PATH="$PATH:$HOME/.cargo/bin"

fail() {
    echo "setup: $*" >&2
    exit 1
}

has() {
    command -v "$1" >/dev/null 2>&1
}

# Runs a command as root, if that is possible without asking.
as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

# Installs Debian packages; quiet, and false when it can't.
apt_install() {
    has apt-get || return 1
    [ "$(id -u)" = 0 ] || { has sudo && sudo -n true 2>/dev/null; } || return 1
    echo "setup: installing $*" >&2
    set -- env DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends "$@"
    as_root "$@" >/dev/null 2>&1 && return 0
    # The package lists of a fresh machine are empty or old.
    as_root apt-get update >/dev/null 2>&1 || true
    as_root "$@" >/dev/null 2>&1
}

need_rust() {
    if ! has cargo; then
        has curl || apt_install curl ca-certificates || fail "no cargo: install Rust from https://rustup.rs"
        echo "setup: installing Rust" >&2
        curl --proto '=https' --tlsv1.2 -sSf https://sh.rustup.rs \
            | sh -s -- -y --quiet --no-modify-path --default-toolchain none >/dev/null \
            || fail "rustup could not be installed: see https://rustup.rs"
    fi
    # rust-toolchain.toml names the version and its components.
    if ! cargo fmt --version >/dev/null 2>&1 || ! cargo clippy --version >/dev/null 2>&1; then
        has rustup || fail "cargo lacks fmt or clippy, and there is no rustup to add them"
        rustup toolchain install >/dev/null 2>&1 || true
        cargo clippy --version >/dev/null 2>&1 && cargo fmt --version >/dev/null 2>&1 \
            || fail "rustup could not install the toolchain that rust-toolchain.toml names"
    fi
}

# SQLite and the cryptography are C.
need_compiler() {
    has cc || apt_install gcc libc6-dev || fail "no C compiler: install gcc or clang"
}

# The fuzzer is C++.
need_compiler_cxx() {
    has c++ || apt_install g++ || fail "no C++ compiler: install g++"
}

need_node() {
    has node && has npm || fail "no Node.js: install version 20 or later (with npm)"
    major=$(node -p 'process.versions.node.split(".")[0]')
    [ "$major" -ge 20 ] || fail "Node.js $major is too old: install version 20 or later"
}

# playwright-core and axe-core, as the lock file pins them.
need_packages() {
    installed=web/node_modules/.installed-lock.json
    cmp -s web/package-lock.json "$installed" && return
    echo "setup: installing the packages of web/package-lock.json" >&2
    npm ci --prefix web --ignore-scripts --no-audit --no-fund --loglevel=error >&2 \
        || fail "npm could not install the packages of web/package-lock.json"
    cp web/package-lock.json "$installed"
}

# A browser, and fonts without which names in other scripts are boxes.
need_chromium() {
    node web/tests/chromium.mjs >/dev/null 2>&1 && return
    [ -z "${CHROMIUM:-}" ] || fail "CHROMIUM=$CHROMIUM does not start"
    if apt_install chromium; then
        for font in fonts-noto-cjk fonts-noto-color-emoji fonts-dejavu-core; do
            apt_install "$font" || echo "setup: no $font: pictures of pages may show boxes" >&2
        done
    else
        # Without root: a build of Chromium in the home folder, as the test library knows it.
        echo "setup: downloading Chromium" >&2
        (cd web && npx playwright-core install --no-shell chromium) >/dev/null 2>&1 || true
    fi
    node web/tests/chromium.mjs >/dev/null 2>&1 \
        || fail "no Chromium: install it, or name one by CHROMIUM=/path/to/chromium"
}

# The programs of others that the simulator and the server are tried with, as their lists pin them: one environment
# of Python for both lists, and a folder of packages of JavaScript beside each.
need_programs() {
    need_node
    folders="graph-sim/tests/programs tests/clients"
    installed=.tools/programs/.installed
    lists=
    for folder in $folders; do
        lists="$lists $folder/python/requirements.txt $folder/javascript/package-lock.json"
        [ -d "$folder/javascript/node_modules" ] || rm -f "$installed"
    done
    # shellcheck disable=SC2086 # a list of names without blanks
    cat $lists 2>/dev/null | cmp -s - "$installed" && return
    rm -f "$installed"
    echo "setup: installing the programs that the simulator and the server are tried with" >&2
    python3 -c 'import ensurepip, venv' 2>/dev/null || apt_install python3 python3-venv \
        || fail "no Python 3 with venv: install python3-venv"
    python3 -m venv --clear .tools/programs || fail "Python could not make an environment in .tools/programs"
    wanted=
    for folder in $folders; do wanted="$wanted --requirement $folder/python/requirements.txt"; done
    # shellcheck disable=SC2086
    .tools/programs/bin/pip install --quiet --disable-pip-version-check --no-deps $wanted >&2 \
        || fail "pip could not install the programs of Python"
    for folder in $folders; do
        npm ci --prefix "$folder/javascript" --ignore-scripts --no-audit --no-fund --loglevel=error >&2 \
            || fail "npm could not install the packages of $folder/javascript/package-lock.json"
    done
    # shellcheck disable=SC2086
    cat $lists >"$installed"
}

# Programs of the distribution that the server is tried with.
need_clients() {
    for program in curl cadaver; do
        has "$program" || apt_install "$program" || fail "no $program: install it (Debian has it)"
    done
}

# Programs that take a server for a disk: a file system, a desktop's files, backups, players.
need_disks() {
    for pair in mount.davfs=davfs2 gio=libglib2.0-bin dbus-run-session=dbus duplicity=duplicity ffmpeg=ffmpeg mpv=mpv; do
        PATH="$PATH:/usr/sbin:/sbin" has "${pair%=*}" || apt_install "${pair#*=}" \
            || fail "no ${pair%=*}: install ${pair#*=} (Debian has it)"
    done
    [ -x /usr/lib/gvfs/gvfsd-dav ] || [ -x /usr/libexec/gvfsd-dav ] || apt_install gvfs-backends gvfs-daemons \
        || fail "no gvfsd-dav: install gvfs-backends (Debian has it)"
}

# The suite by which servers of WebDAV are measured.
need_litmus() {
    [ -x /usr/libexec/litmus/basic ] || apt_install litmus || fail "no litmus: install it (Debian has it)"
}

# Another server of WebDAV, beside which ours is measured.
need_dufs() {
    version=0.47.0
    .tools/dufs/bin/dufs --version 2>/dev/null | grep -q "^dufs $version\$" && return
    echo "setup: building dufs $version" >&2
    cargo install --quiet --locked dufs --version "$version" --root .tools/dufs >&2 \
        || fail "cargo could not build dufs $version"
}

for need in "$@"; do
    case $need in
        rust | compiler | node | packages | chromium | programs | clients | litmus | dufs | disks) "need_$need" ;;
        compiler-cxx) need_compiler_cxx ;;
        *) fail "unknown need: $need" ;;
    esac
done
