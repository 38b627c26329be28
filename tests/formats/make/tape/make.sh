#!/bin/sh
# make.sh OUTDIR: makes the files of tests/formats/corpus/tape.
# Made with tape 5.10.2 (npm), Node.js 20.
# The tools are expected in /srv/project/tape/node_modules; it runs there, so that no path of the machine gets in.
set -u
mkdir -p "$1" && out=$(cd "$1" && pwd)
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p /srv/project/tape && cp -R "$here/." /srv/project/tape && cd /srv/project/tape || exit 1
PATH=$PWD/node_modules/.bin:$PATH
for name in mixed green throws big; do
  tape "$name.js" > "$out/$name.tap"
done
