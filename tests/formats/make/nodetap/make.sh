#!/bin/sh
# make.sh OUTDIR: makes the files of tests/formats/corpus/nodetap.
# Made with tap 21.8.0 (npm), Node.js 20.
# The tools are expected in /srv/project/nodetap/node_modules; it runs there, so that no path of the machine gets in.
set -u
mkdir -p "$1" && out=$(cd "$1" && pwd)
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p /srv/project/nodetap && cp -R "$here/." /srv/project/nodetap && cd /srv/project/nodetap || exit 1
PATH=$PWD/node_modules/.bin:$PATH
for name in mixed green plan bails; do
  node "$name.mjs" > "$out/$name.tap"
done
tap run --allow-incomplete-coverage --disable-coverage --reporter=tap mixed.mjs green.mjs > "$out/run.tap"
tap run --allow-incomplete-coverage --disable-coverage --reporter=junit mixed.mjs green.mjs > "$out/run.xml"
