#!/bin/sh
# make.sh OUTDIR: makes the files of tests/formats/corpus/qunit.
# Made with qunit 3.0.0 (npm), Node.js 20.
# The tools are expected in /srv/project/qunit/node_modules; it runs there, so that no path of the machine gets in.
set -u
mkdir -p "$1" && out=$(cd "$1" && pwd)
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p /srv/project/qunit && cp -R "$here/." /srv/project/qunit && cd /srv/project/qunit || exit 1
PATH=$PWD/node_modules/.bin:$PATH
for name in mixed green unloadable; do
  qunit --reporter tap "$name.js" > "$out/$name.tap"
done
