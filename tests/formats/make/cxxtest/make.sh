#!/bin/sh
# make.sh OUTDIR: made with Debian 12: cxxtest 4.4, g++ 12
set -eu
out=$(mkdir -p "$1" && cd "$1" && pwd)
project=/srv/cxxtest
rm -rf "$project" && mkdir -p "$project" && cp "$(dirname "$0")"/*.h "$project" && cd "$project"
for name in mixed green; do
    cxxtestgen --xunit-printer --have-eh -o "$name.cpp" "$name.h"
    g++ -o "$name" "$name.cpp"
    ./"$name" || true
    cp TEST-*.xml "$out/$name.xml"
    rm TEST-*.xml
done
