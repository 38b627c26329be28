#!/bin/sh
# make.sh OUTDIR: made with Debian 12: libcriterion-dev 2.4.1, gcc 12
set -eu
out=$(mkdir -p "$1" && cd "$1" && pwd)
project=/srv/criterion
rm -rf "$project" && mkdir -p "$project" && cp "$(dirname "$0")"/*.c "$project" && cd "$project"
gcc -o mixed mixed.c -lcriterion
gcc -DGREEN -o green mixed.c -lcriterion
for name in mixed green; do
    ./"$name" -j1 || true
    ./"$name" -j1 --tap="$out/$name.tap" --xml="$out/$name.xml" || true
done
