#!/bin/sh
# make.sh OUTDIR [CARGO]: made with cargo and rustc 1.95.0 and, for rust163-*.xml, Debian 12's 1.63.0.
# The formats of libtest are unstable: RUSTC_BOOTSTRAP=1 lets a stable compiler write them.
# Cargo runs one program after the other, so two documents stand in one stream: files named two-*.
set -eu
out=$(mkdir -p "$1" && cd "$1" && pwd)
cargo=${2:-cargo}
before=${3:-}
project=/srv/libtest
rm -rf "$project" && mkdir -p "$project" && cp -r "$(dirname "$0")"/Cargo.toml "$(dirname "$0")"/src "$project" && cd "$project"
export RUSTC_BOOTSTRAP=1 RUST_BACKTRACE=0
run() {
    name=$1
    shift
    "$cargo" test --offline "$@" -- -Z unstable-options --format junit >"$out/$before$name.xml" || true
}
run green --lib
run mixed --lib --features red
run two-green
run two-mixed --features red --no-fail-fast
if [ -z "$before" ]; then run big --lib --features big; fi
