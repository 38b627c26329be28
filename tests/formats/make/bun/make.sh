#!/bin/sh
# make.sh OUTDIR: made with bun 1.4.5 (npm bun), installed by "npm install" in /srv/node. The host's name is replaced in hostname="".
set -eu
out=$(mkdir -p "$1" && cd "$1" && pwd)
project=/srv/node/bun
rm -rf "$project" && mkdir -p "$project" && cp "$(dirname "$0")"/*.js "$project" && cd "$project"
for name in mixed green; do
    ../node_modules/.bin/bun test --reporter=junit --reporter-outfile="$out/$name.xml" "./$name.test.js" || true
done
sed -i 's/ hostname="[^"]*"/ hostname="host"/' "$out"/*.xml
