#!/bin/sh
# `make test`: every check, the quick ones first, each with its wall time. One build serves all.
set -eu
cd "$(dirname "$0")/.."
export PATH="$PATH:$HOME/.cargo/bin"

began=$(date +%s)

# stage NAME COMMAND…: runs it and says how long it took.
stage() {
    name=$1
    shift
    echo "== $name"
    stage_began=$(date +%s)
    "$@" || {
        echo "== $name FAILED after $(($(date +%s) - stage_began)) s" >&2
        exit 1
    }
    echo "== $name: $(($(date +%s) - stage_began)) s"
}

# The last of it first: a missing browser is known before the long build.
set_up() {
    scripts/setup.sh rust compiler || return 1
    if scripts/setup.sh node packages chromium; then
        browser=ready
    elif [ "${ONEFOLD_CI:-}" = 1 ]; then
        return 1
    else
        browser=missing
    fi
    # Set-up names what is missing; the tests that want it do without, or fail under ONEFOLD_CI=1.
    for wanted in litmus programs clients; do
        scripts/setup.sh "$wanted" || [ "${ONEFOLD_CI:-}" != 1 ] || return 1
    done
}

documentation() {
    RUSTDOCFLAGS=-Dwarnings cargo doc --workspace --no-deps --document-private-items --locked
}

stage set-up set_up
stage format cargo fmt --check
stage format-fuzz cargo fmt --check --manifest-path fuzz/Cargo.toml
stage clippy cargo clippy --workspace --all-targets --features onefold/heavy --locked -- -D warnings
stage documentation documentation
stage tests cargo test --workspace --locked
if [ "$browser" = ready ]; then
    stage browser node --test web/tests/*.test.mjs
else
    echo "== browser: SKIPPED, see the line of set-up above (ONEFOLD_CI=1 makes this a failure)"
fi
echo "== all: $(($(date +%s) - began)) s"
