#!/bin/sh
# make.sh OUTDIR: made with Debian 12: gotestsum 1.8.2, golang-go 1.19. It runs the tests in ../go.
set -eu
out=$(mkdir -p "$1" && cd "$1" && pwd)
project=/srv/gotestsum
rm -rf "$project" && mkdir -p "$project" && cp -r "$(dirname "$0")"/../go/* "$project" && cd "$project"
export GOFLAGS=-mod=mod GOTOOLCHAIN=local
gotestsum --junitfile "$out/mixed.xml" ./mixed || true
gotestsum --junitfile "$out/green.xml" ./green ./red
gotestsum --junitfile "$out/all.xml" --jsonfile "$out/all.jsonl" ./broken ./flaky ./green ./main ./mixed ./panics ./red || true
gotestsum --junitfile "$out/odd.xml" ./odd || true
rm -f flaky/mark-*
gotestsum --junitfile "$out/rerun.xml" --jsonfile "$out/rerun.jsonl" --rerun-fails --packages=./flaky
gotestsum --junitfile "$out/rerun-red.xml" --rerun-fails --packages=./mixed || true
