#!/bin/sh
# make.sh OUTDIR: made with deno 2.9.6 (npm deno), installed by "npm install" in /srv/node
set -eu
out=$(mkdir -p "$1" && cd "$1" && pwd)
project=/srv/node/deno
rm -rf "$project" && mkdir -p "$project" && cp "$(dirname "$0")"/*.ts "$project" && cd "$project"
for name in mixed green; do
    ../node_modules/.bin/deno test --no-lock --junit-path="$out/$name.xml" "${name}_test.ts" || true
    ../node_modules/.bin/deno test --no-lock --reporter=tap "${name}_test.ts" >"$out/$name.tap" || true
done
