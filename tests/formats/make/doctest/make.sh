#!/bin/sh
# make.sh OUTDIR: made with Debian 12: doctest-dev 2.4.9, g++ 12
set -eu
out=$(mkdir -p "$1" && cd "$1" && pwd)
project=/srv/doctest
rm -rf "$project" && mkdir -p "$project" && cp "$(dirname "$0")"/*.cpp "$project" && cd "$project"
for name in mixed expected green; do
    g++ -o "$name" "$name.cpp"
    ./"$name" -r=junit -o="$out/$name.xml" || true
    ./"$name" -r=xml -o="$out/$name-own.xml" || true
    ./"$name" | tail -4 || true
done
