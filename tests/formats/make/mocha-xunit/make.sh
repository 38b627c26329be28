#!/bin/sh
# make.sh OUTDIR: made with mocha-xunit-reporter 2.3.0 (npm), mocha 10, node 20.20, installed by "npm install" in /srv/node.
set -eu
out=$(mkdir -p "$1" && cd "$1" && pwd)
project=/srv/node/mocha-xunit
rm -rf "$project" && mkdir -p "$project" && cp "$(dirname "$0")"/*.js "$project" && cd "$project"
for name in mixed green; do
    ../node_modules/.bin/mocha --reporter mocha-xunit-reporter --reporter-options "mochaFile=$out/$name.xml" "$name.js" || true
    ../node_modules/.bin/mocha "$name.js" || true
done
