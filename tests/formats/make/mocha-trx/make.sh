#!/bin/sh
# make.sh OUTDIR: made with mocha-trx-reporter 3.3.1 (npm), mocha 10, node 20.20, installed by "npm install" in /srv/node.
# The names of the user and of the machine are replaced.
set -eu
out=$(mkdir -p "$1" && cd "$1" && pwd)
project=/srv/node/mocha-trx
rm -rf "$project" && mkdir -p "$project" && cp "$(dirname "$0")"/*.js "$project" && cd "$project"
for name in mixed green; do
    ../node_modules/.bin/mocha --reporter mocha-trx-reporter --reporter-options "output=$out/$name.trx" "$name.js" || true
    ../node_modules/.bin/mocha "$name.js" || true
done
../node_modules/.bin/mocha --reporter mocha-trx-reporter --reporter-options "treatPendingAsNotExecuted,output=$out/not-executed.trx" mixed.js || true
sed -i -e "s/\b$(hostname)\b/host/g" -e "s/\b$(id -un)\b/user/g" "$out"/*.trx
