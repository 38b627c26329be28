#!/bin/sh
# make.sh OUTDIR: made with Debian 12: lua-busted 2.1.1, lua 5.1
set -eu
out=$(mkdir -p "$1" && cd "$1" && pwd)
project=/srv/busted
rm -rf "$project" && mkdir -p "$project" && cp "$(dirname "$0")"/*.lua "$project" && cd "$project"
for name in mixed green broken before; do
    busted -o junit -Xoutput "$out/$name.xml" "${name}_spec.lua" || true
    busted -o TAP "${name}_spec.lua" >"$out/$name.tap" || true
    busted -o plainTerminal "${name}_spec.lua" | tail -20 || true
done
