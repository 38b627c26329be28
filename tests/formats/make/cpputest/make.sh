#!/bin/sh
# make.sh OUTDIR: made with Debian 12: cpputest 4.0, g++ 12
set -eu
out=$(mkdir -p "$1" && cd "$1" && pwd)
project=/srv/cpputest
rm -rf "$project" && mkdir -p "$project" && cp "$(dirname "$0")"/*.cpp "$project" && cd "$project"
g++ -o mixed mixed.cpp -lCppUTest
./mixed || true
./mixed -ojunit -k mixed || true
./mixed -ojunit -k green -sn passes
./mixed -oteamcity | head -3
cp ./*.xml "$out"
