#!/bin/sh
# make.sh OUTDIR: made with Debian 12: libglib2.0-dev 2.74.6, gcc 12
set -eu
export LC_ALL=C.UTF-8
out=$(mkdir -p "$1" && cd "$1" && pwd)
project=/srv/glib
rm -rf "$project" && mkdir -p "$project" && cp "$(dirname "$0")"/*.c "$project" && cd "$project"
gcc -o mixed mixed.c $(pkg-config --cflags --libs glib-2.0)
./mixed mixed --tap -k >"$out/mixed.tap" || true
./mixed green --tap >"$out/green.tap"
./mixed abort --tap -k >"$out/aborted.tap" || true
