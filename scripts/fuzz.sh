#!/bin/sh
# `make fuzz`, and a part of `make test-heavy`: coverage-guided fuzzing, each target for FUZZ_SECONDS (600), as many at
# once as there are cores (FUZZ_AT_ONCE).
# `scripts/fuzz.sh TARGET…` runs only those; KEEP=1 adds what they found to the committed corpus, made small.
set -eu
cd "$(dirname "$0")/../fuzz"
export PATH="$PATH:$HOME/.cargo/bin"

host=$(rustc -vV | sed -n 's/^host: //p')

# What `cargo fuzz` passes, as far as a stable compiler takes it: LLVM's own pass counts each edge, libFuzzer reads the
# counters. The address sanitizer needs a nightly one; this crate forbids `unsafe`. With `--target` the flags reach
# neither build scripts nor macros.
build() {
    RUSTFLAGS="-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
-Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
-Cllvm-args=-sanitizer-coverage-trace-compares --cfg fuzzing" \
        cargo build --release --locked --target "$host"
}

# fuzz TARGET: says what it did, in lines that are written whole, as others write beside it.
fuzz() {
    target=$1
    each=${FUZZ_SECONDS:-600}
    program=target/$host/release/$target
    work=target/corpus/$target
    found=target/found/$target
    log=target/$target.log
    mkdir -p "$work" "$found"
    echo "== fuzz $target for $each s"
    # No input may take longer than 10 s or more than 1 GiB; a broken property panics, and a panic aborts.
    "$program" -max_total_time="$each" -timeout=10 -rss_limit_mb=1024 -max_len=8192 \
        -dict=words.dict -print_final_stats=1 -verbosity=1 -artifact_prefix="$found/" \
        "$work" "corpus/$target" 2>"$log" || {
        printf '%s\n== fuzz %s FAILED; the input lies in fuzz/%s\n' "$(tail -40 "$log")" "$target" "$found" >&2
        return 1
    }
    began=$(grep -m1 'INITED' "$log" | sed 's/.*cov: \([0-9]*\).*/\1/')
    ended=$(grep 'DONE' "$log" | sed 's/.*cov: \([0-9]*\).*/\1/')
    runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
    # Without counters it would run blind, and find nothing for the wrong reason. The smallest target, `dav_timeout`,
    # has about a hundred edges.
    [ "${ended:-0}" -gt 40 ] || {
        echo "== fuzz $target FAILED: no coverage is counted (cov: ${ended:-none})" >&2
        return 1
    }
    echo "== fuzz $target: $runs runs, edges covered: $began by the corpus, $ended in the end; nothing found"
    if [ "${KEEP:-}" = 1 ]; then
        "$program" -set_cover_merge=1 -use_counters=0 -max_len=300 "corpus/$target" "$work" 2>/dev/null
    fi
}

# The script calls itself for each target, so that `xargs` can keep the cores at work.
if [ "${1:-}" = --one ]; then
    fuzz "$2"
    exit
fi
[ $# -gt 0 ] || set -- wire paging paths dav_xml dav_if dav_destination dav_range dav_timeout
build
printf '%s\n' "$@" | xargs -n 1 -P "${FUZZ_AT_ONCE:-$(nproc)}" ../scripts/fuzz.sh --one
