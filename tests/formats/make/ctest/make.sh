#!/bin/sh
# make.sh OUTDIR [BIN [PREFIX]]: made with cmake 4.4.4 (PyPI cmake) and, for cmake325-*.xml, cmake 3.25.1 (Debian 12 cmake).
# The names of the host, of its system and of its processor are replaced.
set -eu
out=$(mkdir -p "$1" && cd "$1" && pwd)
bin=${2:-/usr/bin}
before=${3:-}
project=/srv/ctest
rm -rf "$project" && mkdir -p "$project" && cp "$(dirname "$0")"/CMakeLists.txt "$project" && cd "$project"
run() {
    name=$1
    shift
    "$bin/cmake" -S . -B "$name" "$@" >/dev/null
    (cd "$name" && "$bin/ctest" --output-junit "$out/$before$name.xml" $options) || true
    (cd "$name" && rm -rf Testing mark && "$bin/ctest" -T Test $options) || true
    cp "$name"/Testing/*/Test.xml "$out/$before$name-own.xml"
}
options="" run mixed
options="" run green -DGREEN=1
options="--repeat until-pass:2 -R flaky|fails" run flaky
options="-R no_such_program" run not-built
if [ -z "$before" ]; then options="-R megabyte --test-output-size-failed 2000000" run big -DBIG=1; fi
rm -f "$out/${before}big-own.xml"
sed -i -e 's/ hostname="[^"]*"/ hostname="host"/' -e 's/Hostname="[^"]*"/Hostname="host"/' \
    -e 's/\(OSRelease\|OSVersion\|Vendor[A-Za-z]*\|Family[A-Za-z]*\|Model[A-Za-z]*\)="[^"]*"/\1=""/' "$out"/*.xml
