#!/bin/sh
# `make fuzz`, and a part of `make test-heavy`: coverage-guided fuzzing, each target for FUZZ_SECONDS (600).
# `scripts/fuzz.sh TARGET…` runs only those; KEEP=1 adds what they found to the committed corpus, made small.
set -eu
cd "$(dirname "$0")/../fuzz"
export PATH="$PATH:$HOME/.cargo/bin"

[ $# -gt 0 ] || set -- wire paging paths dav_xml dav_if dav_destination dav_range dav_timeout
each=${FUZZ_SECONDS:-600}

# What `cargo fuzz` passes, as far as a stable compiler takes it: LLVM's own pass counts each edge, libFuzzer reads the
# counters. The address sanitizer needs a nightly one; this crate forbids `unsafe`. With `--target` the flags reach
# neither build scripts nor macros.
host=$(rustc -vV | sed -n 's/^host: //p')
RUSTFLAGS="-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
-Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
-Cllvm-args=-sanitizer-coverage-trace-compares --cfg fuzzing" \
    cargo build --release --locked --target "$host"

for target; do
    work=target/corpus/$target
    found=target/found/$target
    mkdir -p "$work" "$found"
    echo "== fuzz $target for $each s"
    # No input may take longer than 10 s or more than 1 GiB; a broken property panics, and a panic aborts.
    "target/$host/release/$target" -max_total_time="$each" -timeout=10 -rss_limit_mb=1024 -max_len=8192 \
        -dict=words.dict -print_final_stats=1 -verbosity=1 -artifact_prefix="$found/" \
        "$work" "corpus/$target" 2>"target/$target.log" || {
        tail -40 "target/$target.log" >&2
        echo "== fuzz $target FAILED; the input lies in fuzz/$found" >&2
        exit 1
    }
    began=$(grep -m1 'INITED' "target/$target.log" | sed 's/.*cov: \([0-9]*\).*/\1/')
    ended=$(grep 'DONE' "target/$target.log" | sed 's/.*cov: \([0-9]*\).*/\1/')
    runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "target/$target.log")
    # Without counters it would run blind, and find nothing for the wrong reason. The smallest target, `dav_timeout`,
    # has about a hundred edges.
    [ "${ended:-0}" -gt 40 ] || {
        echo "== fuzz $target FAILED: no coverage is counted (cov: ${ended:-none})" >&2
        exit 1
    }
    echo "== fuzz $target: $runs runs, edges covered: $began by the corpus, $ended in the end; nothing found"
    if [ "${KEEP:-}" = 1 ]; then
        "target/$host/release/$target" -set_cover_merge=1 -use_counters=0 -max_len=300 "corpus/$target" "$work" 2>/dev/null
    fi
done
