#!/bin/sh
# make.sh OUTDIR: made with vitest-trx-results-processor 1.0.3 (npm), vitest 3.2.7, mkdirp 3, node 20.20, installed by "npm install" in /srv/node.
# The names of the user and of the machine are replaced.
set -eu
out=$(mkdir -p "$1" && cd "$1" && pwd)
project=/srv/node/vitest-trx
rm -rf "$project" && mkdir -p "$project" && cp "$(dirname "$0")"/*.mjs "$project" && cd "$project"
for name in mixed green; do
    rm -f test-results.trx
    ../node_modules/.bin/vitest run --reporter=default --reporter=vitest-trx-results-processor "$name.test.mjs" || true
    cp test-results.trx "$out/$name.trx"
done
sed -i -e "s/\b$(hostname)\b/host/g" -e "s/\b$(id -un)\b/user/g" "$out"/*.trx
