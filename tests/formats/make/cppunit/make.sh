#!/bin/sh
# make.sh OUTDIR: made with Debian 12: libcppunit-dev 1.15.1, g++ 12
set -eu
out=$(mkdir -p "$1" && cd "$1" && pwd)
project=/srv/cppunit
rm -rf "$project" && mkdir -p "$project" && cp "$(dirname "$0")"/*.cpp "$project" && cd "$project"
g++ -o mixed mixed.cpp -lcppunit
g++ -DGREEN -o green mixed.cpp -lcppunit
./mixed "$out/mixed.xml" || true
./green "$out/green.xml"
