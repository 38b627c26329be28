#!/bin/sh
# make.sh OUTDIR: made with Debian 12: libcmocka-dev 1.1.5, gcc 12
set -eu
out=$(mkdir -p "$1" && cd "$1" && pwd)
project=/srv/cmocka
rm -rf "$project" && mkdir -p "$project" && cp "$(dirname "$0")"/*.c "$project" && cd "$project"
gcc -o mixed mixed.c -lcmocka
for group in mixed broken green; do
    ./mixed $group || true
    rm -f "$out/$group.xml"  # it is never written over
    CMOCKA_MESSAGE_OUTPUT=XML CMOCKA_XML_FILE="$out/%g.xml" ./mixed $group || true
done
CMOCKA_MESSAGE_OUTPUT=XML ./mixed mixed broken >"$out/two-groups.xml" || true
CMOCKA_MESSAGE_OUTPUT=TAP ./mixed mixed >"$out/mixed.tap" || true
CMOCKA_MESSAGE_OUTPUT=TAP ./mixed green >"$out/green.tap"
CMOCKA_MESSAGE_OUTPUT=TAP ./mixed mixed broken >"$out/two-groups.tap" || true
CMOCKA_MESSAGE_OUTPUT=TAP ./mixed green green >"$out/two-green-groups.tap"
