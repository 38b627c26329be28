#!/bin/sh
# make.sh OUTDIR: made with Debian 12: check 0.15.2, libsubunit-dev, gcc 12
set -eu
out=$(mkdir -p "$1" && cd "$1" && pwd)
project=/srv/check
rm -rf "$project" && mkdir -p "$project" && cp "$(dirname "$0")"/*.c "$project" && cd "$project"
gcc -o mixed mixed.c $(pkg-config --cflags --libs check)
CK_TAP_LOG_FILE_NAME="$out/mixed.tap" ./mixed || true
CK_TAP_LOG_FILE_NAME="$out/green.tap" ./mixed green
