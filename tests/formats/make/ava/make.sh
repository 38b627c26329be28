#!/bin/sh
# make.sh OUTDIR: makes the files of tests/formats/corpus/ava.
# Made with ava 7.0.0 (npm), Node.js 20.
# The tools are expected in /srv/project/ava/node_modules; it runs there, so that no path of the machine gets in.
set -u
mkdir -p "$1" && out=$(cd "$1" && pwd)
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p /srv/project/ava && cp -R "$here/." /srv/project/ava && cd /srv/project/ava || exit 1
PATH=$PWD/node_modules/.bin:$PATH
for name in mixed green rejected unloadable empty; do
  ava --tap --no-worker-threads "$name.mjs" > "$out/$name.tap"
done
ava --tap > "$out/all.tap"
