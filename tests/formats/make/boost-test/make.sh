#!/bin/sh
# make.sh OUTDIR: made with Debian 12: libboost-test-dev 1.74, g++ 12
set -eu
out=$(mkdir -p "$1" && cd "$1" && pwd)
project=/srv/boost-test
rm -rf "$project" && mkdir -p "$project" && cp "$(dirname "$0")"/*.cpp "$project" && cd "$project"
for name in mixed green unescaped; do
    g++ -o "$name" "$name.cpp"
    ./"$name" --logger="JUNIT,all,$out/$name.xml:HRF,error" --report_level=short || true
    ./"$name" --logger="XML,all,$out/$name-log.xml" --report_format=XML --report_level=detailed --report_sink="$out/$name-report.xml" || true
done
